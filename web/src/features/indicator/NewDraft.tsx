import './editor.css';
import { UploadOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Modal, Select, Tabs, Upload } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Schemas } from '../../api/client';
import { type Beginning, createDraft } from '../../api/queries/indicator';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { Field } from './Field';

type Props = { systems: Schemas['IndicatorSystem'][]; close: () => void };
type Way = 'empty' | 'version' | 'file';

/** Begins a draft: empty, from a published version, or from a file. */
export function NewDraft({ systems, close }: Props) {
  const { t, text } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [way, setWay] = useState<Way>('empty');
  const [names, setNames] = useState({ zh: '', en: '' });
  const [both, setBoth] = useState(false);
  const [code, setCode] = useState('');
  const [from, setFrom] = useState(systems[0]?.id);
  const [file, setFile] = useState<{ name: string; text: string }>();
  const run = useMutation({
    mutationFn: (beginning: Beginning) => createDraft(client, beginning),
    onSuccess: (draft) => navigate(`/indicators/draft/${draft.id}/edit`),
  });
  const base = systems.find((one) => one.id === from);
  const beginning: Record<Way, Beginning | undefined> = {
    empty: code.trim() && names.zh.trim() ? { code: code.trim(), name: both ? names : { zh: names.zh } } : undefined,
    version: base && { from: { code: base.code, version: base.version } },
    file: file && { file: file.text },
  };
  const ready = beginning[way];
  const begin = () => ready && run.mutate(ready);
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
      <Field label={t('system.code')} note={t('system.draft.code_note')}>
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
            options={systems.map((one) => ({ value: one.id, label: `${text(one.name)} ${one.version}` }))}
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
  return (
    <Modal
      open
      title={t('system.new.title')}
      okText={t('system.new.begin')}
      okButtonProps={{ disabled: !ready, loading: run.isPending }}
      cancelText={t('form.cancel')}
      onOk={begin}
      onCancel={close}
    >
      <Tabs
        activeKey={way}
        onChange={(key) => {
          setWay(key === 'version' || key === 'file' ? key : 'empty');
          run.reset();
        }}
        items={[
          { key: 'empty', label: t('system.new.empty'), children: empty },
          { key: 'version', label: t('system.new.from_version'), children: version, disabled: systems.length === 0 },
          { key: 'file', label: t('system.new.from_file'), children: upload },
        ]}
      />
      {run.isError && <Problem error={run.error} />}
    </Modal>
  );
}
