import './units.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useMemo, useState } from 'react';
import type { Schemas } from '../../api/client';
import { forgetUnits, removeType, setType, unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Field } from '../../ui/Field';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import type { Column } from '../../ui/table';

type Type = Schemas['UnitType'];

/** The kinds of units there are, and what they are called. */
export default function UnitTypes() {
  const { t } = useSpeech();
  const types = useQuery(unitQueries.types);
  const [asked, ask] = useState<Type | 'new'>();
  return (
    <Page
      title={t('directory.types')}
      subtitle={t('directory.types_note')}
      back={{ to: '/units', title: t('menu.units') }}
      actions={
        <Button type="primary" onClick={() => ask('new')}>
          {t('directory.type_add')}
        </Button>
      }
    >
      <Section>
        <Loaded query={types} shape="table">
          {(rows) => <Types rows={rows} ask={ask} />}
        </Loaded>
      </Section>
      {asked && <TypeForm type={asked === 'new' ? undefined : asked} close={() => ask(undefined)} />}
    </Page>
  );
}

function Types({ rows, ask }: { rows: Type[]; ask: (type: Type) => void }) {
  const { t, count } = useSpeech();
  const columns = useMemo<Column<Type>[]>(
    () => [
      {
        key: 'name',
        title: t('directory.name'),
        card: 'title',
        render: (one) => (
          <Button type="link" className="m-cell-link" onClick={() => ask(one)}>
            {one.name.zh}
          </Button>
        ),
        csv: (one) => one.name.zh,
      },
      {
        key: 'en',
        title: t('directory.name_en'),
        card: 'line',
        render: (one) => one.name.en ?? '',
        csv: (one) => one.name.en,
      },
      {
        key: 'code',
        title: t('units.code'),
        card: 'aside',
        render: (one) => <code>{one.code}</code>,
        csv: (one) => one.code,
      },
      {
        key: 'units',
        title: t('directory.type_units'),
        align: 'right',
        card: 'line',
        render: (one) => count(one.units),
        csv: (one) => one.units,
      },
    ],
    [t, count, ask],
  );
  return (
    <DataTable
      id="types"
      columns={columns}
      rows={rows}
      rowKey={(one) => one.code}
      file={t('directory.types')}
      pageSize={200}
      empty={<Empty title={t('table.none')} />}
    />
  );
}

function TypeForm({ type, close }: { type?: Type; close: () => void }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [code, setCode] = useState(type?.code ?? '');
  const [zh, setZh] = useState(type?.name.zh ?? '');
  const [en, setEn] = useState(type?.name.en ?? '');
  const end = async () => {
    await forgetUnits(client);
    close();
  };
  const save = useMutation({ mutationFn: () => setType(code.trim(), { zh, en }), onSuccess: end });
  const drop = useMutation({ mutationFn: () => removeType(code), onSuccess: end });
  const failed = save.error ?? drop.error;
  return (
    <Modal
      open
      title={type ? type.name.zh : t('directory.type_add')}
      onCancel={close}
      onOk={() => save.mutate()}
      okText={t('directory.type_save')}
      okButtonProps={{ disabled: !code.trim() || !zh.trim(), loading: save.isPending }}
      cancelText={t('form.cancel')}
    >
      <form
        className="m-units-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() && zh.trim()) save.mutate();
        }}
      >
        {!type && (
          <Field label={t('units.code')} note={t('directory.type_code_note')}>
            {(id) => (
              <Input id={id} value={code} maxLength={40} autoFocus onChange={({ target }) => setCode(target.value)} />
            )}
          </Field>
        )}
        <Field label={t('directory.type_zh')}>
          {(id) => (
            <Input
              id={id}
              value={zh}
              maxLength={40}
              autoFocus={Boolean(type)}
              onChange={({ target }) => setZh(target.value)}
            />
          )}
        </Field>
        <Field label={t('directory.type_en')}>
          {(id) => <Input id={id} value={en} maxLength={40} onChange={({ target }) => setEn(target.value)} />}
        </Field>
        {failed && <Problem error={failed} />}
        {type && type.units === 0 && !type.person && (
          <Button danger onClick={() => drop.mutate()} loading={drop.isPending}>
            {t('directory.type_remove')}
          </Button>
        )}
        <button type="submit" hidden />
      </form>
    </Modal>
  );
}
