import { DeleteOutlined } from '@ant-design/icons';
import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { Words } from '../../lib/format';
import { type Key, useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import type { Column } from '../../ui/table';
import { type DraftKind, type DraftView, editPath, type Version } from './kind';

type Row = { id: string; code: string; base?: Version; faults: number; changed_at: string; changed_by: string };

/** What the drafts of one kind are called and how large they are. */
export type Listed<D extends Row> = {
  /** The name of the table's settings in the browser. */
  id: string;
  name: { title: Key; of: (draft: D) => Words };
  size: { title: Key; of: (draft: D) => number };
  /** What is lost with a draft, from its size, and who changed it last. */
  lost: Key;
};

type Props<V extends DraftView, C, D extends Row> = {
  kind: DraftKind<V, C>;
  listed: Listed<D>;
  drafts: UseQueryResult<D[]>;
};

/** The drafts of one kind, the one that was changed last first. */
export function Drafts<V extends DraftView, C, D extends Row>({ kind, listed, drafts }: Props<V, C, D>) {
  const { t, text, minute } = useSpeech();
  const [asked, ask] = useState<D>();
  const to = (draft: D) => editPath(kind, draft.id);
  const columns = useMemo<Column<D>[]>(() => {
    const { name, size } = listed;
    const baseOf = ({ base }: D) => base && `${base.code} ${base.version}`;
    return [
      {
        key: 'name',
        title: t(name.title),
        card: 'title',
        render: (one) => <Link to={editPath(kind, one.id)}>{text(name.of(one)) || one.code}</Link>,
        sort: (one) => text(name.of(one)),
      },
      { key: 'code', title: t('system.code'), card: 'line', render: (one) => one.code, sort: (one) => one.code },
      {
        key: 'base',
        title: t('system.draft.base'),
        card: 'line',
        render: (one) => baseOf(one) ?? t('system.draft.no_base'),
        csv: (one) => baseOf(one) ?? '',
      },
      { key: 'size', title: t(size.title), align: 'right', render: size.of, sort: size.of },
      {
        key: 'faults',
        title: t('system.draft.checks'),
        card: 'line',
        render: (one) => (one.faults === 0 ? t('system.draft.ready') : t('system.draft.faults', { n: one.faults })),
        sort: (one) => one.faults,
        csv: (one) => one.faults,
      },
      {
        key: 'changed',
        title: t('system.draft.changed'),
        card: 'line',
        render: (one) => `${minute(one.changed_at)} ${one.changed_by}`,
        sort: (one) => one.changed_at,
        csv: (one) => one.changed_at,
      },
      {
        key: 'delete',
        title: '',
        card: 'aside',
        render: (one) => (
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={`${t('system.draft.delete')} ${text(name.of(one)) || one.code}`}
            onClick={() => ask(one)}
          />
        ),
      },
    ];
  }, [kind, listed, t, text, minute]);
  return (
    <Section title={t('system.drafts')}>
      <Loaded query={drafts} shape="table">
        {(rows) => (
          <DataTable
            id={listed.id}
            columns={columns}
            rows={rows}
            rowKey={(one) => one.id}
            to={to}
            file={t('system.drafts')}
            empty={<Empty title={t('system.drafts_empty')} />}
          />
        )}
      </Loaded>
      {asked && <DeleteDraft kind={kind} listed={listed} draft={asked} close={() => ask(undefined)} />}
    </Section>
  );
}

type DeleteProps<V extends DraftView, C, D extends Row> = {
  kind: DraftKind<V, C>;
  listed: Listed<D>;
  draft: D;
  close: () => void;
};

function DeleteDraft<V extends DraftView, C, D extends Row>({ kind, listed, draft, close }: DeleteProps<V, C, D>) {
  const { t, text, minute } = useSpeech();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: async () => {
      const now = await kind.read(draft.id);
      await kind.remove(client, draft.id, now.state.revision);
    },
    onSuccess: close,
  });
  const lost = { n: listed.size.of(draft), name: draft.changed_by, at: minute(draft.changed_at) };
  return (
    <Modal
      open
      title={t('system.draft.drop_ask', { name: text(listed.name.of(draft)) || draft.code })}
      okText={t('system.draft.delete')}
      okButtonProps={{ danger: true, loading: run.isPending }}
      cancelText={t('form.cancel')}
      onOk={() => run.mutate()}
      onCancel={close}
    >
      <p>{t(listed.lost, lost)}</p>
      {run.isError && <Problem error={run.error} />}
    </Modal>
  );
}
