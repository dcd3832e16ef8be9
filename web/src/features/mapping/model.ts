import type { Schemas } from '../../api/client';
import type { Words } from '../../lib/format';
import { optionsOf } from '../questionnaire/model';

export type Mapping = Schemas['ForeignMapping'];
export type Item = Schemas['ForeignItem'];
export type Column = Schemas['ForeignColumn'];
export type Pair = Schemas['ForeignPair'];
export type Range = Schemas['ForeignRange'];
export type Hint = Schemas['ForeignHint'];
export type Counted = Schemas['ForeignValueCount'];
type Document = Schemas['QuestionnaireDocument'];

export const na = 'na';

/** What can be answered: an item, or a row of a matrix. */
export type Entry = {
  code: string;
  type: string;
  text: Words;
  matrix?: Words;
  section: string;
  options: Schemas['Option'][];
  na: boolean;
  required: boolean;
};

const noAnswer = ['information', 'section'];

/** Everything a questionnaire can be answered with, in the order asked. */
export function entriesOf(document: Document): Entry[] {
  return document.sections.flatMap((section) =>
    section.items
      .filter((item) => !noAnswer.includes(item.type))
      .flatMap((item): Entry[] => {
        const base = {
          section: section.code,
          options: optionsOf(document, item),
          na: Object.keys(item.not_applicable ?? {}).length > 0,
          required: item.required ?? false,
        };
        if (item.type !== 'matrix') return [{ ...base, code: item.code, type: item.type, text: item.text }];
        return (item.rows ?? []).map((row) => ({
          ...base,
          code: row.code,
          type: 'single',
          text: row.text,
          matrix: item.text,
          required: row.required ?? base.required,
        }));
      }),
  );
}

/** Reports whether an item is answered by options. */
export function coded(entry: Entry): boolean {
  return entry.type === 'single' || entry.type === 'multiple';
}

/** Reports whether an item is answered with a number. */
export function numeric(entry: Entry): boolean {
  return ['nps', 'stars', 'ces', 'number'].includes(entry.type);
}

export function itemOf(mapping: Mapping, code: string): Item | undefined {
  return mapping.items.find((item) => item.item === code);
}

/** Every column that an item is taken from. */
export function columnsOf(item: Item | undefined): string[] {
  if (!item) return [];
  return [...item.column.names, ...(item.choices ?? []).flatMap((choice) => choice.column.names)];
}

/** What each column is used for, by its name. */
export function usesOf(mapping: Mapping): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  const add = (names: string[], use: string) => {
    for (const name of names) uses.set(name, [...(uses.get(name) ?? []), use]);
  };
  add(mapping.unit.column.names, 'unit');
  for (const use of ['id', 'date', 'weight', 'stratum', 'cluster'] as const) add(mapping[use]?.column.names ?? [], use);
  for (const item of mapping.items) add(columnsOf(item), item.item);
  return uses;
}

/** Equal for values that differ in case only, and for writings of one number: 5, 5.0 and 05. */
export function key(value: string): string {
  const trimmed = value.trim();
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/.test(trimmed)) return String(Number(trimmed));
  return trimmed.toLowerCase();
}

/** The values of some columns, the most frequent first; parted where the cells are. */
export function valuesOf(columns: Column[], names: string[], split = ''): Counted[] {
  const counts = new Map<string, number>();
  for (const column of columns.filter((one) => names.includes(one.name))) {
    for (const { value, count } of column.top) {
      for (const part of split ? value.split(split) : [value]) {
        const one = part.trim();
        if (one !== '') counts.set(one, (counts.get(one) ?? 0) + count);
      }
    }
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

/** The translations of an item: those it shares by name, else its own. */
export function pairsOf(mapping: Mapping, item: Item): Pair[] {
  return (item.codes ? mapping.codes?.[item.codes]?.values : item.values) ?? [];
}

export function rangesOf(mapping: Mapping, item: Item): Range[] {
  return (item.codes ? mapping.codes?.[item.codes]?.ranges : item.ranges) ?? [];
}

export function missingOf(mapping: Mapping, item: Item): string[] {
  return item.missing ?? mapping.missing ?? [];
}

/** The items that share an item's translations, itself among them. */
export function sharing(mapping: Mapping, item: Item): Item[] {
  return item.codes ? mapping.items.filter((one) => one.codes === item.codes) : [item];
}

/** What a value is taken for: an option or a number, no answer (""), or nothing that is known. */
export function meaningOf(mapping: Mapping, entry: Entry, item: Item, value: string): string | undefined {
  if (missingOf(mapping, item).some((one) => key(one) === key(value))) return '';
  const pairs = pairsOf(mapping, item);
  const pair = pairs.find((one) => one.from === value) ?? pairs.find((one) => key(one.from) === key(value));
  if (pair) return pair.to;
  const number = Number(value);
  if (value.trim() !== '' && !Number.isNaN(number)) {
    const range = rangesOf(mapping, item).find((one) => one.from <= number && number <= one.to);
    if (range) return range.code;
    if (numeric(entry)) return value;
  }
  if (entry.type === 'text' || entry.type === 'date') return value;
  if (pairs.length === 0 && rangesOf(mapping, item).length === 0 && coded(entry)) return ownCode(entry, value);
  return undefined;
}

function ownCode(entry: Entry, value: string): string | undefined {
  if (entry.na && key(value) === na) return na;
  return entry.options.find((option) => key(option.code) === key(value))?.code;
}

const changed = (mapping: Mapping, code: string, change: (item: Item) => Item): Mapping => ({
  ...mapping,
  items: mapping.items.map((item) => (item.item === code ? change(item) : item)),
});

/** The mapping with an item taken from other columns; from none it is left out. */
export function withColumns(mapping: Mapping, code: string, names: string[]): Mapping {
  const old = itemOf(mapping, code);
  if (names.length === 0) return tidy({ ...mapping, items: mapping.items.filter((item) => item.item !== code) });
  if (!old) return { ...mapping, items: [...mapping.items, { item: code, column: { names } }] };
  return changed(mapping, code, ({ choices: _, ...item }) => ({ ...item, column: { names } }));
}

/** The mapping with a column for one option of a multiple; without any the item is left out. */
export function withChoice(mapping: Mapping, code: string, option: string, name: string | undefined): Mapping {
  const old = itemOf(mapping, code);
  const choices = (old?.choices ?? []).filter((choice) => choice.option !== option);
  if (name) choices.push({ option, column: { names: [name] }, ...wordsOf(old) });
  const rest = mapping.items.filter((item) => item.item !== code);
  if (choices.length === 0) return tidy({ ...mapping, items: rest });
  const next: Item = { item: code, column: { names: [] }, choices };
  if (old?.unmapped) next.unmapped = old.unmapped;
  return tidy({ ...mapping, items: [...rest, next] });
}

/** The words for chosen and not chosen, which all options of an item have in common here. */
export function wordsOf(item: Item | undefined): { checked?: string[]; unchecked?: string[] } {
  const { checked, unchecked } = item?.choices?.[0] ?? {};
  return { ...(checked?.length ? { checked } : {}), ...(unchecked?.length ? { unchecked } : {}) };
}

export function withWords(
  mapping: Mapping,
  code: string,
  words: { checked?: string[]; unchecked?: string[] },
): Mapping {
  return changed(mapping, code, (item) => ({
    ...item,
    choices: (item.choices ?? []).map(({ option, column }) => ({
      option,
      column,
      ...wordsOf({ ...item, choices: [{ option, column, ...words }] }),
    })),
  }));
}

/** The mapping with another setting of an item; undefined takes it away. */
export function withSetting(mapping: Mapping, code: string, name: 'split' | 'unmapped', value: string | undefined) {
  return changed(mapping, code, ({ [name]: _, ...item }) => (value ? { ...item, [name]: value } : item));
}

/**
 * The mapping with a value that means something else: an option or a number, "" for no answer, undefined for nothing that
 * is known. Items that share their translations share the change.
 */
export function withMeaning(
  mapping: Mapping,
  entry: Entry,
  item: Item,
  value: string,
  meaning: string | undefined,
): Mapping {
  const others = (list: Pair[]) => list.filter((pair) => key(pair.from) !== key(value));
  let pairs = pairsOf(mapping, item);
  if (pairs.length === 0 && coded(entry) && rangesOf(mapping, item).length === 0) {
    const own = [...entry.options.map((option) => option.code), ...(entry.na ? [na] : [])];
    pairs = own.map((code) => ({ from: code, to: code })); // what has been said by the item's own codes is said outright
  }
  pairs = meaning ? [...others(pairs), { from: value, to: meaning }] : others(pairs);
  let missing = missingOf(mapping, item).filter((one) => key(one) !== key(value));
  if (meaning === '') missing = [...missing, value];
  const codes = sharing(mapping, item).map((one) => one.item);
  const next = withPairs(mapping, item, pairs);
  return {
    ...next,
    items: next.items.map((one) => (codes.includes(one.item) ? { ...one, missing } : one)),
  };
}

function withPairs(mapping: Mapping, item: Item, pairs: Pair[]): Mapping {
  const set = item.codes;
  if (set) return { ...mapping, codes: { ...mapping.codes, [set]: { ...mapping.codes?.[set], values: pairs } } };
  return changed(mapping, item.item, ({ values: _, ...one }) => (pairs.length > 0 ? { ...one, values: pairs } : one));
}

export function withRanges(mapping: Mapping, item: Item, ranges: Range[]): Mapping {
  const set = item.codes;
  if (set) return { ...mapping, codes: { ...mapping.codes, [set]: { ...mapping.codes?.[set], ranges } } };
  return changed(mapping, item.item, ({ ranges: _, ...one }) => (ranges.length > 0 ? { ...one, ranges } : one));
}

/** The mapping with translations of an item's own in place of shared ones. */
export function detached(mapping: Mapping, item: Item): Mapping {
  const pairs = pairsOf(mapping, item);
  const ranges = rangesOf(mapping, item);
  return tidy(
    changed(mapping, item.item, ({ codes: _, ...one }) => ({
      ...one,
      ...(pairs.length > 0 ? { values: pairs } : {}),
      ...(ranges.length > 0 ? { ranges } : {}),
    })),
  );
}

/** Without sets of translations that nothing uses: the server refuses them. */
function tidy(mapping: Mapping): Mapping {
  const used = new Set(mapping.items.map((item) => item.codes));
  const codes = Object.fromEntries(Object.entries(mapping.codes ?? {}).filter(([name]) => used.has(name)));
  const { codes: _, ...rest } = mapping;
  return Object.keys(codes).length > 0 ? { ...rest, codes } : rest;
}

/** How many of an item's values mean something, of all that occur. */
export function share(mapping: Mapping, entry: Entry, item: Item, values: Counted[]) {
  const known = values.filter(({ value }) => meaningOf(mapping, entry, item, value) !== undefined);
  return { known: known.length, all: values.length };
}

/** The unit that a value of the unit's column means: "" for none named, undefined for one that is not known. */
export function unitOf(mapping: Mapping, value: string, codes: Set<string>): string | undefined {
  const { missing, values, ranges } = mapping.unit;
  if (missing?.some((one) => key(one) === key(value))) return '';
  const pair = values?.find((one) => one.from === value) ?? values?.find((one) => key(one.from) === key(value));
  if (pair) return pair.to;
  const range = ranges?.find((one) => one.from <= Number(value) && Number(value) <= one.to);
  if (range) return range.code;
  return !values?.length && !ranges?.length && codes.has(value) ? value : undefined;
}

/** The mapping with a value of the unit's column that means another unit. */
export function withUnit(
  mapping: Mapping,
  value: string,
  unit: string | undefined,
  all: Counted[],
  codes: Set<string>,
): Mapping {
  let values = mapping.unit.values ?? [];
  if (values.length === 0 && !mapping.unit.ranges?.length) {
    values = all.filter((one) => codes.has(one.value)).map((one) => ({ from: one.value, to: one.value }));
  }
  values = values.filter((pair) => key(pair.from) !== key(value));
  if (unit) values = [...values, { from: value, to: unit }];
  const missing = (mapping.unit.missing ?? []).filter((one) => key(one) !== key(value));
  if (unit === '') missing.push(value);
  const { values: _v, missing: _m, ...rest } = mapping.unit;
  return {
    ...mapping,
    unit: { ...rest, ...(values.length > 0 ? { values } : {}), ...(missing.length > 0 ? { missing } : {}) },
  };
}

/** The place of a fault in words a person finds on the page: the code of the item in place of its number. */
export function placeOf(mapping: Mapping, field: string | undefined): string {
  const place = field ?? '';
  const item = /^items\[(\d+)\]/.exec(place);
  return item ? (mapping.items[Number(item[1])]?.item ?? place) : place;
}
