import type { Schemas } from '../api/client';
import { useSpeech } from '../lib/i18n';
import { drawable } from './figure';

/** A score on 0–100 with its interval as a band and the target as a line; drawn beside the number, never alone. */
export function ScoreBar({ figure, target }: { figure: Schemas['Figure']; target?: number }) {
  const { t, decimal } = useSpeech();
  if (!drawable(figure)) return null;
  const clamp = (value: number) => Math.min(100, Math.max(0, value));
  const { value, low = figure.value, high = figure.value } = figure;
  return (
    <span className="m-scorebar" aria-hidden="true">
      <span
        className={figure.reportable === 'small' ? 'm-scorebar-fill m-scorebar-small' : 'm-scorebar-fill'}
        style={{ width: `${clamp(value)}%` }}
      />
      <span
        className="m-scorebar-band"
        style={{ left: `${clamp(low)}%`, width: `${Math.max(clamp(high) - clamp(low), 0.6)}%` }}
      />
      {target !== undefined && (
        <span
          className="m-scorebar-target"
          style={{ left: `${clamp(target)}%` }}
          title={t('tree.target', { target: decimal(target) })}
        />
      )}
    </span>
  );
}
