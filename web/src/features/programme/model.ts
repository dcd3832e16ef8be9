import type { Schemas } from '../../api/client';
import type { WaveAction } from '../../api/queries/wave';

type Wave = Schemas['WaveSummary'];
type Progress = Schemas['UnitProgress'];

/** What may be done to a wave in a state, the next obvious thing first (the server's table decides). */
const actions: Record<Wave['state'], WaveAction[]> = {
  planned: ['open'],
  open: ['close', 'pause'],
  paused: ['resume', 'close'],
  closed: ['report', 'reopen'],
  reported: [],
};

export function actionsOf(state: Wave['state']): WaveAction[] {
  return actions[state];
}

/** Whether the audit log wants a reason for it; the others may have one. */
export function needsReason(action: WaveAction): boolean {
  return action === 'reopen' || action === 'pause';
}

/** Actions after which people can no longer answer: they name what is lost. */
export function isGrave(action: WaveAction): boolean {
  return action === 'close';
}

/** Every calendar quarter in which somebody answered, in order. */
export function quartersOf(rows: Progress[]): string[] {
  return [...new Set(rows.flatMap((row) => row.quarters.map((one) => one.quarter)))].sort();
}

/** The part of the target that is reached, at most 1; undefined without a target. */
export function reached(row: Pick<Progress, 'responses' | 'target'>): number | undefined {
  if (!row.target) return undefined;
  return Math.min(1, row.responses / row.target);
}

/** Waves that fit what is chosen in the address. */
export function matching(
  waves: Wave[],
  words: (wave: Wave) => string,
  filter: { q: string; programme: string; state: string },
) {
  const q = filter.q.trim().toLowerCase();
  return waves.filter(
    (wave) =>
      (!filter.programme || wave.programme.code === filter.programme) &&
      (!filter.state || wave.state === filter.state) &&
      (!q || `${wave.code} ${words(wave)}`.toLowerCase().includes(q)),
  );
}
