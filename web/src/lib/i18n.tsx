import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { speak } from '../api/client';
import en from '../locales/en.json';
import zh from '../locales/zh.json';
import { type Args, type Formats, fill, formats, type Lang, pick, type Words } from './format';

export type Key = keyof typeof zh;

const catalogues: Record<Lang, Record<Key, string>> = { zh, en };

/** What a component needs to speak: fixed texts, texts from data, numbers and dates. */
export type Speech = Formats & {
  lang: Lang;
  t: (key: Key, args?: Args) => string;
  /** A fixed text by a name that comes from data, such as a unit type; the name itself when there is none. */
  word: (group: string, name: string) => string;
  /** Several words after each other. */
  list: (words: string[]) => string;
  /** A text in several languages. */
  text: (words: Words | undefined) => string;
};

function has(key: string): key is Key {
  return key in zh;
}

export function speech(lang: Lang): Speech {
  const catalogue = catalogues[lang];
  const t = (key: Key, args: Args = {}) => fill(catalogue[key], args);
  return {
    ...formats(lang),
    lang,
    t,
    word: (group, name) => {
      const key = `${group}.${name}`;
      return has(key) ? t(key) : name;
    },
    list: (words) => words.join(t('item.and')),
    text: (words) => pick(words, lang),
  };
}

type Language = { speech: Speech; change: (lang: Lang) => void };
const Context = createContext<Language | undefined>(undefined);
const stored = 'manyi.language';

/** The language before anybody has logged in: the last one used here, else the browser's. */
function initial(): Lang {
  const known = localStorage.getItem(stored);
  if (known === 'zh' || known === 'en') return known;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

function apply(lang: Lang) {
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  speak(lang);
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [lang, setLang] = useState<Lang>(() => {
    const first = initial();
    apply(first);
    return first;
  });
  const value = useMemo<Language>(
    () => ({
      speech: speech(lang),
      change: (next) => {
        localStorage.setItem(stored, next);
        apply(next);
        setLang(next);
      },
    }),
    [lang],
  );
  return <Context value={value}>{children}</Context>;
}

export function useLanguage(): Language {
  const value = useContext(Context);
  if (!value) throw new Error('no LanguageProvider');
  return value;
}

export function useSpeech(): Speech {
  return useLanguage().speech;
}
