import { useQuery } from '@tanstack/react-query';
import { Progress as Bar } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { waveQueries } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import type { Column } from '../../ui/table';
import { inQuarter, quarterOf, quartersOf, reached } from './model';

type Row = Schemas['UnitProgress'];

/** How far each unit is: answers against its target, by calendar quarter, and how many began. */
export function Progress({ wave }: { wave: Schemas['WaveSummary'] }) {
  const progress = useQuery(waveQueries.progress(wave.code));
  return (
    <Loaded query={progress} shape="table">
      {(rows) => <ProgressTable wave={wave} rows={rows} />}
    </Loaded>
  );
}

function ProgressTable({ wave, rows }: { wave: Schemas['WaveSummary']; rows: Row[] }) {
  const { t, text, word, count } = useSpeech();
  const columns = useMemo<Column<Row>[]>(() => {
    const running = wave.state === 'open' || wave.state === 'paused';
    const now = running && rows.some((row) => row.target) ? quarterOf(new Date()) : undefined;
    const quarter = (name: string): Column<Row> => {
      const of = (row: Row) => inQuarter(row, name);
      return { key: name, title: name, align: 'right', render: (row) => count(of(row)), sort: of, csv: of };
    };
    const targetColumns = (quarter: string): Column<Row>[] => [
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
        key: 'reached',
        title: t('progress.reached'),
        width: 180,
        card: 'line',
        render: (row) => <Reached part={reached(row, quarter)} label={t('progress.reached')} />,
        sort: (row) => reached(row, quarter),
      },
    ];
    return [
      {
        key: 'unit',
        title: t('units.unit'),
        card: 'title',
        render: (row) => (
          <Link to={`/waves/${wave.code}/results?unit=${encodeURIComponent(row.unit.code)}`}>
            {text(row.unit.name)}
          </Link>
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
        render: (row) => word('unit.type', row.unit.type),
        sort: (row) => row.unit.type,
        csv: (row) => word('unit.type', row.unit.type),
      },
      {
        key: 'responses',
        title: t('wave.responses'),
        align: 'right',
        card: 'aside',
        render: (row) => count(row.responses),
        sort: (row) => row.responses,
        csv: (row) => row.responses,
      },
      ...(now ? targetColumns(now) : []),
      ...quartersOf(rows).map(quarter),
      {
        key: 'started',
        title: t('progress.started'),
        align: 'right',
        card: 'line',
        render: (row) => count(row.started),
        sort: (row) => row.started,
        csv: (row) => row.started,
      },
      {
        key: 'opened',
        title: t('progress.opened'),
        align: 'right',
        render: (row) => `≥ ${count(row.opened_at_least)}`,
        sort: (row) => row.opened_at_least,
        csv: (row) => row.opened_at_least,
      },
    ];
  }, [rows, wave.code, wave.state, t, text, word, count]);
  return (
    <DataTable
      id="progress"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.unit.code}
      to={(row) => `/waves/${wave.code}/results?unit=${encodeURIComponent(row.unit.code)}`}
      file={`${wave.code}-${t('progress.title')}`}
      footnote={t('progress.note')}
      empty={<Empty title={t('progress.empty')} />}
    />
  );
}

function Reached({ part, label }: { part: number | undefined; label: string }) {
  if (part === undefined) return null;
  const percent = Math.floor(part * 100);
  return <Bar percent={percent} size="small" status={part >= 1 ? 'success' : 'normal'} aria-label={label} />;
}
