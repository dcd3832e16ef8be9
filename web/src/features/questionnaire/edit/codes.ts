import type { Words } from '../../../lib/format';
import { setItem, setScale, setSection } from './change';
import {
  type Binding,
  type Condition,
  type EditItem,
  type EditOption,
  type EditScale,
  type Form,
  find,
  mapItems,
  mapSame,
  sameOr,
} from './form';

export const codePattern = /^[A-Za-z][A-Za-z0-9_]{0,31}$/;
export const optionPattern = /^[A-Za-z0-9_]{1,32}$/;

const placeholder = /\{\{\s*item:\s*([^{}]*?)\s*\}\}/g;

/** Where an item's code is named by others. */
export type Reference = { key: string; how: 'show_if' | 'end_if' | 'text' };

/** The items a condition looks at. */
export function targets(condition: Condition | undefined): string[] {
  if (!condition) return [];
  return [
    ...(condition.item ? [condition.item] : []),
    ...(condition.all ?? []).flatMap(targets),
    ...(condition.any ?? []).flatMap(targets),
    ...targets(condition.not),
  ];
}

/** The items whose answers are put into a text. */
export function piped(text: Words | undefined): string[] {
  return Object.values(text ?? {}).flatMap((one) => [...one.matchAll(placeholder)].map((found) => found[1] ?? ''));
}

function textsOf(item: EditItem): (Words | undefined)[] {
  return [
    item.text,
    item.help,
    item.low,
    item.high,
    item.not_applicable,
    ...(item.options ?? []).map((option) => option.text),
    ...(item.rows ?? []).map((row) => row.text),
  ];
}

/** Who names any of the codes: once per item and kind; items in `without` are left out. */
export function references(
  form: Form,
  codes: ReadonlySet<string>,
  without: ReadonlySet<string> = new Set(),
): Reference[] {
  const found: Reference[] = [];
  const names = (list: string[]) => list.some((code) => codes.has(code));
  for (const section of form.sections) {
    for (const item of section.items) {
      if (without.has(item.key)) continue;
      const { key } = item;
      const rows = (item.rows ?? []).flatMap((row) => targets(row.show_if));
      if (names([...targets(item.show_if), ...rows])) found.push({ key, how: 'show_if' });
      if (names(targets(item.end_if))) found.push({ key, how: 'end_if' });
      if (names(textsOf(item).flatMap(piped))) found.push({ key, how: 'text' });
    }
  }
  if (names([...piped(form.introduction), ...piped(form.thanks)])) found.push({ key: 'head', how: 'text' });
  return found;
}

/** The condition with every comparison mapped; the same object when none has changed. */
export function mapLeaves(condition: Condition, f: (leaf: Condition) => Condition): Condition {
  if (condition.item !== undefined) return f(condition);
  return sameOr(condition, {
    ...(condition.all && { all: mapSame(condition.all, (one) => mapLeaves(one, f)) }),
    ...(condition.any && { any: mapSame(condition.any, (one) => mapLeaves(one, f)) }),
    ...(condition.not && { not: mapLeaves(condition.not, f) }),
  });
}

function mapConditions(form: Form, f: (leaf: Condition) => Condition): Form {
  return mapItems(form, (item) =>
    sameOr(item, {
      ...(item.show_if && { show_if: mapLeaves(item.show_if, f) }),
      ...(item.end_if && { end_if: mapLeaves(item.end_if, f) }),
      ...(item.rows && {
        rows: mapSame(item.rows, (row) => (row.show_if ? sameOr(row, { show_if: mapLeaves(row.show_if, f) }) : row)),
      }),
    }),
  );
}

/** The text with a placeholder's code changed; the same object when it names another. */
function repipe(text: Words, from: string, to: string): Words {
  const next = Object.fromEntries(
    Object.entries(text).map(([lang, one]) => [
      lang,
      one.replace(placeholder, (whole, code) => (code === from ? `{{item:${to}}}` : whole)),
    ]),
  );
  return sameOr(text, next);
}

function mapTexts(form: Form, f: (text: Words) => Words): Form {
  const option = (one: EditOption) => sameOr(one, { text: f(one.text) });
  const inItems = mapItems(form, (item) =>
    sameOr(item, {
      text: f(item.text),
      ...(item.help && { help: f(item.help) }),
      ...(item.low && { low: f(item.low) }),
      ...(item.high && { high: f(item.high) }),
      ...(item.not_applicable && { not_applicable: f(item.not_applicable) }),
      ...(item.options && { options: mapSame(item.options, option) }),
      ...(item.rows && { rows: mapSame(item.rows, (row) => sameOr(row, { text: f(row.text) })) }),
    }),
  );
  return sameOr(inItems, {
    ...(inItems.introduction && { introduction: f(inItems.introduction) }),
    ...(inItems.thanks && { thanks: f(inItems.thanks) }),
    sections: mapSame(inItems.sections, (one) => (one.title ? sameOr(one, { title: f(one.title) }) : one)),
  });
}

function follow(form: Form, from: string, to: string): Form {
  const conditions = mapConditions(form, (leaf) => (leaf.item === from ? { ...leaf, item: to } : leaf));
  return mapTexts(conditions, (text) => repipe(text, from, to));
}

/** Gives an item another code; conditions and texts that name it follow. */
export function renameItem(form: Form, key: string, code: string): Form {
  const item = find(form, key)?.item;
  if (!item || item.code === code) return form;
  return follow(setItem(form, key, { code }), item.code, code);
}

export function renameRow(form: Form, itemKey: string, rowKey: string, code: string): Form {
  const item = find(form, itemKey)?.item;
  const row = item?.rows?.find((one) => one.key === rowKey);
  if (!item?.rows || !row || row.code === code) return form;
  const rows = item.rows.map((one) => (one.key === rowKey ? { ...one, code } : one));
  return follow(setItem(form, itemKey, { rows }), row.code, code);
}

export function renameSection(form: Form, key: string, code: string): Form {
  return setSection(form, key, { code });
}

/** Gives a shared scale another name; the items that use it follow. */
export function renameScale(form: Form, key: string, name: string): Form {
  const scale = form.scales.find((one) => one.key === key);
  if (!scale || scale.name === name) return form;
  return mapItems(setScale(form, key, { name }), (item) =>
    item.scale === scale.name ? { ...item, scale: name } : item,
  );
}

function rescore(binding: Binding, from: string, to: string): Binding {
  if (!binding.scores || !(from in binding.scores)) return binding;
  const scores = Object.fromEntries(
    Object.entries(binding.scores).map(([code, score]) => [code === from ? to : code, score]),
  );
  return { ...binding, scores };
}

/** What is named after an option's code changed: conditions on the item or its rows, and the scores of its bindings. */
function followOption(form: Form, uses: (item: EditItem) => boolean, from: string, to: string): Form {
  const codes = new Set<string>();
  const scored = mapItems(form, (item) => {
    if (!uses(item)) return item;
    codes.add(item.code);
    for (const row of item.rows ?? []) codes.add(row.code);
    return sameOr(item, {
      ...(item.binding && { binding: rescore(item.binding, from, to) }),
      ...(item.rows && {
        rows: mapSame(item.rows, (row) =>
          row.binding ? sameOr(row, { binding: rescore(row.binding, from, to) }) : row,
        ),
      }),
    });
  });
  return mapConditions(scored, (leaf) => {
    if (!leaf.item || !codes.has(leaf.item)) return leaf;
    if (leaf.value === from) return { ...leaf, value: to };
    if (Array.isArray(leaf.value) && leaf.value.includes(from)) {
      return { ...leaf, value: leaf.value.map((one) => (one === from ? to : one)) };
    }
    return leaf;
  });
}

/** Gives an option of an item or of a scale another code; conditions and scores follow. */
export function renameOption(form: Form, owner: EditItem | EditScale, optionKey: string, code: string): Form {
  const option = owner.options?.find((one) => one.key === optionKey);
  if (!owner.options || !option || option.code === code) return form;
  const options = owner.options.map((one) => (one.key === optionKey ? { ...one, code } : one));
  if ('name' in owner) {
    return followOption(setScale(form, owner.key, { options }), (item) => item.scale === owner.name, option.code, code);
  }
  return followOption(setItem(form, owner.key, { options }), (item) => item.key === owner.key, option.code, code);
}

/** Why a code cannot be used; undefined when it can. */
export function codeFault(code: string, taken: Iterable<string>, pattern = codePattern): 'shape' | 'taken' | undefined {
  if (!pattern.test(code)) return 'shape';
  for (const one of taken) if (one.toUpperCase() === code.toUpperCase()) return 'taken';
  return undefined;
}

/** Turns the options of an item into a shared scale, which others can use then. */
export function share(form: Form, key: string): Form {
  const item = find(form, key)?.item;
  if (!item?.options) return form;
  const names = new Set(form.scales.map((one) => one.name));
  let n = form.scales.length + 1;
  while (names.has(`scale${n}`)) n++;
  const name = `scale${n}`;
  const scale: EditScale = { key: `${key}-scale${n}`, name, options: item.options };
  return mapItems({ ...form, scales: [...form.scales, scale] }, (one) => {
    if (one.key !== key) return one;
    const { options: _, ...rest } = one;
    return { ...rest, scale: name };
  });
}

/** The items that use a scale. */
export function usersOf(form: Form, name: string): EditItem[] {
  return form.sections.flatMap((section) => section.items.filter((item) => item.scale === name));
}
