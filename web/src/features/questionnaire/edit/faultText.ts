import type { Speech } from '../../../lib/i18n';
import type { Found } from '../../draft/editing';

/** Fields whose own words say nothing more than the message does. */
const silent = new Set(['all', 'any', 'not', 'system']);

/** What is wrong, in words, after what of the form it is about: “选项 2 · 文字：缺少中文”. */
export function faultText({ field, kind, detail }: Found, { t, word }: Speech): string {
  const parts = field.split('.').filter((part) => part !== '' && !silent.has(part));
  const lang = parts.at(-1) ?? '';
  const missing = kind === 'definition.translation_missing';
  const words: string[] = [];
  for (const part of parts) {
    const name = part === 'zh' || part === 'en' ? (missing ? '' : word('language', part)) : word('qe.field', part);
    if (/^\d+$/.test(part)) words.push(`${words.pop() ?? ''} ${Number(part) + 1}`.trim());
    else if (name !== '' && name !== part) words.push(name);
  }
  const about = words.join(' · ').replace(/^[a-z]/, (letter) => letter.toUpperCase());
  const what = missing ? t('qe.missing_language', { language: word('language', lang) }) : detail;
  return about ? t('qe.fault', { about, what }) : what;
}
