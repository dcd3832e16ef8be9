import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { href, type Schemas } from '../../api/client';
import type { ResultFilter } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { Change } from '../../ui/Change';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Figure } from '../../ui/Figure';
import type { Column } from '../../ui/table';

type UnitRow = Schemas['UnitRow'];

type Direction = Schemas['Node']['direction'];
type Props = { rows: UnitRow[]; wave: Schemas['WaveSummary']; filter: ResultFilter; direction?: Direction };

/** The units below the chosen one with their figures; a name leads to that unit's own results. */
export function UnitTable({ rows, wave, filter, direction }: Props) {
  const { t, text, count } = useSpeech();
  const [params] = useSearchParams();
  const to = useMemo(
    () => (row: UnitRow) => {
      const next = new URLSearchParams(params);
      next.set('unit', row.unit.code);
      next.delete('units.page');
      return `/waves/${wave.code}/results?${next}`;
    },
    [params, wave.code],
  );
  const running = wave.state === 'open' || wave.state === 'paused';
  const columns = useMemo<Column<UnitRow>[]>(() => {
    const one = running ? 'progress.below' : 'progress.missed';
    const some = running ? 'units.some_below' : 'units.some_missed';
    const below = (row: UnitRow) => (row.surveyed > 1 ? t(some, { n: count(row.below) }) : t(one));
    return [
      {
        key: 'unit',
        title: t('units.unit'),
        card: 'title',
        render: (row) => <Link to={to(row)}>{text(row.unit.name)}</Link>,
        sort: (row) => text(row.unit.name),
      },
      {
        key: 'code',
        title: t('units.code'),
        render: (row) => row.unit.code,
        sort: (row) => row.unit.code,
        hidden: true,
      },
      {
        key: 'score',
        title: t('figure.score'),
        card: 'aside',
        render: (row) => <Figure figure={row.score} />,
        sort: (row) => row.score.value,
        width: 200,
      },
      {
        key: 'change',
        title: t('change.title'),
        card: 'line',
        render: (row) => <Change change={row.change} direction={direction} />,
        sort: (row) => row.change?.value,
      },
      {
        key: 'top2',
        title: t('figure.top2'),
        align: 'right',
        hidden: rows.every((row) => !row.top2),
        render: (row) => <Figure figure={row.top2} unit="percent" brief />,
        sort: (row) => row.top2?.value,
      },
      {
        key: 'nps',
        title: t('figure.nps'),
        align: 'right',
        hidden: rows.every((row) => !row.nps),
        render: (row) => <Figure figure={row.nps} brief />,
        sort: (row) => row.nps?.value,
      },
      {
        key: 'responses',
        title: t('wave.responses'),
        align: 'right',
        card: 'line',
        render: (row) => (
          <>
            {count(row.responses)} {row.below_target && <span className="m-mark">{below(row)}</span>}
          </>
        ),
        sort: (row) => row.responses,
      },
    ];
  }, [t, text, count, rows, to, direction, running]);
  const address = (kind: string) => href(`/api/v1/waves/${encodeURIComponent(wave.code)}/tables/units.${kind}`, filter);
  return (
    <DataTable
      id="units"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.unit.code}
      to={to}
      exports={[
        { label: 'XLSX', href: address('xlsx') },
        { label: 'CSV', href: address('csv') },
      ]}
      empty={<Empty title={t('units.empty')} />}
      footnote={
        rows.some((row) => row.below_target)
          ? `${t('figure.small_note')} ${t(running ? 'units.below_note' : 'units.missed_note')}`
          : t('figure.small_note')
      }
    />
  );
}
