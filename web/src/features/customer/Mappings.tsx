import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { customerQueries, deleteMapping, forget, renameMapping } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Rows } from './Rows';

type Mapping = Schemas['CustomerMapping'];

/** The mappings of columns that were kept: a file with the same columns is mapped by them. */
export function Mappings() {
  const { t } = useSpeech();
  const mappings = useQuery(customerQueries.mappings);
  const [asked, ask] = useState<{ one: Mapping; act: 'rename' | 'delete' }>();
  return (
    <Section title={t('customer.mappings')} note={t('customer.mappings_note')}>
      <Loaded query={mappings} shape="table">
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t('customer.no_mappings')} />
          ) : (
            <List rows={rows} ask={(one, act) => ask({ one, act })} />
          )
        }
      </Loaded>
      {asked?.act === 'rename' && <Rename mapping={asked.one} close={() => ask(undefined)} />}
      {asked?.act === 'delete' && <Delete mapping={asked.one} close={() => ask(undefined)} />}
    </Section>
  );
}

function List({ rows, ask }: { rows: Mapping[]; ask: (one: Mapping, act: 'rename' | 'delete') => void }) {
  const { t, minute, list } = useSpeech();
  return (
    <Rows
      rows={rows}
      rowKey={(one) => one.name}
      columns={[
        { key: 'name', title: t('customer.mapping'), card: 'title', render: (one) => <strong>{one.name}</strong> },
        {
          key: 'columns',
          title: t('customer.columns'),
          card: 'line',
          render: (one) => <span className="m-wrap">{list(Object.keys(one.mapping))}</span>,
        },
        { key: 'at', title: t('customer.mapping_at'), card: 'line', render: (one) => minute(one.changed_at) },
        {
          key: 'acts',
          title: '',
          card: 'line',
          render: (one) => (
            <span className="m-row-actions">
              <Button
                size="small"
                aria-label={t('customer.mapping_rename_one', { name: one.name })}
                onClick={() => ask(one, 'rename')}
              >
                {t('customer.mapping_rename')}
              </Button>
              <Button
                size="small"
                danger
                aria-label={t('customer.mapping_delete_one', { name: one.name })}
                onClick={() => ask(one, 'delete')}
              >
                {t('customer.mapping_delete')}
              </Button>
            </span>
          ),
        },
      ]}
    />
  );
}

function Rename({ mapping, close }: { mapping: Mapping; close: () => void }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [name, setName] = useState(mapping.name);
  const run = useMutation({
    mutationFn: () => renameMapping(mapping.name, name.trim()),
    onSuccess: () => {
      void forget(client);
      close();
    },
  });
  const ready = name.trim() !== '' && name.trim() !== mapping.name;
  return (
    <Modal
      open
      title={t('customer.mapping_rename_one', { name: mapping.name })}
      onCancel={close}
      onOk={() => run.mutate()}
      okText={t('customer.mapping_rename')}
      okButtonProps={{ disabled: !ready, loading: run.isPending }}
      cancelText={t('form.cancel')}
    >
      {run.isError && <Problem error={run.error} />}
      <Input
        aria-label={t('customer.mapping_new_name')}
        maxLength={100}
        value={name}
        autoFocus
        onChange={({ target }) => setName(target.value)}
        onPressEnter={() => ready && run.mutate()}
      />
    </Modal>
  );
}

function Delete({ mapping, close }: { mapping: Mapping; close: () => void }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: () => deleteMapping(mapping.name),
    onSuccess: () => {
      void forget(client);
      close();
    },
  });
  return (
    <Modal
      open
      title={t('customer.mapping_delete_ask', { name: mapping.name })}
      onCancel={close}
      onOk={() => run.mutate()}
      okText={t('customer.mapping_delete')}
      okButtonProps={{ danger: true, loading: run.isPending }}
      cancelText={t('form.cancel')}
    >
      <p>{t('customer.mapping_delete_note')}</p>
      {run.isError && <Problem error={run.error} />}
    </Modal>
  );
}
