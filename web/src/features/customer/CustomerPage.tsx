import { EyeOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Descriptions } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { customerQueries, forget, reveal } from '../../api/queries/customer';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { CorrectForm } from './CustomerForm';
import { Flags } from './CustomerList';
import { EraseDialog } from './EraseDialog';
import { Invitations } from './Invitations';
import type { Customer, Schema } from './model';
import { Rows } from './Rows';

/** The sheet of one customer: shown, corrected, erased. */
export default function CustomerPage() {
  const { id = '' } = useParams();
  const { t } = useSpeech();
  const customer = useQuery(customerQueries.one(id));
  const schema = useQuery(customerQueries.schema);
  const back = { to: '/customers', title: t('menu.customers') };
  if (!customer.data || !schema.data) {
    return (
      <Page title={t('menu.customers')} back={back}>
        <Loaded query={customer} shape="page">
          {() => (
            <Loaded query={schema} shape="page">
              {() => null}
            </Loaded>
          )}
        </Loaded>
      </Page>
    );
  }
  return <SheetView key={id} masked={customer.data} schema={schema.data} />;
}

function SheetView({ masked, schema }: { masked: Customer; schema: Schema }) {
  const { t } = useSpeech();
  const can = useCan();
  const client = useQueryClient();
  const [asked, ask] = useState<'correct' | 'erase'>();
  const clear = useMutation({ mutationFn: () => reveal(masked.id) });
  const correcting = useMutation({ mutationFn: () => reveal(masked.id), onSuccess: () => ask('correct') });
  const customer = clear.data ?? masked;
  const changes = can(permissions.customerChange) && can(permissions.customerReveal);
  return (
    <Page
      title={customer.name}
      tag={<Flags customer={customer} />}
      subtitle={customer.code}
      back={{ to: '/customers', title: t('menu.customers') }}
      actions={
        changes && (
          <>
            <Button danger onClick={() => ask('erase')}>
              {t('customer.erase')}
            </Button>
            <Button type="primary" onClick={() => correcting.mutate()} loading={correcting.isPending}>
              {t('customer.correct')}
            </Button>
          </>
        )
      }
    >
      {correcting.isError && <Problem error={correcting.error} />}
      <Section>
        <Facts customer={customer} schema={schema} />
      </Section>
      <Section
        title={t('customer.contacts')}
        extra={
          can(permissions.customerReveal) &&
          !clear.data &&
          customer.contacts.length > 0 && (
            <Button icon={<EyeOutlined aria-hidden />} onClick={() => clear.mutate()} loading={clear.isPending}>
              {t('customer.reveal')}
            </Button>
          )
        }
        note={t(clear.data ? 'customer.revealed_note' : 'customer.masked_note')}
      >
        {clear.isError && <Problem error={clear.error} />}
        <Contacts customer={customer} />
      </Section>
      <Section title={t('customer.units')}>
        <Units customer={customer} schema={schema} />
      </Section>
      {masked.invitations && (
        <Section title={t('customer.invitations')}>
          <Invitations list={masked.invitations} />
        </Section>
      )}
      {asked === 'correct' && correcting.data && (
        <CorrectForm
          customer={correcting.data}
          schema={schema}
          close={() => ask(undefined)}
          saved={() => {
            ask(undefined);
            clear.reset();
            void forget(client);
          }}
        />
      )}
      {asked === 'erase' && <EraseDialog customer={customer} close={() => ask(undefined)} />}
    </Page>
  );
}

function Facts({ customer, schema }: { customer: Customer; schema: Schema }) {
  const { t, text, word } = useSpeech();
  const attributes = schema.attributes.map((one) => {
    const value = customer.attributes[one.code] ?? '';
    return { name: text(one.name), value: text(one.options.find((option) => option.code === value)?.name) || value };
  });
  const facts: [string, string][] = [
    [t('customer.kind'), word('customer.kind', customer.kind)],
    [t('customer.status'), word('customer.status', customer.status)],
    [t('customer.tier'), customer.tier],
    [t('customer.segment'), customer.segment],
    [t('customer.industry'), customer.industry],
    [t('customer.manager'), customer.manager],
    [t('customer.language'), customer.language && word('customer.language', customer.language)],
    [t('customer.channel'), customer.channel],
    ...attributes.map(({ name, value }): [string, string] => [name, value]),
  ];
  return (
    <Descriptions
      column={{ xs: 1, sm: 2, lg: 3, xl: 4 }}
      items={facts.map(([label, value]) => ({ key: label, label, children: value || '—' }))}
    />
  );
}

function Contacts({ customer }: { customer: Customer }) {
  const { t, word, date, list } = useSpeech();
  if (customer.contacts.length === 0) return <Empty title={t('customer.no_contacts')} />;
  return (
    <Rows
      rows={customer.contacts}
      rowKey={(one) => `${one.kind}-${one.value}`}
      columns={[
        {
          key: 'value',
          title: t('customer.contact'),
          card: 'title',
          render: (one) => <span className="m-wrap">{one.value}</span>,
        },
        {
          key: 'kind',
          title: t('customer.contact_kind'),
          card: 'aside',
          render: (one) => word('customer.kind', one.kind),
        },
        {
          key: 'consent',
          title: t('customer.consent'),
          card: 'line',
          render: (one) => word('customer.consent', one.consent),
        },
        {
          key: 'purposes',
          title: t('customer.purposes'),
          card: 'line',
          render: (one) => list(one.purposes.map((purpose) => word('customer.purpose', purpose))) || '—',
        },
        {
          key: 'valid',
          title: t('customer.valid'),
          card: 'line',
          render: (one) =>
            one.valid_from || one.valid_until
              ? `${one.valid_from ? date(one.valid_from) : ''} – ${one.valid_until ? date(one.valid_until) : ''}`
              : '—',
        },
        {
          key: 'usable',
          title: t('customer.usable'),
          card: 'line',
          render: (one) => t(one.usable ? 'customer.usable_yes' : 'customer.usable_no'),
        },
      ]}
    />
  );
}

function Units({ customer, schema }: { customer: Customer; schema: Schema }) {
  const { t, text, date } = useSpeech();
  if (customer.units.length === 0) return <Empty title={t('customer.no_units')} />;
  return (
    <Rows
      rows={customer.units}
      rowKey={(one) => one.unit.id}
      columns={[
        {
          key: 'unit',
          title: t('units.unit'),
          card: 'title',
          render: (one) => text(one.unit.name) || t('directory.closed'),
        },
        {
          key: 'stage',
          title: t('customer.stage'),
          card: 'aside',
          render: (one) => text(schema.stages.find((stage) => stage.code === one.stage)?.name) || one.stage || '—',
        },
        { key: 'from', title: t('customer.from'), card: 'line', render: (one) => (one.from ? date(one.from) : '—') },
        {
          key: 'until',
          title: t('customer.until'),
          card: 'line',
          render: (one) => (one.until ? date(one.until) : '—'),
        },
      ]}
    />
  );
}
