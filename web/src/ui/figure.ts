import type { Schemas } from '../api/client';
import type { Speech } from '../lib/i18n';

type FigureView = Schemas['Figure'];

/** How a value is written: a score 0–100 or an NPS, a share sent as 0–100, or a mean on the scale of the answers. */
export type Unit = 'score' | 'percent' | 'mean';

/** A mean lies on a scale of few steps: one decimal more. */
export const digitsOf = (unit: Unit) => (unit === 'mean' ? 2 : 1);

/** The value of a figure as it is written, or the reason why there is none. */
export function figureText(
  figure: FigureView | undefined,
  unit: Unit,
  { t, decimal }: Pick<Speech, 't' | 'decimal'>,
): { value: string; reason?: undefined } | { value?: undefined; reason: string } {
  if (!figure) return { reason: t('figure.none') };
  if (figure.reportable !== 'yes' && figure.reportable !== 'small') return { reason: t(`figure.${figure.reportable}`) };
  if (typeof figure.value !== 'number') return { reason: t('figure.none') };
  if (unit === 'percent') return { value: `${decimal(figure.value, figure.n < 100 ? 0 : 1)}%` };
  return { value: decimal(figure.value, digitsOf(unit)) };
}

/** Half the width of the interval, or its two ends where it is not symmetric to the value. */
export function margin(figure: FigureView, decimal: (value: number, digits: number) => string, digits = 1): string {
  const { value, low, high } = figure;
  if (typeof value !== 'number' || typeof low !== 'number' || typeof high !== 'number') return '';
  const up = high - value;
  const down = value - low;
  if (Math.abs(up - down) < 10 ** -digits) return `±${decimal(up, digits)}`;
  return `[${decimal(low, digits)}, ${decimal(high, digits)}]`;
}

/** Whether a figure has a number that may be drawn. */
export function drawable(figure: FigureView | undefined): figure is FigureView & { value: number } {
  return (
    figure !== undefined &&
    typeof figure.value === 'number' &&
    (figure.reportable === 'yes' || figure.reportable === 'small')
  );
}
