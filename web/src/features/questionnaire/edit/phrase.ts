import { speech } from '../../../lib/i18n';
import type { Phrase } from './change';

const zh = speech('zh');
const en = speech('en');

/** The usual words of a new item in both languages, whatever language the console speaks. */
export const phrase: Phrase = (name) => ({ zh: zh.word('phrase', name), en: en.word('phrase', name) });
