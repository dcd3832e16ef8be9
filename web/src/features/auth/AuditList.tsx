import { useInfiniteQuery } from '@tanstack/react-query';
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { type AuditFilter, auditQueries, auditTable } from '../../api/queries/auth';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue, useUrlValues } from '../../lib/url';
import { Choice } from '../../ui/Choice';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Page, Section } from '../../ui/Page';
import { Pages } from '../../ui/Pages';
import { SearchFilter } from '../../ui/Search';
import { bothFormats, type Column } from '../../ui/table';
import { AuditDrawer } from './AuditDrawer';
import { actionGroups, objectKinds } from './model';
import { useDetail } from './useDetail';

type Entry = Schemas['AuditEntry'];

/** Who did what, when and why. Nothing here can be changed or removed. */
export default function AuditList() {
  const { t } = useSpeech();
  const [params, setParams] = useUrlValues();
  const value = (name: string) => params.get(name) ?? undefined;
  const filter: AuditFilter = {
    actor: value('actor'),
    action: value('action'),
    kind: value('kind'),
    object: value('object'),
    from: value('from'),
    to: value('to'),
  };
  const entries = useInfiniteQuery(auditQueries.list(filter));
  const open = params.get('entry');
  return (
    <Page title={t('menu.audit')} subtitle={t('audit.note')}>
      <Section>
        <Pages query={entries}>{(rows) => <Entries rows={rows} filter={filter} />}</Pages>
      </Section>
      {open && <AuditDrawer id={open} close={() => setParams({ entry: undefined })} />}
    </Page>
  );
}

function Entries({ rows, filter }: { rows: Entry[]; filter: AuditFilter }) {
  const { t, word, minute } = useSpeech();
  const details = useDetail();
  const [params] = useUrlValues();
  const columns = useMemo<Column<Entry>[]>(() => {
    const link = (entry: Entry) => {
      const next = new URLSearchParams(params);
      next.set('entry', entry.id);
      return { search: `?${next}` };
    };
    const reason = (entry: Entry) =>
      details(entry)
        .filter(({ value }) => value !== entry.title && value !== '—')
        .map(({ name, label, value }) => (name === 'reason' ? value : `${label} ${value}`))
        .join(' · ');
    return [
      { key: 'at', title: t('audit.at'), card: 'aside', render: (entry) => minute(entry.at) },
      { key: 'actor', title: t('audit.actor'), card: 'line', render: (entry) => word('actor', entry.actor.name) },
      {
        key: 'action',
        title: t('audit.action'),
        card: 'title',
        render: (entry) => <Link to={link(entry)}>{word('audit', entry.action)}</Link>,
      },
      {
        key: 'object',
        title: t('audit.object'),
        card: 'line',
        render: (entry) => <span className="m-wrap">{entry.title}</span>,
      },
      {
        key: 'reason',
        title: t('audit.reason'),
        card: 'line',
        render: (entry) => <span className="m-clip">{reason(entry)}</span>,
      },
    ];
  }, [t, word, minute, params, details]);
  return (
    <DataTable
      id="audit"
      columns={columns}
      rows={rows}
      rowKey={(entry) => entry.id}
      pageSize={100_000}
      exports={bothFormats((format) => auditTable(format, filter))}
      filters={<Filters />}
      empty={<Empty title={t('table.none')}>{t('table.none_hint')}</Empty>}
    />
  );
}

function Filters() {
  const { t, word } = useSpeech();
  const actions = useMemo(
    () =>
      actionGroups().map(({ family, actions: list }) => ({
        label: word('kind', family),
        options: list.map((action) => ({ value: action, label: word('audit', action) })),
      })),
    [word],
  );
  return (
    <>
      <SearchFilter name="actor" label={t('audit.who')} />
      <Choice search name="action" label={t('audit.action')} options={actions} />
      <Choice
        search
        name="kind"
        label={t('audit.kind')}
        options={objectKinds().map((kind) => ({ value: kind, label: word('kind', kind) }))}
      />
      <SearchFilter name="object" label={t('audit.object_code')} />
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
