import '../../indicator/editor.css';
import './edit.css';
import { UploadOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Modal, Select, Tabs, Upload } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Schemas } from '../../../api/client';
import { type Beginning, createDraft, draftQueries } from '../../../api/queries/questionnaire';
import { useSpeech } from '../../../lib/i18n';
import { Loaded } from '../../../ui/Loaded';
import { Problem } from '../../../ui/Problem';
import { Field } from '../../indicator/Field';
import { TemplateView } from './TemplateView';

type Props = { forms: Schemas['QuestionnaireSummary'][]; close: () => void };
const ways = ['empty', 'template', 'version', 'file'] as const;
type Way = (typeof ways)[number];

/** Begins a draft: empty, from a template, from a published version, or from a file. */
export function NewDraft({ forms, close }: Props) {
  const { t, text } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [way, setWay] = useState<Way>('empty');
  const [names, setNames] = useState({ zh: '', en: '' });
  const [both, setBoth] = useState(false);
  const [code, setCode] = useState('');
  const [template, setTemplate] = useState<string>();
  const [from, setFrom] = useState(forms[0]?.id);
  const [file, setFile] = useState<{ name: string; text: string }>();
  const run = useMutation({
    mutationFn: (beginning: Beginning) => createDraft(client, beginning),
    onSuccess: (draft) => navigate(`/questionnaires/draft/${draft.id}/edit`),
  });
  const base = forms.find((one) => one.id === from);
  const named = code.trim() ? { code: code.trim() } : {};
  const beginning: Record<Way, Beginning | undefined> = {
    empty: code.trim() && names.zh.trim() ? { ...named, name: both ? names : { zh: names.zh } } : undefined,
    template: template === undefined ? undefined : { ...named, template, indicators: true },
    version: base && { base: { code: base.code, version: base.version } },
    file: file && { file: file.text },
  };
  const ready = beginning[way];
  const begin = () => ready && run.mutate(ready);
  const codeField = (note: string) => (
    <Field label={t('form.code')} note={note}>
      {(id) => (
        <Input
          id={id}
          value={code}
          maxLength={64}
          onChange={(event) => setCode(event.target.value)}
          onPressEnter={begin}
        />
      )}
    </Field>
  );
  const empty = (
    <div className="m-edit-form">
      <Field label={t('system.new.name')}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            value={names.zh}
            maxLength={200}
            onChange={(event) => setNames({ ...names, zh: event.target.value })}
            onPressEnter={begin}
          />
        )}
      </Field>
      <Checkbox checked={both} onChange={(event) => setBoth(event.target.checked)}>
        {t('system.new.english')}
      </Checkbox>
      {both && (
        <Field label={t('system.new.name_en')}>
          {(id) => (
            <Input
              id={id}
              value={names.en}
              maxLength={200}
              onChange={(event) => setNames({ ...names, en: event.target.value })}
              onPressEnter={begin}
            />
          )}
        </Field>
      )}
      {codeField(t('system.draft.code_note'))}
    </div>
  );
  const version = (
    <div className="m-edit-form">
      <Field label={t('system.new.version')}>
        {(id) => (
          <Select
            id={id}
            value={from}
            onChange={setFrom}
            options={forms.map((one) => ({ value: one.id, label: `${text(one.title)} ${one.version}` }))}
          />
        )}
      </Field>
    </div>
  );
  const upload = (
    <div className="m-edit-form">
      <Upload
        accept=".json,application/json"
        maxCount={1}
        showUploadList={false}
        beforeUpload={async (chosen) => {
          setFile({ name: chosen.name, text: await chosen.text() });
          run.reset();
          return false;
        }}
      >
        <Button icon={<UploadOutlined aria-hidden />}>{t('system.new.choose')}</Button>
      </Upload>
      <p className="m-muted">{file ? file.name : t('system.new.file_note')}</p>
    </div>
  );
  const parts: Record<Way, React.ReactNode> = {
    empty,
    template: (
      <Templates chosen={template} choose={setTemplate}>
        {codeField(t('qe.template.code_note'))}
      </Templates>
    ),
    version,
    file: upload,
  };
  return (
    <Modal
      open
      width={way === 'template' ? 960 : 560}
      title={t('qe.new')}
      okText={t('system.new.begin')}
      okButtonProps={{ disabled: !ready, loading: run.isPending }}
      cancelText={t('form.cancel')}
      onOk={begin}
      onCancel={close}
    >
      <Tabs
        activeKey={way}
        onChange={(key) => {
          setWay(ways.find((one) => one === key) ?? 'empty');
          run.reset();
        }}
        items={ways.map((key) => ({
          key,
          label: t(`qe.new.${key}`),
          children: parts[key],
          disabled: key === 'version' && forms.length === 0,
        }))}
      />
      {run.isError && <Problem error={run.error} />}
    </Modal>
  );
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
