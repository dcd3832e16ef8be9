import { PlusOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { type ReactNode, useId, useRef, useState } from 'react';
import type { Words } from '../../../lib/format';
import { useSpeech } from '../../../lib/i18n';
import { codeFault, codePattern } from './codes';
import type { Entry } from './form';
import { Menu } from './Menu';

type Box = HTMLInputElement | HTMLTextAreaElement;

type Props = {
  label: string;
  words: Words | undefined;
  languages: string[];
  /** The name of the field in the document, for what leads to it. */
  name: string;
  set: (words: Words, lang: string) => void;
  area?: boolean;
  max?: number;
  /** The answers that may be put into the text; undefined where nothing may. */
  pipes?: () => Entry[];
  /** Why no answers may be put into it. */
  nothing?: string;
  note?: ReactNode;
};

/** A text in every language of the questionnaire, side by side. */
export function Texts({ label, words, languages, name, set, area, max = 4000, pipes, nothing, note }: Props) {
  const { t, text, word } = useSpeech();
  const id = useId();
  const boxes = useRef(new Map<string, Box>());
  const last = useRef<{ lang: string; at: number } | undefined>(undefined);
  const several = languages.length > 1;
  const put = (lang: string, value: string) => {
    const blank = Object.fromEntries(languages.map((one) => [one, '']));
    set({ ...blank, ...words, [lang]: value }, lang);
  };
  const insert = (placeholder: string) => {
    const lang = last.current?.lang ?? languages[0] ?? 'zh';
    const value = words?.[lang] ?? '';
    const at = Math.min(last.current?.at ?? value.length, value.length);
    put(lang, value.slice(0, at) + placeholder + value.slice(at));
    const box = boxes.current.get(lang);
    requestAnimationFrame(() => {
      box?.focus();
      box?.setSelectionRange(at + placeholder.length, at + placeholder.length);
    });
  };
  const remember = (lang: string, box: Box) => {
    boxes.current.set(lang, box);
    last.current = { lang, at: box.selectionStart ?? box.value.length };
  };
  return (
    <div className="m-q-texts">
      <div className="m-q-label">
        <span id={id}>{label}</span>
        {pipes && (
          <Menu
            size="small"
            icon={<PlusOutlined aria-hidden />}
            label={t('qe.pipe')}
            choices={() => [
              ...(['unit', 'wave', 'programme'] as const).map((one) => ({
                key: `{{${one}}}`,
                label: t(`qe.pipe.${one}`),
                note: `{{${one}}}`,
              })),
              ...pipes().map((entry) => ({
                key: `{{item:${entry.code}}}`,
                label: `${entry.code} ${text(entry.text)}`,
                note: t('qe.pipe.answer'),
              })),
            ]}
            pick={insert}
          />
        )}
      </div>
      <div className="m-q-langs">
        {languages.map((lang) => {
          const common = {
            value: words?.[lang] ?? '',
            maxLength: max,
            lang: lang === 'zh' ? 'zh-CN' : lang,
            'aria-label': several ? `${label} (${word('language', lang)})` : label,
            placeholder: several ? word('language', lang) : undefined,
            'data-field': `${name}.${lang}`,
            onChange: (event: { target: Box }) => {
              put(lang, event.target.value);
              remember(lang, event.target);
            },
            onSelect: (event: { currentTarget: Box }) => remember(lang, event.currentTarget),
          };
          return area ? (
            <Input.TextArea key={lang} rows={2} className="m-q-area" {...common} />
          ) : (
            <Input key={lang} {...common} />
          );
        })}
      </div>
      {pipes && nothing && <span className="m-muted">{nothing}</span>}
      {note && <span className="m-muted">{note}</span>}
    </div>
  );
}

type CodeProps = {
  label: string;
  name: string;
  code: string;
  /** The codes of the others. */
  taken: () => Iterable<string>;
  rename: (code: string) => void;
  pattern?: RegExp;
  max?: number;
  /** Without a visible label: inside a list that has column heads. */
  bare?: boolean;
  note?: string;
};

/**
 * A code is taken over when it is typed to its end, and only if it can be used: half a code may be another's, and what
 * names it would follow there.
 */
export function CodeField({
  label,
  name,
  code,
  taken,
  rename,
  pattern = codePattern,
  max = 32,
  bare,
  note,
}: CodeProps) {
  const { t } = useSpeech();
  const id = useId();
  const [typed, type] = useState<string>();
  const value = typed ?? code;
  const fault = value === code ? undefined : codeFault(value, taken(), pattern);
  const done = () => {
    if (typed === undefined) return;
    if (!fault && typed !== code) rename(typed);
    if (!fault) type(undefined);
  };
  return (
    <div className="m-field">
      {!bare && <label htmlFor={id}>{label}</label>}
      <Input
        id={id}
        aria-label={bare ? label : undefined}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault || note ? `${id}-note` : undefined}
        status={fault ? 'error' : undefined}
        data-field={name}
        data-local={typed === undefined ? undefined : ''}
        className="m-q-code"
        value={value}
        maxLength={max}
        onChange={(event) => type(event.target.value.trim())}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === 'Enter') done();
          if (event.key !== 'Escape' || typed === undefined) return;
          event.stopPropagation();
          type(undefined);
        }}
      />
      {(fault || note) && (
        <span id={`${id}-note`} className={fault ? 'm-q-wrong' : 'm-muted'}>
          {fault ? t(`qe.code.${fault}`) : note}
        </span>
      )}
    </div>
  );
}

/** A titled group of fields. */
export function Part({
  title,
  note,
  extra,
  children,
}: {
  title: string;
  note?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
}) {
  return (
    <fieldset className="m-edit-group m-q-part">
      <legend>{title}</legend>
      {extra && <div className="m-q-part-extra">{extra}</div>}
      {note && <p className="m-muted">{note}</p>}
      {children}
    </fieldset>
  );
}
