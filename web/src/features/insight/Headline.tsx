import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import type { LiveCount } from '../../lib/live';
import { Change } from '../../ui/Change';
import { Figure } from '../../ui/Figure';
import { ScoreBar } from '../../ui/ScoreBar';

type Props = {
  headline: Schemas['Headline'];
  /** Which scores are better: that of the tree's top. */
  direction: Schemas['Node']['direction'] | undefined;
  wave: Schemas['WaveSummary'];
  live: LiveCount | undefined;
  /** The live count is of the whole wave: only there does it take the place of the unit's. */
  whole: boolean;
};

/** How it stands: score, share of the satisfied, NPS, and how many answered. */
export function Headline({ headline, direction, wave, live, whole }: Props) {
  const { t, count } = useSpeech();
  const responses = whole ? Math.max(live?.responses ?? 0, headline.responses) : headline.responses;
  const waiting = responses - headline.released;
  return (
    <dl className="m-strip m-headline" aria-label={t('headline.title')}>
      <div className="m-strip-cell m-strip-main">
        <dt>{t('figure.score')}</dt>
        <dd>
          <Figure figure={headline.score} />
          <ScoreBar figure={headline.score} />
        </dd>
        <dd className="m-strip-note">
          {headline.change ? <Change change={headline.change} direction={direction} /> : t('change.none')}
        </dd>
      </div>
      {headline.top2 && (
        <div className="m-strip-cell">
          <dt>{t('figure.top2')}</dt>
          <dd>
            <Figure figure={headline.top2} unit="percent" brief />
          </dd>
          <dd className="m-strip-note">{t('figure.top2_note')}</dd>
        </div>
      )}
      {headline.nps && (
        <div className="m-strip-cell">
          <dt>{t('figure.nps')}</dt>
          <dd>
            <Figure figure={headline.nps} brief />
          </dd>
          <dd className="m-strip-note">{t('figure.nps_note')}</dd>
        </div>
      )}
      {headline.mean && (
        <div className="m-strip-cell">
          <dt>{t('figure.mean')}</dt>
          <dd>
            <Figure figure={headline.mean} unit="mean" brief />
          </dd>
          <dd className="m-strip-note">{t('figure.mean_note')}</dd>
        </div>
      )}
      <div className="m-strip-cell">
        <dt>{t('wave.responses')}</dt>
        <dd aria-live="polite" data-testid="responses">
          {count(responses)}
        </dd>
        <dd className="m-strip-note">
          {wave.state === 'open' && waiting > 0 ? t('headline.waiting', { n: count(waiting) }) : t('headline.all_in')}
        </dd>
      </div>
    </dl>
  );
}
