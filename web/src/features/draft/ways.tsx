import { UploadOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Select, Upload } from 'antd';
import { useState } from 'react';
import type { Words } from '../../lib/format';
import { useSpeech } from '../../lib/i18n';
import { Field } from '../../ui/Field';
import type { Way } from './BeginDraft';
import type { Beginning, Version } from './kind';

/** The code of the new draft: the ways that ask for one share it. */
export type Code = { value: string; set: (code: string) => void };

type CodeProps = { code: Code; note: string; begin: () => void };

export function CodeField({ code, note, begin }: CodeProps) {
  const { t } = useSpeech();
  return (
    <Field label={t('system.code')} note={note}>
      {(id) => (
        <Input
          id={id}
          value={code.value}
          maxLength={64}
          onChange={(event) => code.set(event.target.value)}
          onPressEnter={begin}
        />
      )}
    </Field>
  );
}

/** With nothing but a code and a name, in one language or in two. */
export function useEmptyWay(code: Code): Way<Beginning<never>> {
  const { t } = useSpeech();
  const [names, setNames] = useState({ zh: '', en: '' });
  const [both, setBoth] = useState(false);
  const said = code.value.trim();
  return {
    key: 'empty',
    label: t('system.new.empty'),
    beginning: said && names.zh.trim() ? { code: said, name: both ? names : { zh: names.zh } } : undefined,
    part: ({ begin }) => (
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
        <CodeField code={code} note={t('system.draft.code_note')} begin={begin} />
      </div>
    ),
  };
}

/** From a version that is published. */
export function useVersionWay(versions: (Version & { id: string; name: Words })[]): Way<Beginning<never>> {
  const { t, text } = useSpeech();
  const [from, setFrom] = useState(versions[0]?.id);
  const version = versions.find((one) => one.id === from);
  return {
    key: 'version',
    label: t('system.new.from_version'),
    disabled: versions.length === 0,
    beginning: version && { version: { code: version.code, version: version.version } },
    part: () => (
      <div className="m-edit-form">
        <Field label={t('system.new.version')}>
          {(id) => (
            <Select
              id={id}
              value={from}
              onChange={setFrom}
              options={versions.map((one) => ({ value: one.id, label: `${text(one.name)} ${one.version}` }))}
            />
          )}
        </Field>
      </div>
    ),
  };
}

/** From a file that was exported. */
export function useFileWay(): Way<Beginning<never>> {
  const { t } = useSpeech();
  const [file, setFile] = useState<{ name: string; text: string }>();
  return {
    key: 'file',
    label: t('system.new.from_file'),
    beginning: file && { file: file.text },
    part: ({ forget }) => (
      <div className="m-edit-form">
        <Upload
          accept=".json,application/json"
          maxCount={1}
          showUploadList={false}
          beforeUpload={async (chosen) => {
            setFile({ name: chosen.name, text: await chosen.text() });
            forget();
            return false;
          }}
        >
          <Button icon={<UploadOutlined aria-hidden />}>{t('system.new.choose')}</Button>
        </Upload>
        <p className="m-muted">{file ? file.name : t('system.new.file_note')}</p>
      </div>
    ),
  };
}
