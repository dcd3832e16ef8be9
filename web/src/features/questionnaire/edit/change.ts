import type { Words } from '../../../lib/format';
import {
  type EditItem,
  type EditOption,
  type EditRow,
  type EditScale,
  type EditSection,
  entries,
  type Form,
  find,
  fresh,
  HEAD,
  mapItems,
  mapSame,
  sameOr,
} from './form';

/** What can be added: the item types, a five-point rating, which is a single, and a section. */
export const kinds = [
  'single',
  'rating',
  'multiple',
  'matrix',
  'nps',
  'stars',
  'ces',
  'number',
  'date',
  'text',
  'information',
  'section',
] as const;
export type Kind = (typeof kinds)[number];
export type ItemType = Exclude<Kind, 'rating' | 'section'>;

/** The fields that only some types have, as the server checks them. */
const fieldsOf: Record<string, readonly string[]> = {
  required: ['single', 'multiple', 'matrix', 'nps', 'stars', 'ces', 'number', 'date', 'text'],
  scale: ['single', 'multiple', 'matrix'],
  options: ['single', 'multiple', 'matrix'],
  rows: ['matrix'],
  not_applicable: ['single', 'matrix', 'nps', 'stars', 'ces', 'number'],
  low: ['nps', 'stars', 'ces'],
  high: ['nps', 'stars', 'ces'],
  points: ['stars'],
  min: ['number'],
  max: ['number'],
  decimals: ['number'],
  earliest: ['date'],
  latest: ['date'],
  max_length: ['text'],
  min_choices: ['multiple'],
  max_choices: ['multiple'],
  randomise: ['single', 'multiple', 'matrix'],
  binding: ['single', 'nps', 'stars', 'ces', 'number'],
  dimension: ['single', 'multiple'],
};

export function hasField(type: string, field: string): boolean {
  return fieldsOf[field]?.includes(type) ?? true;
}

/** The usual words of a new item: "satisfaction.5", "nps.low", in every language of the questionnaire. */
export type Phrase = (name: string) => Words;

function blankText(form: Form): Words {
  return Object.fromEntries(form.languages.map((lang) => [lang, '']));
}

function spoken(form: Form, words: Words): Words {
  return Object.fromEntries(form.languages.map((lang) => [lang, words[lang] ?? '']));
}

/** A code nobody has: the stem with a number. Codes that differ by case only are the same. */
export function freshCode(taken: Iterable<string>, stem: string, from = 1): string {
  const known = new Set([...taken].map((code) => code.toUpperCase()));
  for (let n = from; ; n++) if (!known.has(`${stem}${n}`.toUpperCase())) return `${stem}${n}`;
}

/** The codes of all items and rows. */
export function itemCodes(form: Form): string[] {
  return form.sections.flatMap((section) =>
    section.items.flatMap((item) => [item.code, ...(item.rows ?? []).map((row) => row.code)]),
  );
}

export function newOption(form: Form, options: EditOption[]): EditOption {
  const code = freshCode(
    options.map((one) => one.code),
    '',
  );
  return { key: fresh(), code, text: blankText(form) };
}

export function newRow(form: Form, item: EditItem): EditRow {
  const code = freshCode(itemCodes(form), `${item.code.slice(0, 27)}_`, (item.rows?.length ?? 0) + 1);
  return { key: fresh(), code, text: blankText(form) };
}

/** The five points of satisfaction, the best first, with values. */
function fivePoints(form: Form, phrase: Phrase): EditOption[] {
  return [5, 4, 3, 2, 1].map((value) => ({
    key: fresh(),
    code: String(value),
    text: spoken(form, phrase(`satisfaction.${value}`)),
    value,
  }));
}

function twoOptions(form: Form): EditOption[] {
  return ['1', '2'].map((code) => ({ key: fresh(), code, text: blankText(form) }));
}

/** An empty item of a kind, with what it cannot do without. */
function blank(form: Form, kind: Exclude<Kind, 'section'>, phrase: Phrase): EditItem {
  const type = kind === 'rating' ? 'single' : kind;
  const code = freshCode(itemCodes(form), type === 'information' ? 'INFO' : 'Q');
  const item: EditItem = { key: fresh(), code, type, text: blankText(form) };
  switch (kind) {
    case 'single':
    case 'multiple':
      return { ...item, options: twoOptions(form) };
    case 'rating':
      return { ...item, required: true, options: fivePoints(form, phrase) };
    case 'matrix': {
      const rows: EditRow[] = [];
      for (let n = 1; n <= 2; n++) rows.push({ key: fresh(), code: `${code}_${n}`, text: blankText(form) });
      return { ...item, required: true, rows, options: fivePoints(form, phrase) };
    }
    case 'nps':
    case 'ces':
      return {
        ...item,
        required: true,
        low: spoken(form, phrase(`${kind}.low`)),
        high: spoken(form, phrase(`${kind}.high`)),
      };
    case 'stars':
      return { ...item, required: true, points: 5 };
    case 'text':
      return { ...item, max_length: 1000 };
    default:
      return item;
  }
}

export type Added = { form: Form; key: string };

/** Adds an item behind the selected one, at the end of the selected section, or at the end of all. */
export function addItem(form: Form, selected: string, kind: Exclude<Kind, 'section'>, phrase: Phrase): Added {
  const base = form.sections.length > 0 ? form : addSection(form, HEAD).form;
  const place = find(base, selected);
  const at = place?.at ?? base.sections.length - 1;
  const index = place?.item ? place.index + 1 : (base.sections[at]?.items.length ?? 0);
  const item = blank(base, kind, phrase);
  return { form: withItems(base, at, (items) => items.toSpliced(index, 0, item)), key: item.key };
}

/** Adds an empty section behind the selected one, or at the end. */
export function addSection(form: Form, selected: string): Added {
  const at = find(form, selected)?.at ?? form.sections.length - 1;
  const code = freshCode(
    form.sections.map((one) => one.code),
    'S',
    form.sections.length + 1,
  );
  const section: EditSection = { key: fresh(), code, title: blankText(form), items: [] };
  return { form: { ...form, sections: form.sections.toSpliced(at + 1, 0, section) }, key: section.key };
}

function withItems(form: Form, at: number, f: (items: EditItem[]) => EditItem[]): Form {
  return { ...form, sections: form.sections.map((one, i) => (i === at ? { ...one, items: f(one.items) } : one)) };
}

/** Copies an item behind itself, under codes of its own. */
export function duplicate(form: Form, key: string): Added | undefined {
  const place = find(form, key);
  if (!place?.item) return undefined;
  const { item } = place;
  const stem = item.code.replace(/_?\d+$/, '') || 'Q';
  const code = freshCode(itemCodes(form), stem);
  const copy: EditItem = {
    ...item,
    key: fresh(),
    code,
    ...(item.options && { options: item.options.map((one) => ({ ...one, key: fresh() })) }),
    ...(item.rows && {
      rows: item.rows.map((row, i) => ({ ...row, key: fresh(), code: `${code.slice(0, 27)}_${i + 1}` })),
    }),
  };
  const taken = new Set(itemCodes(form));
  for (const row of copy.rows ?? []) {
    if (taken.has(row.code)) row.code = freshCode(taken, `${code.slice(0, 26)}_`);
    taken.add(row.code);
  }
  return { form: withItems(form, place.at, (items) => items.toSpliced(place.index + 1, 0, copy)), key: copy.key };
}

export function remove(form: Form, key: string): Form {
  const place = find(form, key);
  if (!place) return form;
  if (place.item) return withItems(form, place.at, (items) => items.filter((one) => one.key !== key));
  return { ...form, sections: form.sections.filter((one) => one.key !== key) };
}

/** What is selected after `key` is gone: what follows, what comes before, what it was in. */
export function neighbour(form: Form, key: string): string {
  const place = find(form, key);
  if (!place) return HEAD;
  if (!place.item) return (form.sections[place.at + 1] ?? form.sections[place.at - 1])?.key ?? HEAD;
  return (place.section.items[place.index + 1] ?? place.section.items[place.index - 1] ?? place.section).key;
}

/** Moves an item into a section, before what stands at `index` there now. Undefined when that changes nothing. */
export function moveItem(form: Form, key: string, section: string, index: number): Form | undefined {
  const place = find(form, key);
  const to = find(form, section);
  if (!place?.item || !to || to.item) return undefined;
  const { item } = place;
  const same = place.at === to.at;
  const at = same && place.index < index ? index - 1 : index;
  if (same && at === place.index) return undefined;
  const without = withItems(form, place.at, (items) => items.filter((one) => one.key !== key));
  return withItems(without, to.at, (items) => items.toSpliced(at, 0, item));
}

/** Moves a section before what stands at `index` now. */
export function moveSection(form: Form, key: string, index: number): Form | undefined {
  const place = find(form, key);
  if (!place || place.item) return undefined;
  const at = place.at < index ? index - 1 : index;
  if (at === place.at || at < 0 || at >= form.sections.length) return undefined;
  const sections = form.sections.filter((one) => one.key !== key).toSpliced(at, 0, place.section);
  return { ...form, sections };
}

/** One step by keyboard: an item among its siblings and over the edge of its section, a section among sections. */
export function shift(form: Form, key: string, step: 'up' | 'down'): Form | undefined {
  const place = find(form, key);
  if (!place) return undefined;
  const by = step === 'up' ? -1 : 1;
  if (!place.item) return moveSection(form, key, step === 'up' ? place.at - 1 : place.at + 2);
  const next = place.index + by;
  if (next >= 0 && next < place.section.items.length) {
    return moveItem(form, key, place.section.key, step === 'up' ? next : next + 1);
  }
  const other = form.sections[place.at + by];
  return other && moveItem(form, key, other.key, step === 'up' ? other.items.length : 0);
}

export function setItem(form: Form, key: string, patch: Partial<EditItem>): Form {
  return mapItems(form, (item) => (item.key === key ? sameOr(item, patch) : item));
}

export function setSection(form: Form, key: string, patch: Partial<EditSection>): Form {
  return sameOr(form, {
    sections: mapSame(form.sections, (one) => (one.key === key ? sameOr(one, patch) : one)),
  });
}

export function setScale(form: Form, key: string, patch: Partial<EditScale>): Form {
  return sameOr(form, { scales: mapSame(form.scales, (one) => (one.key === key ? sameOr(one, patch) : one)) });
}

/** Makes an item another type; it keeps what both types have, and gets what the new one cannot do without. */
export function retype(form: Form, key: string, type: ItemType, phrase: Phrase): Form {
  const item = find(form, key)?.item;
  if (!item || item.type === type) return form;
  const kept = Object.fromEntries(
    Object.entries(item).filter(([field]) => !(field in fieldsOf) || hasField(type, field)),
  ) as EditItem;
  const model = blank(form, type === 'single' && item.type === 'matrix' ? 'rating' : type, phrase);
  const next: EditItem = { ...model, ...kept, type };
  if (next.scale) delete next.options;
  // What an option says of itself is not for every type either.
  const options = next.options?.map((option) => ({
    ...option,
    exclusive: type === 'multiple' ? option.exclusive : undefined,
    other: type === 'matrix' ? undefined : option.other,
    ends: type === 'matrix' ? undefined : option.ends,
    fixed: type === 'matrix' ? undefined : option.fixed,
  }));
  // Scores name the answers of the old type.
  if (next.binding && !(item.options && next.options)) next.binding = { indicator: next.binding.indicator };
  if (options) next.options = options;
  if (next.rows) {
    next.rows = next.rows.map((row) => ({ ...row, code: row.code.replace(model.code, item.code) }));
  }
  return mapItems(form, (one) => (one.key === key ? next : one));
}

/** Gives every text of the questionnaire the language, empty, or takes it away. */
export function speak(form: Form, lang: string, on: boolean): Form {
  const say = (text: Words): Words => {
    const { [lang]: _, ...others } = text;
    return on ? { ...text, [lang]: text[lang] ?? '' } : others;
  };
  const maybe = (text: Words | undefined) => text && say(text);
  const option = (one: EditOption) => ({ ...one, text: say(one.text) });
  const known = languagesInOrder(form.languages.filter((one) => one !== lang).concat(on ? [lang] : []));
  return {
    ...form,
    languages: known,
    title: say(form.title),
    introduction: maybe(form.introduction),
    thanks: maybe(form.thanks),
    scales: form.scales.map((scale) => ({ ...scale, options: scale.options.map(option) })),
    sections: form.sections.map((section) => ({
      ...section,
      title: maybe(section.title),
      items: section.items.map((item) => ({
        ...item,
        text: say(item.text),
        ...(item.help && { help: say(item.help) }),
        ...(item.low && { low: say(item.low) }),
        ...(item.high && { high: say(item.high) }),
        ...(item.not_applicable && { not_applicable: say(item.not_applicable) }),
        ...(item.options && { options: item.options.map(option) }),
        ...(item.rows && { rows: item.rows.map((row) => ({ ...row, text: say(row.text) })) }),
      })),
    })),
  };
}

function languagesInOrder(list: string[]): string[] {
  return [...list].sort((a, b) => Number(b === 'zh') - Number(a === 'zh'));
}

/** How many answers the questionnaire has: items, and every row of a matrix. */
export function size(form: Form): number {
  return entries(form).length;
}
