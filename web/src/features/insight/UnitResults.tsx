import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { type ResultFilter, waveQueries } from '../../api/queries/wave';
import { WhiskerChart } from '../../charts/WhiskerChart';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Section } from '../../ui/Page';
import { extremes } from './model';
import { UnitTable } from './UnitTable';

type Props = {
  wave: Schemas['WaveSummary'];
  unit: Schemas['UnitRef'];
  filter: ResultFilter;
  /** Which scores are better. */
  direction?: Schemas['Node']['direction'];
};

/** Where: the units below this one, compared and in a table that leads further down. */
export function UnitResults({ wave, unit, filter, direction }: Props) {
  const { t } = useSpeech();
  const units = useQuery(waveQueries.units(wave.code, filter));
  return (
    <Section title={t('units.title')}>
      <Loaded query={units} shape="table">
        {(rows) => (
          <>
            <UnitChart rows={rows} wave={wave} unit={unit} />
            <UnitTable rows={rows} wave={wave} filter={filter} direction={direction} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

const MOST = 40; // lines a chart can carry; the table has them all

function UnitChart({
  rows,
  wave,
  unit,
}: {
  rows: Schemas['UnitRow'][];
  wave: Schemas['WaveSummary'];
  unit: Schemas['UnitRef'];
}) {
  const { t, text, decimal, date } = useSpeech();
  const spots = useMemo(
    () =>
      [...rows]
        .sort((a, b) => (b.score.value ?? -1) - (a.score.value ?? -1))
        .slice(0, MOST)
        .map((row) => ({ key: row.unit.code, label: text(row.unit.name), figure: row.score })),
    [rows, text],
  );
  if (rows.length < 2) return null;
  const ends = extremes(rows);
  const title = ends
    ? t('units.finding', {
        high: text(ends[1].unit.name),
        max: decimal(ends[1].score.value ?? 0),
        low: text(ends[0].unit.name),
        min: decimal(ends[0].score.value ?? 0),
      })
    : t('units.chart', { unit: text(unit.name) });
  const period = `${date(wave.period_from)} – ${date(wave.period_to)}`;
  return (
    <WhiskerChart
      title={title}
      subtitle={
        rows.length > MOST
          ? t('units.chart_note_some', { n: MOST, all: rows.length, period })
          : t('units.chart_note', { period })
      }
      file={`${wave.code}-${unit.code}-units`}
      spots={spots}
    />
  );
}
