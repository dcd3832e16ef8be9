import './customer.css';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { customerQueries, forget, merge } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Page, Section } from '../../ui/Page';
import { Pages } from '../../ui/Pages';
import { Problem } from '../../ui/Problem';
import { type Customer, contactOf } from './model';

type Duplicate = Schemas['CustomerDuplicate'];

/** Customers with a phone, e-mail or id number in common, side by side, to be made one. */
export default function Duplicates() {
  const { t } = useSpeech();
  const found = useInfiniteQuery(customerQueries.duplicates);
  return (
    <Page
      title={t('customer.duplicates')}
      subtitle={t('customer.duplicates_note')}
      back={{ to: '/customers', title: t('menu.customers') }}
    >
      <Pages query={found}>
        {(groups) =>
          groups.length === 0 ? (
            <Section>
              <Empty title={t('customer.no_duplicates')} />
            </Section>
          ) : (
            groups.map((group) => <Group key={group.customers.map((one) => one.id).join('-')} group={group} />)
          )
        }
      </Pages>
    </Page>
  );
}

function Group({ group }: { group: Duplicate }) {
  const { t, text, word } = useSpeech();
  const [keep, setKeep] = useState<Customer>();
  return (
    <Section title={t('customer.shared', { what: word('customer.kind', group.shared) })}>
      <ul className="m-cards">
        {group.customers.map((one) => (
          <li key={one.id} className="m-card m-duplicate">
            <div>
              <Link to={`/customers/${one.id}`}>{one.name}</Link> <code>{one.code}</code>
              <div className="m-muted">
                {[...one.units.map(({ unit }) => text(unit.name)), contactOf(one, 'phone'), contactOf(one, 'email')]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
            </div>
            <Button onClick={() => setKeep(one)}>{t('customer.keep')}</Button>
          </li>
        ))}
      </ul>
      {keep && (
        <MergeDialog
          keep={keep}
          others={group.customers.filter((one) => one.id !== keep.id)}
          close={() => setKeep(undefined)}
        />
      )}
    </Section>
  );
}

function MergeDialog({ keep, others, close }: { keep: Customer; others: Customer[]; close: () => void }) {
  const { t, list } = useSpeech();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: async () => {
      for (const other of others) await merge(keep.id, other.id);
    },
    onSuccess: close,
    onSettled: () => forget(client),
  });
  const names = list(others.map((one) => `${one.name} (${one.code})`));
  return (
    <Modal
      open
      title={t('customer.merge_ask', { keep: `${keep.name} (${keep.code})` })}
      onCancel={close}
      onOk={() => run.mutate()}
      okText={t('customer.merge')}
      okButtonProps={{ danger: true, loading: run.isPending }}
      cancelText={t('form.cancel')}
    >
      <p>{t('customer.merge_lost', { names })}</p>
      {run.isError && <Problem error={run.error} />}
    </Modal>
  );
}
