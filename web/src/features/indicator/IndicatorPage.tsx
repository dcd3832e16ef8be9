import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../../api/client';
import { indicatorQueries } from '../../api/queries/definition';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { IndicatorTree } from './IndicatorTree';

/** A published indicator system: what is measured, how much it counts, who answers for it. */
export default function IndicatorPage() {
  const { code = '', version = '' } = useParams();
  const { t, text, date } = useSpeech();
  const system = useQuery(indicatorQueries.one(code, version));
  const document = system.data?.document;
  return (
    <Page
      title={document ? text(document.name) : code}
      subtitle={
        system.data &&
        `${code} ${version} · ${t('published_on', { date: date(system.data.published_at) })} · ${t('system.frozen')}`
      }
      back={{ to: '/indicators', title: t('menu.indicators') }}
    >
      <Loaded query={system} shape="page">
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
      </Loaded>
    </Page>
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
