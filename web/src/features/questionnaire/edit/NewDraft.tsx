import '../../draft/draft.css';
import './edit.css';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { draftQueries } from '../../../api/queries/questionnaire';
import { useSpeech } from '../../../lib/i18n';
import { Loaded } from '../../../ui/Loaded';
import { BeginDraft, type Way } from '../../draft/BeginDraft';
import { type Code, CodeField, useEmptyWay, useFileWay, useVersionWay } from '../../draft/ways';
import { formDraft, type Start, startForm } from './draft';
import { TemplateView } from './TemplateView';

type Props = { forms: Schemas['QuestionnaireSummary'][]; close: () => void };

/** Begins a draft: empty, from a template, from a published version, or from a file. */
export function NewDraft({ forms, close }: Props) {
  const { t } = useSpeech();
  const [value, set] = useState('');
  const versions = useMemo(() => forms.map((one) => ({ ...one, name: one.title })), [forms]);
  const empty = useEmptyWay({ value, set });
  const template = useTemplateWay({ value, set });
  const version = useVersionWay(versions);
  const file = useFileWay();
  return (
    <BeginDraft
      title={t('qe.new')}
      path={formDraft.path}
      ways={[empty, template, version, file]}
      create={startForm}
      close={close}
    />
  );
}

/** From a template, with the indicator system its items are bound to. */
function useTemplateWay(code: Code): Way<Start> {
  const { t } = useSpeech();
  const [template, setTemplate] = useState<string>();
  const said = code.value.trim();
  return {
    key: 'template',
    label: t('qe.new.template'),
    width: 960,
    beginning: template === undefined ? undefined : { template, indicators: true, ...(said && { code: said }) },
    part: ({ begin }) => (
      <Templates chosen={template} choose={setTemplate}>
        <CodeField code={code} note={t('qe.template.code_note')} begin={begin} />
      </Templates>
    ),
  };
}

type TemplatesProps = { chosen: string | undefined; choose: (code: string) => void; children: React.ReactNode };

/** Every template with what it is for, and the chosen one as it would be answered. */
function Templates({ chosen, choose, children }: TemplatesProps) {
  const { t, text } = useSpeech();
  const templates = useQuery(draftQueries.templates);
  return (
    <Loaded query={templates} shape="table">
      {(list) => (
        <div className="m-q-templates">
          <div>
            <fieldset className="m-edit-group">
              <legend>{t('qe.template.choose')}</legend>
              {list.map((one) => (
                <label key={one.code} className="m-q-template">
                  <input
                    type="radio"
                    name="template"
                    value={one.code}
                    checked={one.code === chosen}
                    onChange={() => choose(one.code)}
                  />
                  <span>
                    <strong>{text(one.title)}</strong>
                    <span className="m-muted">{t('qe.template.size', { n: one.items, minutes: one.minutes })}</span>
                    <span>{text(one.purpose)}</span>
                  </span>
                </label>
              ))}
            </fieldset>
            {children}
          </div>
          {chosen ? <TemplateView code={chosen} /> : <p className="m-muted m-q-noview">{t('qe.template.none')}</p>}
        </div>
      )}
    </Loaded>
  );
}
