import type { Schemas } from '../../api/client';
import type { WaveAction } from '../../api/queries/wave';

type Wave = Schemas['WaveSummary'];
type Progress = Schemas['UnitProgress'];

const order: WaveAction[] = ['open', 'resume', 'report', 'pause', 'reopen', 'close'];

/** What the server lets this person do with the wave, the next obvious thing first. */
export function actionsOf(wave: Pick<Wave, 'actions'>): WaveAction[] {
  return order.filter((action) => wave.actions.includes(action));
}

/** The next obvious thing moves a wave forward; pausing, ending and opening again are never pressed by habit. */
export function isNext(action: WaveAction): boolean {
  return action === 'open' || action === 'resume' || action === 'report';
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

/** The calendar quarter of a day, as the server names it: 2026Q4. */
export function quarterOf(day: string): string {
  return `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

/** How many answers a unit has in a quarter. */
export function inQuarter(row: Progress, quarter: string): number {
  return row.quarters.find((one) => one.quarter === quarter)?.responses ?? 0;
}

/** The part of the quarter's target that is reached, at most 1; undefined without a target. */
export function reached(row: Progress, quarter: string): number | undefined {
  if (!row.target) return undefined;
  return Math.min(1, inQuarter(row, quarter) / row.target);
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

export type Step = 'issued' | 'opened' | 'started' | 'drafts' | 'partial' | 'complete' | 'valid';

/** How far people came, in order; anonymous waves have no personal links and keep nothing unfinished. */
export function funnelOf(
  totals: Schemas['Funnel'],
  anonymity: Wave['anonymity'],
): { step: Step; n: number; atLeast: boolean }[] {
  const steps: [Step, number][] = [
    ['issued', totals.issued],
    ['opened', totals.opened_at_least],
    ['started', totals.started],
    ['drafts', totals.drafts],
    ['partial', totals.partial],
    ['complete', totals.complete],
    ['valid', totals.valid],
  ];
  const personal: Step[] = ['issued', 'drafts', 'partial'];
  return steps
    .filter(([step]) => anonymity !== 'anonymous' || !personal.includes(step))
    .map(([step, n]) => ({ step, n, atLeast: step === 'opened' }));
}

export type Next = 'customers' | 'open' | 'invite' | 'send' | 'resume' | 'overdue' | 'export' | 'nothing';

/**
 * What somebody who has never done it should do next with a wave, so that nobody needs to know the order by heart.
 * `customers` is undefined while it is not known whether there are any, `issued` while it is not known how many links.
 */
export function nextOf(
  wave: Pick<Wave, 'state' | 'anonymity' | 'actions'>,
  known: {
    customers?: boolean;
    issued?: number;
    opened?: number;
    daysLeft?: number;
    issues: boolean;
    imports: boolean;
  },
): Next {
  const personal = wave.anonymity !== 'anonymous' && known.issues;
  if (wave.state === 'planned') {
    if (personal && known.imports && known.customers === false) return 'customers';
    return wave.actions.includes('open') ? 'open' : 'nothing';
  }
  if (wave.state === 'paused') return wave.actions.includes('resume') ? 'resume' : 'nothing';
  if (wave.state === 'open') {
    if (known.daysLeft !== undefined && known.daysLeft < 0)
      return wave.actions.includes('extend') ? 'overdue' : 'nothing';
    if (!personal || known.issued === undefined) return 'nothing';
    if (known.issued > 0) return known.opened === 0 ? 'send' : 'nothing';
    return known.imports && known.customers === false ? 'customers' : 'invite';
  }
  return 'export';
}
