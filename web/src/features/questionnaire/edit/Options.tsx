import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, InputNumber } from 'antd';
import { type ClipboardEvent, memo, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Words } from '../../../lib/format';
import { type Key, useSpeech } from '../../../lib/i18n';
import { newOption, setItem, setScale } from './change';
import { optionPattern, renameOption } from './codes';
import type { Change } from './draft';
import { type EditItem, type EditOption, type EditScale, type Form, find, fresh } from './form';
import { Handle, LineEnds, LineTexts, lineKeys } from './Line';
import { placed, useReorder } from './reorder';
import { Steps } from './Steps';
import { CodeField } from './Texts';

/** More options than these are not offered for editing one by one; the server takes no more either. */
const MOST = 200;

type Owner = EditItem | EditScale;
const ownerOf = (form: Form, key: string): Owner | undefined =>
  find(form, key)?.item ?? form.scales.find((one) => one.key === key);

function withOptions(form: Form, key: string, f: (list: EditOption[]) => EditOption[]): Form {
  const owner = ownerOf(form, key);
  if (!owner) return form;
  const options = f(owner.options ?? []);
  return 'name' in owner ? setScale(form, key, { options }) : setItem(form, key, { options });
}

type Props = {
  owner: string;
  options: EditOption[];
  /** The type of the item; of a shared scale, none. */
  type?: string;
  randomise?: boolean;
  languages: string[];
  /** The beginning of the fields' names. */
  name: string;
  change: (change: Change) => void;
};

/** The options of an item or of a shared scale: codes, texts, values, and what each says of itself. */
export function Options({ owner, options, type, randomise, languages, name, change }: Props) {
  const { t, word } = useSpeech();
  const all = useRef(options);
  useEffect(() => {
    all.current = options;
  }, [options]);
  const edit = useCallback(
    (f: (list: EditOption[]) => EditOption[], field?: string) =>
      change({ kind: 'apply', edit: (form) => withOptions(form, owner, f), field }),
    [change, owner],
  );
  const { handle, row } = useReorder((from, to) => edit((list) => placed(list, from, to)));
  /** Adds an option behind the one at `index` and puts the keyboard into its text. */
  const insert = useCallback(
    (index: number) => {
      flushSync(() =>
        change({
          kind: 'apply',
          edit: (form) => withOptions(form, owner, (list) => list.toSpliced(index + 1, 0, newOption(form, list))),
        }),
      );
      document.querySelector<HTMLElement>(`[data-field^="${name}.${index + 1}.text."]`)?.focus();
    },
    [change, owner, name],
  );
  return (
    <div className="m-q-list">
      <div className="m-q-option m-q-heads" aria-hidden>
        <span />
        <span>{t('qe.option.code')}</span>
        <span className="m-q-langs">
          {languages.map((lang) => (
            <span key={lang}>{languages.length > 1 ? word('language', lang) : t('qe.option.text')}</span>
          ))}
        </span>
        <span>{t('qe.option.value')}</span>
        <span />
      </div>
      {options.slice(0, MOST).map((option, index) => (
        <div key={option.key} {...row(index)}>
          <OptionRow
            owner={owner}
            option={option}
            index={index}
            all={all}
            type={type}
            randomise={randomise}
            languages={languages}
            name={`${name}.${index}`}
            change={change}
            edit={edit}
            insert={insert}
            handle={handle}
          />
        </div>
      ))}
      {options.length > MOST && <p className="m-q-wrong">{t('qe.option.many', { n: options.length, max: MOST })}</p>}
      <Button
        size="small"
        icon={<PlusOutlined aria-hidden />}
        data-field={name}
        disabled={options.length >= MOST}
        onClick={() => insert(options.length - 1)}
      >
        {t('qe.option.add')}
      </Button>
    </div>
  );
}

type RowProps = {
  owner: string;
  option: EditOption;
  index: number;
  /** The options now, for what has to differ. */
  all: RefObject<EditOption[]>;
  type: string | undefined;
  randomise: boolean | undefined;
  languages: string[];
  name: string;
  change: (change: Change) => void;
  edit: (f: (list: EditOption[]) => EditOption[], field?: string) => void;
  insert: (index: number) => void;
  handle: ReturnType<typeof useReorder>['handle'];
};

/** One option. Enter adds one below, Alt with the arrows moves it, several lines pasted become several options. */
const OptionRow = memo(function OptionRow(props: RowProps) {
  const { owner, option, index, all, languages, name, change, edit, insert } = props;
  const { t } = useSpeech();
  const { key } = option;
  const [more, setMore] = useState(Boolean(option.exclusive || option.other || option.fixed || option.ends));
  const set = (patch: Partial<EditOption>, field?: string) =>
    edit((list) => list.map((one) => (one.key === key ? { ...one, ...patch } : one)), field && `${key}.${field}`);
  const move = (by: -1 | 1) => edit((list) => placed(list, indexOf(list, key), index + by));
  const label = (what: Key) => `${t(what)} ${option.code}`;
  const paste = (event: ClipboardEvent, lang: string) => {
    const lines = linesOf(event.clipboardData.getData('text'));
    if (lines.length < 2) return;
    event.preventDefault();
    change({ kind: 'apply', edit: (form) => withOptions(form, owner, (list) => pasted(form, list, key, lang, lines)) });
  };
  const rename = (form: Form, code: string) => {
    const now = ownerOf(form, owner);
    return now ? renameOption(form, now, key, code) : form;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: takes the keys of the fields inside it
    <div onKeyDown={(event) => lineKeys(event, move, () => insert(index))}>
      <div className="m-q-option">
        <Handle {...props.handle(index)} />
        <CodeField
          bare
          label={label('qe.option.code')}
          name={`${name}.code`}
          code={option.code}
          pattern={optionPattern}
          taken={() => ['na', ...all.current.filter((one) => one.key !== key).map((one) => one.code)]}
          rename={(code) => change({ kind: 'apply', edit: (form) => rename(form, code) })}
        />
        <LineTexts
          label={label('qe.option.text')}
          name={name}
          words={option.text}
          languages={languages}
          set={(text, field) => set({ text }, field)}
          paste={paste}
        />
        <InputNumber
          aria-label={label('qe.option.value')}
          data-field={`${name}.value`}
          controls={false}
          placeholder={t('qe.option.value')}
          value={option.value ?? null}
          onChange={(value) => set({ value: typeof value === 'number' ? value : undefined }, 'value')}
        />
        <LineEnds
          more={label('qe.option.more')}
          open={more}
          toggle={() => setMore(!more)}
          remove={label('qe.option.remove')}
          drop={() => edit((list) => list.filter((one) => one.key !== key))}
        />
      </div>
      {more && (
        <div className="m-q-flags">
          <Flags option={option} type={props.type} randomise={props.randomise} name={name} set={set} />
          <Steps label={option.code} step={move} />
        </div>
      )}
    </div>
  );
}, sameRow);

/** The handles are made anew on every drawing, and do the same. */
function sameRow(a: RowProps, b: RowProps): boolean {
  return (Object.keys(a) as (keyof RowProps)[]).every((name) => name === 'handle' || a[name] === b[name]);
}

type FlagsProps = Pick<RowProps, 'option' | 'type' | 'randomise' | 'name'> & {
  set: (patch: Partial<EditOption>) => void;
};

/** What an option may say of itself: what its item has a use for, and what it says already. */
function Flags({ option, type, randomise, name, set }: FlagsProps) {
  const { t } = useSpeech();
  const chosen = type === 'single' || type === 'multiple';
  const useful = {
    exclusive: type === 'multiple',
    other: chosen,
    fixed: randomise === true && type !== 'matrix',
    ends: chosen,
  };
  return (['exclusive', 'other', 'fixed', 'ends'] as const)
    .filter((flag) => useful[flag] || option[flag] === true)
    .map((flag) => (
      <Checkbox
        key={flag}
        checked={option[flag] ?? false}
        data-field={`${name}.${flag}`}
        onChange={(event) => set({ [flag]: event.target.checked || undefined })}
      >
        {t(`qe.option.${flag}`)}
      </Checkbox>
    ));
}

function indexOf(list: EditOption[], key: string): number {
  return list.findIndex((one) => one.key === key);
}

/** The lines of a pasted text that say something. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter(Boolean).slice(0, MOST);
}

/** The first line into the option itself, the others as options behind it. */
function pasted(form: Form, list: EditOption[], key: string, lang: string, lines: string[]): EditOption[] {
  const at = indexOf(list, key);
  const [first = '', ...rest] = lines;
  let next = list.map((one) => (one.key === key ? { ...one, text: { ...one.text, [lang]: first } } : one));
  for (const [n, line] of rest.slice(0, Math.max(0, MOST - list.length)).entries()) {
    const made = newOption(form, next);
    const text: Words = { ...made.text, [lang]: line };
    next = next.toSpliced(at + 1 + n, 0, { ...made, key: fresh(), text });
  }
  return next;
}
