import type { Schemas } from '../../api/client';
import type { Export, ExportOptions } from '../../api/queries/export';

type Wave = Pick<Schemas['WaveSummary'], 'state' | 'anonymity'>;

/** What the form begins with: what most people want, without receipts. */
export const initial: Required<ExportOptions> = {
  format: 'xlsx',
  states: 'complete',
  unit: '',
  values: 'both',
  multiple: 'columns',
  weights: 'imported',
  receipts: false,
};

/** Why no responses of the wave can be exported now, if so. */
export function barrier(wave: Wave): 'planned' | 'anonymous_open' | undefined {
  if (wave.state === 'planned') return 'planned';
  if (wave.anonymity === 'anonymous' && (wave.state === 'open' || wave.state === 'paused')) return 'anonymous_open';
  return undefined;
}

/** The options as they are sent: without those that mean nothing for the format or for the wave. */
export function sent(options: Required<ExportOptions>, wave: Wave): ExportOptions {
  const { unit, values, weights, receipts, ...rest } = options;
  const anonymous = wave.anonymity === 'anonymous';
  return {
    ...rest,
    ...(unit ? { unit } : {}),
    ...(options.format === 'sav' ? {} : { values }),
    ...(anonymous ? {} : { weights, receipts }),
  };
}

/** How far a file is, in whole per cent; at most 99 before it is done. */
export function percent(one: Pick<Export, 'rows' | 'total'>): number {
  return one.total > 0 ? Math.min(99, Math.floor((100 * one.rows) / one.total)) : 0;
}

/** A size in the largest unit that leaves a number of one or more, with one decimal below ten. */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let i = 0;
  while (value >= 1000 && i < units.length - 1) {
    value /= 1000;
    i++;
  }
  return `${value < 10 && i > 0 ? value.toFixed(1) : Math.round(value)} ${units[i]}`;
}
