import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { funnelOf } from './model';

type Props = { wave: Schemas['WaveSummary']; progress: Omit<Schemas['WaveProgress'], 'next'> };

/** The whole wave on a line: how far people came, the time that is left, and how many units fall behind. */
export function Funnel({ wave, progress }: Props) {
  const { t, count, date } = useSpeech();
  const { totals, below, days_left: left } = progress;
  const targeted = progress.items.some((row) => row.target);
  return (
    <dl className="m-strip m-funnel" aria-label={t('funnel.title')}>
      {funnelOf(totals, wave.anonymity).map(({ step, n, atLeast }) => (
        <div key={step} className="m-strip-cell" data-step={step}>
          <dt>{t(`funnel.${step}`)}</dt>
          <dd>
            {atLeast && '≥ '}
            {count(n)}
          </dd>
        </div>
      ))}
      {left !== undefined && (
        <div className="m-strip-cell">
          <dt>{t('progress.days_left')}</dt>
          <dd className={left < 0 ? 'm-late' : undefined}>
            {left < 0 ? t('progress.overdue', { n: count(-left) }) : t('progress.days', { n: count(left) })}
          </dd>
          <dd className="m-strip-note">{t('progress.until', { day: date(wave.period_to) })}</dd>
        </div>
      )}
      {targeted && wave.state !== 'planned' && (
        <div className="m-strip-cell">
          <dt>{t(left === undefined ? 'progress.missed' : 'progress.behind')}</dt>
          <dd className={below > 0 ? 'm-late' : undefined}>{t('progress.units', { n: count(below) })}</dd>
          <dd className="m-strip-note">{t(left === undefined ? 'progress.missed_note' : 'progress.behind_note')}</dd>
        </div>
      )}
    </dl>
  );
}
