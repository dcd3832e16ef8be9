import './customer.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select, Table } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { type Batch, checkBatch, customerQueries, forget, saveMapping } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { attributePrefix, mapped, missing } from './model';

type Props = { batch: Batch; preview: Schemas['BatchPreview'] };

/** Every column of the file with its first values and the field it goes to. */
export function MappingTable({ batch, preview }: Props) {
  const { t, text, word, list } = useSpeech();
  const client = useQueryClient();
  const schema = useQuery(customerQueries.schema);
  const [mapping, setMapping] = useState(batch.state === 'checked' ? batch.mapping : preview.suggested);
  const check = useMutation({
    mutationFn: () => checkBatch(batch.id, mapping),
    onSuccess: (next) => client.setQueryData(customerQueries.batch(batch.id).queryKey, next),
  });
  const fields = [
    ...preview.fields.map((field) => ({ value: field, label: word('customer.field', field) })),
    ...(schema.data?.attributes ?? []).map((one) => ({
      value: attributePrefix + one.code,
      label: text(one.name),
    })),
  ];
  const lacking = missing(mapping);
  const columns = preview.header.map((name, index) => ({ name, values: preview.rows.map((row) => row[index] ?? '') }));
  return (
    <>
      {check.isError && <Problem error={check.error} />}
      <Table
        size="middle"
        className="m-table"
        pagination={false}
        scroll={{ x: true }}
        rowKey={(column) => column.name}
        dataSource={columns}
        columns={[
          { key: 'column', title: t('customer.column'), render: (_, column) => <strong>{column.name}</strong> },
          {
            key: 'field',
            title: t('customer.field'),
            render: (_, column) => (
              <Select
                className="m-field-select"
                aria-label={t('customer.field_of', { column: column.name })}
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                placeholder={t('customer.left_out')}
                value={mapping[column.name]}
                onChange={(field?: string) => setMapping(mapped(mapping, column.name, field))}
                options={fields}
              />
            ),
          },
          {
            key: 'values',
            title: t('customer.values'),
            render: (_, column) => (
              <span className="m-wrap m-muted">{column.values.filter(Boolean).slice(0, 3).join(' · ') || '—'}</span>
            ),
          },
        ]}
      />
      <div className="m-mapping-foot">
        <Button
          type={batch.state === 'checked' ? 'default' : 'primary'}
          disabled={lacking.length > 0}
          onClick={() => check.mutate()}
          loading={check.isPending}
        >
          {t(batch.state === 'checked' ? 'customer.check_again' : 'customer.check')}
        </Button>
        {lacking.length > 0 && (
          <span className="m-muted">
            {t('customer.lacking', { fields: list(lacking.map((field) => word('customer.field', field))) })}
          </span>
        )}
        <Keep mapping={mapping} saved={() => void forget(client)} disabled={lacking.length > 0} />
      </div>
    </>
  );
}

/** Keeps the mapping under a name; the next file with these columns is mapped by it. */
function Keep({ mapping, disabled, saved }: { mapping: Record<string, string>; disabled: boolean; saved: () => void }) {
  const { t } = useSpeech();
  const [name, setName] = useState('');
  const run = useMutation({ mutationFn: () => saveMapping(name.trim(), mapping), onSuccess: saved });
  return (
    <span className="m-mapping-keep">
      <Input
        aria-label={t('customer.mapping_name')}
        placeholder={t('customer.mapping_name')}
        maxLength={100}
        value={name}
        onChange={(event) => {
          setName(event.target.value);
          run.reset();
        }}
      />
      <Button disabled={disabled || name.trim() === ''} onClick={() => run.mutate()} loading={run.isPending}>
        {t('customer.mapping_save')}
      </Button>
      <span role="status">{run.isSuccess && t('customer.mapping_saved')}</span>
      {run.isError && <Problem error={run.error} />}
    </span>
  );
}
