import { Button, Checkbox, Input, Select } from 'antd';
import { memo, useCallback, useMemo } from 'react';
import { useSpeech } from '../../../lib/i18n';
import { Field } from '../../../ui/Field';
import { BindingField } from './BindingField';
import { answersOf, type Leaf } from './binding';
import { Conditions } from './Conditions';
import { hasField, type ItemType, itemCodes, kinds, retype, setItem } from './change';
import { renameItem, share } from './codes';
import type { Change } from './draft';
import { type EditItem, type EditOption, type EditScale, earlier, type Form, fresh, pipeable } from './form';
import { Numbers } from './Numbers';
import { Options } from './Options';
import { phrase } from './phrase';
import { Rows } from './Rows';
import { CodeField, Part, Texts } from './Texts';

type Props = {
  form: Form;
  item: EditItem;
  /** Its section, by position. */
  at: number;
  leaves: Leaf[] | undefined;
  change: (change: Change) => void;
};

const types = kinds.filter((kind): kind is ItemType => kind !== 'rating' && kind !== 'section');

/** Everything an item says of itself. */
export const ItemForm = memo(function ItemForm({ form, item, at, leaves, change }: Props) {
  const { t } = useSpeech();
  const { key, type } = item;
  const { languages } = form;
  const has = (field: string) => hasField(type, field);
  const set = useCallback(
    (patch: Partial<EditItem>, field?: string) =>
      change({ kind: 'apply', edit: (now) => setItem(now, key, patch), field: field && `${key}.${field}` }),
    [change, key],
  );
  const pipes = () => pipeable(form, at);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the item and the form, these are what answers are made of
  const answers = useMemo(() => answersOf(form, item), [form.scales, item.type, item.scale, item.options, item.points]);
  const nothing = form.paging === 'sections' ? undefined : t('qe.pipe.one_page');
  const words = (name: 'text' | 'help' | 'low' | 'high' | 'not_applicable') => ({
    name,
    words: item[name],
    languages,
    set: (next: Record<string, string>, lang: string) => set({ [name]: next }, `${name}.${lang}`),
  });
  return (
    <div className="m-edit-form">
      <div className="m-q-three">
        <Field label={t('qe.type')}>
          {(id) => (
            <Select
              id={id}
              data-field="type"
              value={type as ItemType}
              onChange={(next) => change({ kind: 'apply', edit: (now) => retype(now, key, next, phrase) })}
              options={types.map((one) => ({ value: one, label: t(`qe.kind.${one}`) }))}
            />
          )}
        </Field>
        <CodeField
          label={t('qe.code')}
          name="code"
          code={item.code}
          taken={() => itemCodes(form).filter((code) => code !== item.code)}
          rename={(code) => change({ kind: 'apply', edit: (now) => renameItem(now, key, code) })}
        />
        {has('required') && (
          <Checkbox
            className="m-q-required"
            data-field="required"
            checked={item.required ?? false}
            onChange={(event) => set({ required: event.target.checked || undefined })}
          >
            {t('qe.required')}
          </Checkbox>
        )}
      </div>
      <Texts label={t('qe.text')} area pipes={pipes} nothing={nothing} {...words('text')} />
      {type !== 'information' && <Texts label={t('qe.help')} pipes={pipes} {...words('help')} />}
      {has('low') && <Texts label={t('qe.low')} max={200} {...words('low')} />}
      {has('high') && <Texts label={t('qe.high')} max={200} {...words('high')} />}
      <Numbers item={item} options={answers.length} set={set} />
      {has('rows') && (
        <Part title={t('qe.rows')} note={t('qe.rows_note')}>
          <Rows form={form} item={item} leaves={leaves} change={change} />
        </Part>
      )}
      {has('options') && (
        <Choices
          itemKey={key}
          type={type}
          scale={item.scale}
          options={item.options}
          randomise={item.randomise}
          scales={form.scales}
          languages={languages}
          change={change}
          set={set}
        />
      )}
      <More item={item} words={words} set={set} />
      {has('binding') && (
        <Part title={t('qe.binding')}>
          <BindingField
            binding={item.binding}
            answers={answers}
            leaves={leaves}
            name="binding"
            set={(binding, field) => set({ binding }, field && `binding.${field}`)}
          />
        </Part>
      )}
      <Part title={t('qe.show_if')}>
        <Conditions
          form={form}
          condition={item.show_if}
          entries={earlier(form, key)}
          name="show_if"
          set={(condition) => set({ show_if: condition })}
          add={t('qe.show_if.add')}
          nothing={t('qe.show_if.nothing')}
        />
      </Part>
      <Part title={t('qe.end_if')} note={item.end_if ? t('qe.end_if.note') : undefined}>
        <Conditions
          form={form}
          condition={item.end_if}
          entries={earlier(form, key, true)}
          name="end_if"
          set={(condition) => set({ end_if: condition })}
          add={t('qe.end_if.add')}
          nothing={t('qe.show_if.nothing')}
        />
      </Part>
      <Field label={t('qe.comment')} note={t('qe.comment_note')}>
        {(id) => (
          <Input.TextArea
            id={id}
            data-field="comment"
            autoSize={{ minRows: 1, maxRows: 6 }}
            maxLength={2000}
            value={item.comment ?? ''}
            onChange={(event) => set({ comment: event.target.value || undefined }, 'comment')}
          />
        )}
      </Field>
    </div>
  );
});

type MoreProps = {
  item: EditItem;
  words: (name: 'not_applicable') => Omit<Parameters<typeof Texts>[0], 'label'>;
  set: (patch: Partial<EditItem>, field?: string) => void;
};

/** What is switched on and off: random order, "does not apply", a dimension of results. */
function More({ item, words, set }: MoreProps) {
  const { t } = useSpeech();
  const { type } = item;
  const na = item.not_applicable;
  if (type === 'information') return null;
  return (
    <>
      <div className="m-q-flags">
        {hasField(type, 'randomise') && (
          <Checkbox
            data-field="randomise"
            checked={item.randomise ?? false}
            onChange={(event) => set({ randomise: event.target.checked || undefined })}
          >
            {t(type === 'matrix' ? 'qe.randomise_rows' : 'qe.randomise')}
          </Checkbox>
        )}
        {hasField(type, 'dimension') && (
          <Checkbox
            data-field="dimension"
            checked={item.dimension ?? false}
            onChange={(event) => set({ dimension: event.target.checked || undefined })}
          >
            {t('qe.dimension')}
          </Checkbox>
        )}
        {hasField(type, 'not_applicable') && (
          <Checkbox
            data-field="not_applicable"
            checked={na !== undefined}
            onChange={(event) => set({ not_applicable: event.target.checked ? naWords(words) : undefined })}
          >
            {t('qe.not_applicable')}
          </Checkbox>
        )}
      </div>
      {na && <Texts label={t('qe.not_applicable_text')} max={200} {...words('not_applicable')} />}
    </>
  );
}

function naWords(words: MoreProps['words']): Record<string, string> {
  const usual = phrase('not_applicable');
  return Object.fromEntries(words('not_applicable').languages.map((lang) => [lang, usual[lang] ?? '']));
}

type ChoicesProps = {
  itemKey: string;
  type: string;
  scale: string | undefined;
  options: EditOption[] | undefined;
  randomise: boolean | undefined;
  scales: EditScale[];
  languages: string[];
  change: (change: Change) => void;
  set: MoreProps['set'];
};

/** The options of an item: its own, or those of a shared scale. */
const Choices = memo(function Choices(props: ChoicesProps) {
  const { itemKey, type, scale, options, scales, change, set } = props;
  const { t, text } = useSpeech();
  const named = scales.map((one) => ({
    value: one.name,
    label: `${one.name} · ${one.options.map((option) => text(option.text)).join(' / ')}`,
  }));
  const copied = () =>
    (scales.find((one) => one.name === scale)?.options ?? []).map((option) => ({ ...option, key: fresh() }));
  return (
    <Part title={t('qe.options')}>
      {(scales.length > 0 || scale) && (
        <Field label={t('qe.options.from')}>
          {(id) => (
            <Select
              id={id}
              data-field="scale"
              value={scale ?? ''}
              onChange={(name) =>
                set(name ? { scale: name, options: undefined } : { scale: undefined, options: copied() })
              }
              options={[{ value: '', label: t('qe.options.own') }, ...named]}
              popupMatchSelectWidth={false}
            />
          )}
        </Field>
      )}
      {scale ? (
        <p className="m-muted">{t('qe.options.shared')}</p>
      ) : (
        <>
          <Options
            owner={itemKey}
            options={options ?? []}
            type={type}
            randomise={props.randomise}
            languages={props.languages}
            name="options"
            change={change}
          />
          {type !== 'multiple' && (
            <Button
              type="link"
              size="small"
              onClick={() => change({ kind: 'apply', edit: (now) => share(now, itemKey) })}
            >
              {t('qe.options.share')}
            </Button>
          )}
        </>
      )}
    </Part>
  );
});
