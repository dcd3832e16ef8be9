import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, InputNumber, Radio } from 'antd';
import { useSpeech } from '../../../lib/i18n';
import { Field } from '../../../ui/Field';
import { setSection, speak } from './change';
import { renameScale, renameSection, usersOf } from './codes';
import type { Change } from './draft';
import { type EditSection, type Form, fresh, languages, pipeable } from './form';
import { Options } from './Options';
import { CodeField, Part, Texts } from './Texts';

type Props = { form: Form; change: (change: Change) => void };

/** What the questionnaire says of itself: title, languages, paging, its first and its last words. */
export function HeadForm({ form, change }: Props) {
  const { t, word } = useSpeech();
  const set = (patch: Partial<Form>, field?: string) =>
    change({ kind: 'apply', edit: (now) => ({ ...now, ...patch }), field: field && `head.${field}` });
  const words = (name: 'title' | 'introduction' | 'thanks') => ({
    name,
    words: form[name],
    languages: form.languages,
    set: (next: Record<string, string>, lang: string) => set({ [name]: next }, `${name}.${lang}`),
  });
  return (
    <div className="m-edit-form">
      <Texts label={t('qe.title')} max={200} {...words('title')} />
      <Field label={t('form.code')} note={t('qe.document_code_note')}>
        {(id) => (
          <Input
            id={id}
            data-field="code"
            value={form.code}
            maxLength={64}
            onChange={(event) => set({ code: event.target.value }, 'code')}
          />
        )}
      </Field>
      <Part title={t('form.languages')} note={t('qe.languages_note')}>
        <div className="m-q-flags">
          {languages.map((lang) => (
            <Checkbox
              key={lang}
              data-field="languages"
              checked={form.languages.includes(lang)}
              disabled={form.languages.length === 1 && form.languages.includes(lang)}
              onChange={(event) => change({ kind: 'apply', edit: (now) => speak(now, lang, event.target.checked) })}
            >
              {word('language', lang)}
            </Checkbox>
          ))}
        </div>
      </Part>
      <Texts
        label={t('qe.introduction')}
        area
        pipes={() => []}
        {...words('introduction')}
        note={t('qe.introduction_note')}
      />
      <Texts label={t('qe.thanks')} area pipes={() => pipeable(form, 'end')} {...words('thanks')} />
      <div className="m-q-three">
        <Field label={t('qe.minutes')}>
          {(id) => (
            <InputNumber
              id={id}
              data-field="minutes"
              min={0}
              max={240}
              precision={0}
              value={form.minutes ?? null}
              onChange={(value) => set({ minutes: typeof value === 'number' ? value : undefined }, 'minutes')}
            />
          )}
        </Field>
      </div>
      <Part title={t('qe.paging')}>
        <Radio.Group
          value={form.paging || 'one'}
          data-field="paging"
          onChange={(event) => set({ paging: event.target.value })}
          options={[
            { value: 'one', label: t('qe.paging.one') },
            { value: 'sections', label: t('qe.paging.sections') },
          ]}
        />
      </Part>
    </div>
  );
}

/** A section: its name, which people see as the progress when each section is a page. */
export function SectionForm({ form, section, change }: Props & { section: EditSection }) {
  const { t } = useSpeech();
  const { key } = section;
  return (
    <div className="m-edit-form">
      <Texts
        label={t('qe.section.title')}
        name="title"
        words={section.title}
        languages={form.languages}
        max={200}
        pipes={() => []}
        note={form.paging === 'sections' ? t('qe.section.page_note') : undefined}
        set={(title, lang) =>
          change({ kind: 'apply', edit: (now) => setSection(now, key, { title }), field: `${key}.title.${lang}` })
        }
      />
      <CodeField
        label={t('qe.code')}
        name="code"
        code={section.code}
        taken={() => form.sections.filter((one) => one.key !== key).map((one) => one.code)}
        rename={(code) => change({ kind: 'apply', edit: (now) => renameSection(now, key, code) })}
      />
      {section.items.length === 0 && <p className="m-muted">{t('qe.section.empty')}</p>}
    </div>
  );
}

/** The lists of options that items share by name. */
export function ScaleForm({ form, change }: Props) {
  const { t } = useSpeech();
  const add = () =>
    change({
      kind: 'apply',
      edit: (now) => {
        const names = new Set(now.scales.map((one) => one.name));
        let n = now.scales.length + 1;
        while (names.has(`scale${n}`)) n++;
        const blank = Object.fromEntries(now.languages.map((lang) => [lang, '']));
        const options = ['1', '2'].map((code) => ({ key: fresh(), code, text: blank, value: Number(code) }));
        return { ...now, scales: [...now.scales, { key: fresh(), name: `scale${n}`, options }] };
      },
    });
  return (
    <div className="m-edit-form">
      <p className="m-muted">{t('qe.scales_note')}</p>
      {form.scales.map((scale) => {
        const users = usersOf(form, scale.name);
        return (
          <Part
            key={scale.key}
            title={scale.name}
            note={
              users.length > 0
                ? t('qe.scales.used', { items: users.map((item) => item.code).join(t('rule.comma')) })
                : t('qe.scales.unused')
            }
            extra={
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('qe.scales.remove', { name: scale.name })}
                disabled={users.length > 0}
                onClick={() =>
                  change({
                    kind: 'apply',
                    edit: (now) => ({ ...now, scales: now.scales.filter((one) => one.key !== scale.key) }),
                  })
                }
              />
            }
          >
            <CodeField
              label={t('qe.scales.name')}
              name={`${scale.key}.name`}
              code={scale.name}
              taken={() => form.scales.filter((one) => one.key !== scale.key).map((one) => one.name)}
              rename={(name) => change({ kind: 'apply', edit: (now) => renameScale(now, scale.key, name) })}
            />
            <Options
              owner={scale.key}
              options={scale.options}
              languages={form.languages}
              name={`${scale.key}.options`}
              change={change}
            />
          </Part>
        );
      })}
      <div>
        <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={add}>
          {t('qe.scales.add')}
        </Button>
      </div>
    </div>
  );
}
