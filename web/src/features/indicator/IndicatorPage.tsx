import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../../api/client';
import { indicatorQueries } from '../../api/queries/indicator';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { Section } from '../../ui/Page';
import { VersionPage } from '../draft/VersionPage';
import { systemDraft } from './draft';
import { IndicatorTree } from './IndicatorTree';

/** A published indicator system: what is measured, how much it counts, who answers for it. */
export default function IndicatorPage() {
  const { code = '', version = '' } = useParams();
  const { t } = useSpeech();
  const system = useQuery(indicatorQueries.one(code, version));
  const mayChange = useCan()(permissions.indicatorChange);
  return (
    <VersionPage
      kind={systemDraft}
      version={{ code, version }}
      query={system}
      mayChange={mayChange}
      actions={
        <Link to={`/indicators/compare?to=${code}@${version}`}>
          <Button>{t('system.diff.title')}</Button>
        </Link>
      }
    >
      {(data) => (
        <>
          <Section title={t('tree.title')} note={t('system.tree_note')}>
            <IndicatorTree view={data} />
          </Section>
          <Section title={t('used_by')}>
            <UsedBy used={data.used_by} />
          </Section>
        </>
      )}
    </VersionPage>
  );
}

function UsedBy({ used }: { used: Schemas['IndicatorView']['used_by'] }) {
  const { t, text } = useSpeech();
  if (used.questionnaires.length + used.waves.length === 0) return <p className="m-note">{t('system.unused')}</p>;
  return (
    <ul className="m-links">
      {used.questionnaires.map((form) => (
        <li key={`${form.code}/${form.version}`}>
          <Link to={`/questionnaires/${form.code}/${form.version}`}>
            {t('wave.questionnaire')} {text(form.title)} {form.version}
          </Link>
        </li>
      ))}
      {used.waves.map((wave) => (
        <li key={wave.code}>
          <Link to={`/waves/${wave.code}/results`}>
            {t('wave.wave')} {text(wave.name)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
