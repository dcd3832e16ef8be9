import { useQuery } from '@tanstack/react-query';
import { Badge, Progress as Bar, Checkbox } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { waveQueries } from '../../api/queries/wave';
import { useToday } from '../../app/session';
import { useSpeech } from '../../lib/i18n';
import { useUrlValues } from '../../lib/url';
import { Choice } from '../../ui/Choice';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Search } from '../../ui/Search';
import type { Column } from '../../ui/table';
import { useTypes } from '../directory/useTypes';
import { Funnel } from './Funnel';
import { inQuarter, quarterOf, quartersOf, reached } from './model';

type Wave = Schemas['WaveSummary'];
type Row = Schemas['UnitProgress'];

/** The field monitor: how far the wave is, how far each unit, and which of them will miss its target. */
export function Progress({ wave }: { wave: Wave }) {
  const { t } = useSpeech();
  const progress = useQuery(waveQueries.monitor(wave.code));
  if (wave.state === 'planned') return <Empty title={t('progress.planned')} />;
  return (
    <Loaded query={progress} shape="table">
      {(data) => (
        <>
          <Funnel wave={wave} progress={data} />
          <UnitTable wave={wave} rows={data.items} />
        </>
      )}
    </Loaded>
  );
}

function UnitTable({ wave, rows }: { wave: Wave; rows: Row[] }) {
  const { t, text } = useSpeech();
  const [params] = useUrlValues();
  const columns = useColumns(wave, rows);
  const q = (params.get('q') ?? '').toLowerCase();
  const type = params.get('type');
  const below = params.get('below') === '1';
  const shown = rows.filter(
    ({ unit, below_target }) =>
      (!below || below_target) &&
      (!type || unit.type === type) &&
      `${unit.code} ${text(unit.name)}`.toLowerCase().includes(q),
  );
  return (
    <DataTable
      id="progress"
      columns={columns}
      rows={shown}
      rowKey={(row) => row.unit.code}
      to={(row) => `/waves/${wave.code}/results?unit=${encodeURIComponent(row.unit.code)}`}
      file={`${wave.code}-${t('progress.title')}`}
      filters={rows.length > 1 && <Filters rows={rows} />}
      footnote={t('progress.note')}
      empty={
        rows.length === 0 ? (
          <Empty title={t('progress.empty')} />
        ) : (
          <Empty title={t('table.none')}>{t('table.none_hint')}</Empty>
        )
      }
    />
  );
}

function Filters({ rows }: { rows: Row[] }) {
  const { t } = useSpeech();
  const { nameOf } = useTypes();
  const [params, setParams] = useUrlValues();
  const types = [...new Set(rows.map((row) => row.unit.type))];
  return (
    <>
      <Search label={t('units.search')} value={params.get('q') ?? ''} onChange={(q) => setParams({ q: q?.trim() })} />
      {types.length > 1 && (
        <Choice
          name="type"
          label={t('units.type')}
          options={types.map((type) => ({ value: type, label: nameOf(type) }))}
        />
      )}
      {(params.get('below') === '1' || rows.some((row) => row.below_target)) && (
        <Checkbox
          className="m-only"
          checked={params.get('below') === '1'}
          onChange={({ target }) => setParams({ below: target.checked ? '1' : undefined })}
        >
          {t('progress.only_below')}
        </Checkbox>
      )}
    </>
  );
}

function useColumns(wave: Wave, rows: Row[]): Column<Row>[] {
  const { t, text, count } = useSpeech();
  const { nameOf } = useTypes();
  const today = useToday();
  return useMemo<Column<Row>[]>(() => {
    const running = wave.state === 'open' || wave.state === 'paused';
    const now = running && rows.some((row) => row.target) ? quarterOf(today) : undefined;
    const counted = (key: string, title: string, of: (row: Row) => number, more: Partial<Column<Row>> = {}) => ({
      key,
      title,
      align: 'right' as const,
      render: (row: Row) => count(of(row)),
      sort: of,
      csv: of,
      ...more,
    });
    const personal = (column: Column<Row>) => (wave.anonymity === 'anonymous' ? [] : [column]);
    return [
      {
        key: 'unit',
        title: t('units.unit'),
        card: 'title',
        render: (row) => (
          <span className="m-unit-cell">
            <Link to={`/waves/${wave.code}/results?unit=${encodeURIComponent(row.unit.code)}`}>
              {text(row.unit.name)}
            </Link>
            {row.below_target && (
              <Badge
                status="warning"
                text={t(running ? 'progress.below' : 'progress.missed')}
                className="m-state m-muted"
              />
            )}
          </span>
        ),
        sort: (row) => row.unit.code,
        csv: (row) => text(row.unit.name),
      },
      {
        key: 'code',
        title: t('units.code'),
        render: (row) => row.unit.code,
        sort: (row) => row.unit.code,
        csv: (row) => row.unit.code,
      },
      {
        key: 'type',
        title: t('units.type'),
        hidden: true,
        render: (row) => nameOf(row.unit.type),
        sort: (row) => row.unit.type,
        csv: (row) => nameOf(row.unit.type),
      },
      ...(now ? targets(now) : []),
      ...quartersOf(rows).map((name) => counted(name, name, (row) => inQuarter(row, name), { hidden: true })),
      ...personal(counted('issued', t('funnel.issued'), (row) => row.issued, { card: 'line' })),
      counted('opened', t('funnel.opened'), (row) => row.opened_at_least, {
        render: (row) => `≥ ${count(row.opened_at_least)}`,
      }),
      counted('started', t('funnel.started'), (row) => row.started),
      ...personal(counted('drafts', t('funnel.drafts'), (row) => row.drafts, { hidden: true })),
      ...personal(counted('partial', t('funnel.partial'), (row) => row.partial, { hidden: running })),
      counted('complete', t('funnel.complete'), (row) => row.complete),
      counted('valid', t('funnel.valid'), (row) => row.valid, { card: 'line' }),
      {
        key: 'below',
        title: t('progress.below'),
        hidden: true,
        render: (row) => (row.below_target ? t('progress.yes') : ''),
        sort: (row) => (row.below_target ? 0 : 1),
        csv: (row) => (row.below_target ? t('progress.yes') : ''),
      },
    ];

    function targets(quarter: string): Column<Row>[] {
      return [
        {
          key: 'target',
          title: t('progress.of_target'),
          align: 'right',
          card: 'line',
          render: (row) => (row.target ? `${count(inQuarter(row, quarter))} / ${count(row.target)}` : ''),
          sort: (row) => inQuarter(row, quarter),
          csv: (row) => row.target,
        },
        {
          key: 'projected',
          title: t('progress.projected'),
          align: 'right',
          card: 'line',
          render: (row) => (row.projected === undefined ? '' : t('progress.about', { n: count(row.projected) })),
          sort: (row) => row.projected,
          csv: (row) => row.projected,
        },
        {
          key: 'reached',
          title: t('progress.reached'),
          width: 128,
          render: (row) => <Reached part={reached(row, quarter)} label={t('progress.reached')} />,
          sort: (row) => reached(row, quarter),
        },
      ];
    }
  }, [rows, wave, today, nameOf, t, text, count]);
}

function Reached({ part, label }: { part: number | undefined; label: string }) {
  if (part === undefined) return null;
  const percent = part >= 1 ? 100 : Math.min(99, Math.round(part * 100)); // 100 only when it is reached
  return <Bar percent={percent} size="small" status={part >= 1 ? 'success' : 'normal'} aria-label={label} />;
}
