import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';
import type { Schemas } from '../../api/client';
import { createDraft, indicatorQueries } from '../../api/queries/indicator';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { save } from '../../lib/save';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { IndicatorTree } from './IndicatorTree';

/** A published indicator system: what is measured, how much it counts, who answers for it. */
export default function IndicatorPage() {
  const { code = '', version = '' } = useParams();
  const { t, text, date } = useSpeech();
  const system = useQuery(indicatorQueries.one(code, version));
  const document = system.data?.document;
  const mayChange = useCan()(permissions.indicatorChange);
  const client = useQueryClient();
  const navigate = useNavigate();
  const goOn = useMutation({
    mutationFn: () => createDraft(client, { from: { code, version } }),
    onSuccess: (draft) => navigate(`/indicators/draft/${draft.id}/edit`),
  });
  return (
    <Page
      title={document ? text(document.name) : code}
      subtitle={
        system.data &&
        `${code} ${version} · ${t('published_on', { date: date(system.data.published_at) })} · ${t('system.frozen')}`
      }
      back={{ to: '/indicators', title: t('menu.indicators') }}
      actions={
        document && (
          <>
            <Button
              onClick={() =>
                save(`${code}-${version}.json`, 'application/json', `${JSON.stringify(document, null, 2)}\n`)
              }
            >
              {t('system.export_json')}
            </Button>
            <Link to={`/indicators/compare?to=${code}@${version}`}>
              <Button>{t('system.diff.title')}</Button>
            </Link>
            {mayChange && (
              <Button type="primary" loading={goOn.isPending} onClick={() => goOn.mutate()}>
                {t('system.draft.go_on')}
              </Button>
            )}
          </>
        )
      }
    >
      {goOn.isError && <Problem error={goOn.error} />}
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
