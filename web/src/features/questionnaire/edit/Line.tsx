import { DeleteOutlined, EllipsisOutlined, HolderOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import type { Words } from '../../../lib/format';
import { useSpeech } from '../../../lib/i18n';
import { stepOf, type useReorder } from './reorder';

/** What moves a line by mouse. */
export function Handle(props: ReturnType<ReturnType<typeof useReorder>['handle']>) {
  const { t } = useSpeech();
  return (
    <span className="m-q-handle" aria-hidden title={t('qe.drag')} {...props}>
      <HolderOutlined />
    </span>
  );
}

type TextsProps = {
  label: string;
  /** The beginning of the fields' names. */
  name: string;
  words: Words;
  languages: string[];
  set: (words: Words, field: string) => void;
  paste?: (event: ClipboardEvent, lang: string) => void;
};

/** The text of a line in every language, side by side. */
export function LineTexts({ label, name, words, languages, set, paste }: TextsProps) {
  const { word } = useSpeech();
  const several = languages.length > 1;
  return (
    <span className="m-q-langs">
      {languages.map((lang) => (
        <Input
          key={lang}
          aria-label={several ? `${label} (${word('language', lang)})` : label}
          lang={lang === 'zh' ? 'zh-CN' : lang}
          placeholder={several ? word('language', lang) : undefined}
          data-field={`${name}.text.${lang}`}
          value={words[lang] ?? ''}
          maxLength={500}
          onPaste={paste && ((event) => paste(event, lang))}
          onChange={(event) => set({ ...words, [lang]: event.target.value }, `text.${lang}`)}
        />
      ))}
    </span>
  );
}

type EndsProps = {
  more: string;
  name?: string;
  open: boolean;
  toggle: () => void;
  remove: string;
  drop: () => void;
};

/** At the end of a line: what it has of its own, and its deletion. */
export function LineEnds({ more, name, open, toggle, remove, drop }: EndsProps) {
  return (
    <span className="m-q-ends">
      <Button
        type="text"
        size="small"
        icon={<EllipsisOutlined />}
        aria-label={more}
        aria-expanded={open}
        data-field={name}
        onClick={toggle}
      />
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={remove} onClick={drop} />
    </span>
  );
}

/** The keys of a line: Alt with the arrows moves it, and the keyboard goes with it; Enter in a text adds one below. */
export function lineKeys(event: KeyboardEvent, move: (by: -1 | 1) => void, insert: () => void) {
  const by = stepOf(event);
  if (by) {
    event.preventDefault();
    const focused = document.activeElement;
    flushSync(() => move(by));
    if (focused instanceof HTMLElement) focused.focus();
  } else if (event.key === 'Enter' && !event.nativeEvent.isComposing && event.target instanceof HTMLInputElement) {
    if (!event.target.dataset.field?.includes('.text.')) return;
    event.preventDefault();
    insert();
  }
}
