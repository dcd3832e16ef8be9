import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import type { Column } from '../../ui/table';

type Behind = Schemas['Overview']['below_target'][number];

/** Units that at their pace will miss what the wave asks of them this quarter. */
export function BelowTarget({ rows }: { rows: Behind[] }) {
  const { t, text, count } = useSpeech();
  const columns = useMemo<Column<Behind>[]>(
    () => [
      {
        key: 'unit',
        title: t('units.unit'),
        card: 'title',
        render: (row) => (
          <Link to={`/waves/${row.wave.code}/results?unit=${encodeURIComponent(row.unit.code)}`}>
            {text(row.unit.name)}
          </Link>
        ),
        sort: (row) => row.unit.code,
        csv: (row) => text(row.unit.name),
      },
      {
        key: 'wave',
        title: t('wave.wave'),
        card: 'line',
        render: (row) => text(row.wave.name),
        sort: (row) => row.wave.code,
        csv: (row) => text(row.wave.name),
      },
      {
        key: 'count',
        title: t('progress.of_target'),
        align: 'right',
        card: 'aside',
        render: (row) => `${count(row.count)} / ${count(row.target)}`,
        sort: (row) => row.count / row.target,
        csv: (row) => `${row.count} / ${row.target}`,
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
        key: 'missing',
        title: t('progress.missing'),
        align: 'right',
        card: 'line',
        render: (row) => count(row.target - row.count),
        sort: (row) => row.target - row.count,
        csv: (row) => row.target - row.count,
      },
    ],
    [t, text, count],
  );
  return (
    <DataTable
      id="below"
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.wave.code}/${row.unit.code}`}
      to={(row) => `/waves/${row.wave.code}/results?unit=${encodeURIComponent(row.unit.code)}`}
      file={t('overview.below')}
      pageSize={20}
      empty={<Empty title={t('overview.none_below')} />}
    />
  );
}
