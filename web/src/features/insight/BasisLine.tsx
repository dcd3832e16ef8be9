import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';

/** What stands behind the figures: weights, design, versions, and as of when. */
export function BasisLine({ basis, wave }: { basis: Schemas['Basis']; wave: Schemas['WaveSummary'] }) {
  const { t, word, minute } = useSpeech();
  const form = wave.questionnaire;
  const system = wave.indicator_system;
  return (
    <dl className="m-basis">
      <div>
        <dt>{t('basis.weights')}</dt>
        <dd>{word('basis.weights', basis.weights)}</dd>
      </div>
      <div>
        <dt>{t('basis.design')}</dt>
        <dd>{word('basis.design', basis.design)}</dd>
      </div>
      <div>
        <dt>{t('wave.questionnaire')}</dt>
        <dd>
          <Link to={`/questionnaires/${form.code}/${form.version}`}>{basis.questionnaire}</Link>
        </dd>
      </div>
      <div>
        <dt>{t('wave.indicator_system')}</dt>
        <dd>
          <Link to={`/indicators/${system.code}/${system.version}`}>{basis.indicator_system}</Link>
        </dd>
      </div>
      <div>
        <dt>{t('basis.data_version')}</dt>
        <dd>{basis.data_version}</dd>
      </div>
      <div>
        <dt>{t('basis.as_of')}</dt>
        <dd>{minute(basis.as_of)}</dd>
      </div>
      <div>
        <dt>{t('basis.software')}</dt>
        <dd>{basis.software}</dd>
      </div>
    </dl>
  );
}
