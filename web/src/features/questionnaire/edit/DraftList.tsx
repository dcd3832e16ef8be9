import { DeleteOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { type Draft, deleteDraft, draftQueries, readDraft } from '../../../api/queries/questionnaire';
import { useSpeech } from '../../../lib/i18n';
import { DataTable } from '../../../ui/DataTable';
import { Empty } from '../../../ui/Empty';
import { Loaded } from '../../../ui/Loaded';
import { Section } from '../../../ui/Page';
import { Problem } from '../../../ui/Problem';
import type { Column } from '../../../ui/table';

const to = (draft: Draft) => `/questionnaires/draft/${draft.id}/edit`;

/** The questionnaires in the making, the one that was changed last first. */
export function DraftList() {
  const { t, text, minute } = useSpeech();
  const drafts = useQuery({ ...draftQueries.list, staleTime: 0 });
  const [asked, ask] = useState<Draft>();
  const columns = useMemo<Column<Draft>[]>(
    () => [
      {
        key: 'title',
        title: t('form.title'),
        card: 'title',
        render: (draft) => <Link to={to(draft)}>{text(draft.title) || draft.code}</Link>,
        sort: (draft) => text(draft.title),
      },
      { key: 'code', title: t('form.code'), card: 'line', render: (one) => one.code, sort: (one) => one.code },
      {
        key: 'base',
        title: t('system.draft.base'),
        card: 'line',
        render: (one) => (one.base ? `${one.base.code} ${one.base.version}` : t('system.draft.no_base')),
        csv: (one) => (one.base ? `${one.base.code} ${one.base.version}` : ''),
      },
      {
        key: 'items',
        title: t('form.items'),
        align: 'right',
        render: (one) => one.items,
        sort: (one) => one.items,
      },
      {
        key: 'faults',
        title: t('system.draft.checks'),
        card: 'line',
        render: (one) => (one.faults === 0 ? t('system.draft.ready') : t('qe.faults', { n: one.faults })),
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
            aria-label={`${t('system.draft.delete')} ${text(one.title) || one.code}`}
            onClick={() => ask(one)}
          />
        ),
      },
    ],
    [t, text, minute],
  );
  return (
    <Section title={t('system.drafts')}>
      <Loaded query={drafts} shape="table">
        {(rows) => (
          <DataTable
            id="questionnaire-drafts"
            columns={columns}
            rows={rows}
            rowKey={(one) => one.id}
            to={to}
            file={t('system.drafts')}
            empty={<Empty title={t('qe.drafts_empty')} />}
          />
        )}
      </Loaded>
      {asked && <DeleteDraft draft={asked} close={() => ask(undefined)} />}
    </Section>
  );
}

function DeleteDraft({ draft, close }: { draft: Draft; close: () => void }) {
  const { t, text, minute } = useSpeech();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: async () => {
      const now = await readDraft(draft.id);
      await deleteDraft(client, draft.id, now.state.revision);
    },
    onSuccess: close,
  });
  return (
    <Modal
      open
      title={t('system.draft.drop_ask', { name: text(draft.title) || draft.code })}
      okText={t('system.draft.delete')}
      okButtonProps={{ danger: true, loading: run.isPending }}
      cancelText={t('form.cancel')}
      onOk={() => run.mutate()}
      onCancel={close}
    >
      <p>{t('qe.drop_lost', { n: draft.items, name: draft.changed_by, at: minute(draft.changed_at) })}</p>
      {run.isError && <Problem error={run.error} />}
    </Modal>
  );
}
