import { useQuery } from '@tanstack/react-query';
import { Segmented, Tabs } from 'antd';
import { Link, useParams } from 'react-router';
import { questionnaireQueries } from '../../api/queries/definition';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue } from '../../lib/url';
import { Section } from '../../ui/Page';
import { VersionPage } from '../draft/VersionPage';
import { Bindings } from './Bindings';
import { formDraft } from './edit/draft';
import { FormView } from './FormView';
import { Rules } from './Rules';

/** A published questionnaire: the form as people see it, what its answers measure, who is asked what. */
export default function QuestionnairePage() {
  const { code = '', version = '' } = useParams();
  const { t, text, word, lang } = useSpeech();
  const [tab, setTab] = useUrlValue('tab');
  const [language, setLanguage] = useUrlValue('language');
  const form = useQuery(questionnaireQueries.one(code, version));
  const document = form.data?.document;
  const mayChange = useCan()(permissions.questionnaireChange);
  const shownIn = language || (document?.languages.includes(lang) ? lang : (document?.languages[0] ?? lang));
  return (
    <VersionPage kind={formDraft} version={{ code, version }} query={form} mayChange={mayChange}>
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
    </VersionPage>
  );
}
