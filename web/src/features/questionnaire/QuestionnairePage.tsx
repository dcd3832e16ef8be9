import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Segmented, Tabs } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';
import { questionnaireQueries } from '../../api/queries/definition';
import { createDraft } from '../../api/queries/questionnaire';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { save } from '../../lib/save';
import { useUrlValue } from '../../lib/url';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Bindings } from './Bindings';
import { FormView } from './FormView';
import { Rules } from './Rules';

/** A published questionnaire: the form as people see it, what its answers measure, who is asked what. */
export default function QuestionnairePage() {
  const { code = '', version = '' } = useParams();
  const { t, text, word, date, lang } = useSpeech();
  const [tab, setTab] = useUrlValue('tab');
  const [language, setLanguage] = useUrlValue('language');
  const form = useQuery(questionnaireQueries.one(code, version));
  const document = form.data?.document;
  const mayChange = useCan()(permissions.questionnaireChange);
  const client = useQueryClient();
  const navigate = useNavigate();
  const goOn = useMutation({
    mutationFn: () => createDraft(client, { base: { code, version } }),
    onSuccess: (draft) => navigate(`/questionnaires/draft/${draft.id}/edit`),
  });
  const shownIn = language || (document?.languages.includes(lang) ? lang : (document?.languages[0] ?? lang));
  return (
    <Page
      title={document ? text(document.title) : code}
      subtitle={
        form.data &&
        `${code} ${version} · ${t('published_on', { date: date(form.data.published_at) })} · ${t('form.frozen')}`
      }
      back={{ to: '/questionnaires', title: t('menu.questionnaires') }}
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
      <Loaded query={form} shape="page">
        {(data) => (
          <Section>
            <Tabs
              tabBarGutter={24}
              activeKey={tab || 'form'}
              onChange={(key) => setTab(key === 'form' ? undefined : key)}
              items={[
                {
                  key: 'form',
                  label: t('form.form'),
                  children: (
                    <>
                      {data.document.languages.length > 1 && (
                        <Segmented
                          aria-label={t('form.languages')}
                          value={shownIn}
                          onChange={setLanguage}
                          options={data.document.languages.map((one) => ({ value: one, label: word('language', one) }))}
                        />
                      )}
                      <FormView document={data.document} language={shownIn} />
                    </>
                  ),
                },
                { key: 'bindings', label: t('form.bindings'), children: <Bindings document={data.document} /> },
                { key: 'logic', label: t('form.logic'), children: <Rules document={data.document} /> },
                {
                  key: 'used',
                  label: t('used_by'),
                  children: (
                    <ul className="m-links">
                      {data.used_by.waves.map((wave) => (
                        <li key={wave.code}>
                          <Link to={`/waves/${wave.code}`}>{text(wave.name)}</Link>
                        </li>
                      ))}
                      {data.used_by.waves.length === 0 && <li className="m-note">{t('form.unused')}</li>}
                    </ul>
                  ),
                },
              ]}
            />
          </Section>
        )}
      </Loaded>
    </Page>
  );
}
