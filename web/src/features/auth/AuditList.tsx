import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { auditQuery } from '../../api/queries/auth';
import { useSpeech } from '../../lib/i18n';
import { useUrlValues } from '../../lib/url';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Skeleton } from '../../ui/Skeleton';
import type { Column } from '../../ui/table';

type Entry = Schemas['AuditEntry'];

/** Who did what, when and why. Nothing here can be changed or removed. */
export default function AuditList() {
  const { t } = useSpeech();
  const [params] = useUrlValues();
  const value = (name: string) => params.get(name) ?? undefined;
  const entries = useInfiniteQuery(
    auditQuery({ actor: value('actor'), action: value('action'), from: value('from'), to: value('to') }),
  );
  return (
    <Page title={t('menu.audit')} subtitle={t('audit.note')}>
      <Section>
        {entries.isPending && <Skeleton kind="table" />}
        {entries.isError && <Problem error={entries.error} retry={() => entries.refetch()} />}
        {entries.data && <Entries rows={entries.data.pages.flatMap((page) => page.items)} />}
        {entries.hasNextPage && (
          <div className="m-more">
            <Button onClick={() => entries.fetchNextPage()} loading={entries.isFetchingNextPage}>
              {t('audit.more')}
            </Button>
          </div>
        )}
      </Section>
    </Page>
  );
}

function Entries({ rows }: { rows: Entry[] }) {
  const { t, word, minute } = useSpeech();
  const columns = useMemo<Column<Entry>[]>(
    () => [
      { key: 'at', title: t('audit.at'), card: 'aside', render: (entry) => minute(entry.at), csv: (entry) => entry.at },
      {
        key: 'actor',
        title: t('audit.actor'),
        card: 'line',
        render: (entry) => entry.actor.name || entry.actor.login,
        csv: (entry) => entry.actor.login,
      },
      {
        key: 'action',
        title: t('audit.action'),
        card: 'title',
        render: (entry) => word('audit', entry.action),
        csv: (entry) => entry.action,
      },
      {
        key: 'object',
        title: t('audit.object'),
        card: 'line',
        render: (entry) => <code>{entry.object}</code>,
        csv: (entry) => entry.object,
      },
      {
        key: 'reason',
        title: t('audit.reason'),
        card: 'line',
        render: (entry) => entry.reason ?? '',
        csv: (entry) => entry.reason,
      },
    ],
    [t, word, minute],
  );
  return (
    <DataTable
      id="audit"
      columns={columns}
      rows={rows}
      rowKey={(entry) => entry.id}
      pageSize={1000}
      file={t('menu.audit')}
      filters={<Filters />}
      empty={<Empty title={t('table.none')}>{t('table.none_hint')}</Empty>}
    />
  );
}

function Filters() {
  const { t } = useSpeech();
  const [params, setParams] = useUrlValues();
  const from = params.get('from');
  const to = params.get('to');
  return (
    <>
      <Input.Search
        data-search
        className="m-search"
        allowClear
        defaultValue={params.get('actor') ?? ''}
        placeholder={t('audit.actor')}
        aria-label={t('audit.actor')}
        onSearch={(actor) => setParams({ actor })}
      />
      <Input.Search
        className="m-search"
        allowClear
        defaultValue={params.get('action') ?? ''}
        placeholder={t('audit.action')}
        aria-label={t('audit.action')}
        onSearch={(action) => setParams({ action })}
      />
      <DatePicker.RangePicker
        allowEmpty={[true, true]}
        aria-label={t('audit.period')}
        value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
        onChange={(days) => setParams({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
      />
    </>
  );
}
