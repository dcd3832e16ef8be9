import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { auditQuery } from '../../api/queries/auth';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue, useUrlValues } from '../../lib/url';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Search } from '../../ui/Search';
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

/** What was said or counted with it, in one line. */
function reasonOf({ detail }: Entry): string {
  return Object.entries(detail ?? {})
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => (name === 'reason' ? String(value) : `${name} ${value}`))
    .join(' · ');
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
        render: (entry) => entry.actor.name,
        csv: (entry) => entry.actor.name,
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
        render: (entry) => <code className="m-wrap">{entry.object}</code>,
        csv: (entry) => entry.object,
      },
      {
        key: 'reason',
        title: t('audit.reason'),
        card: 'line',
        render: (entry) => <span className="m-wrap">{reasonOf(entry)}</span>,
        csv: reasonOf,
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
  return (
    <>
      <Search
        label={t('audit.actor')}
        value={params.get('actor') ?? ''}
        onChange={(actor) => setParams({ actor })}
        onEnter
      />
      <Search
        label={t('audit.action')}
        value={params.get('action') ?? ''}
        onChange={(action) => setParams({ action })}
        onEnter
      />
      <Day name="from" label={t('audit.from')} />
      <Day name="to" label={t('audit.to')} />
    </>
  );
}

function Day({ name, label }: { name: string; label: string }) {
  const [day, setDay] = useUrlValue(name);
  return (
    <DatePicker
      aria-label={label}
      placeholder={label}
      value={day ? dayjs(day) : null}
      onChange={(next) => setDay(next?.format('YYYY-MM-DD'))}
    />
  );
}
