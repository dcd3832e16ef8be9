import type { Schemas } from '../../../api/client';
import type { Words } from '../../../lib/format';

export type Document = Schemas['QuestionnaireDocument'];
export type Condition = Schemas['Condition'];
export type Binding = Schemas['Binding'];
type WireItem = Schemas['Item'];
type WireOption = Schemas['Option'];

/** What is edited keeps its `key` while its code, its texts and its place change. */
export type EditOption = WireOption & { key: string };
export type EditRow = Schemas['Row'] & { key: string };
export type EditItem = Omit<WireItem, 'options' | 'rows'> & {
  key: string;
  options?: EditOption[];
  rows?: EditRow[];
};
export type EditSection = Omit<Schemas['Section'], 'items'> & { key: string; items: EditItem[] };
export type EditScale = { key: string; name: string; options: EditOption[] };

/** A questionnaire while it is edited. */
export type Form = Omit<Document, 'sections' | 'scales'> & { scales: EditScale[]; sections: EditSection[] };

/** The rows of the outline that are no section and no item. */
export const HEAD = 'head';
export const SCALES = 'scales';
export const SOURCES = 'sources';

export const languages = ['zh', 'en'] as const;

let serial = 0;
export const fresh = () => `k${++serial}`;

const keyed = <T extends object>(list: T[] | undefined): (T & { key: string })[] | undefined =>
  list?.map((one) => ({ ...one, key: fresh() }));

export function toForm({ sections, scales, ...head }: Document): Form {
  return {
    ...head,
    scales: Object.entries(scales ?? {}).map(([name, scale]) => ({
      key: fresh(),
      name,
      options: keyed(scale.options) ?? [],
    })),
    sections: sections.map((section) => ({
      ...section,
      key: fresh(),
      items: (section.items ?? []).map(({ options, rows, ...item }) => ({
        ...item,
        key: fresh(),
        ...(options && { options: keyed(options) }),
        ...(rows && { rows: keyed(rows) }),
      })),
    })),
  };
}

function said(text: Words | undefined): boolean {
  return text !== undefined && Object.values(text).some((one) => one.trim() !== '');
}

/** Leaves out what says nothing: undefined, false, empty lists, and texts without a word. */
function compact<T extends object>(thing: T, keep: readonly (keyof T)[] = []): T {
  const out = { ...thing };
  for (const name of Object.keys(out) as (keyof T)[]) {
    const value: unknown = out[name];
    const empty =
      value === undefined ||
      value === null ||
      value === false ||
      value === '' ||
      (Array.isArray(value) && value.length === 0);
    if (empty && !keep.includes(name)) delete out[name];
  }
  return out;
}

const plainOption = ({ key: _, ...option }: EditOption): WireOption => compact(option, ['code', 'value']);

function plainItem({ key: _, help, low, high, options, rows, ...item }: EditItem): WireItem {
  return compact(
    {
      ...item,
      help: said(help) ? help : undefined,
      low: said(low) ? low : undefined,
      high: said(high) ? high : undefined,
      options: options?.map(plainOption),
      rows: rows?.map(({ key: _, ...row }) => compact(row, ['code', 'required'])),
    },
    ['code', 'type', 'text', 'min', 'max'],
  );
}

/** The document to store: no keys, nothing that says nothing. */
export function toDocument({ scales, sections, introduction, thanks, ...head }: Form): Document {
  return {
    ...compact(head, ['code', 'version', 'languages']),
    ...(said(introduction) && { introduction }),
    ...(said(thanks) && { thanks }),
    ...(scales.length > 0 && {
      scales: Object.fromEntries(scales.map(({ name, options }) => [name, { options: options.map(plainOption) }])),
    }),
    sections: sections.map(({ key: _, title, items, ...section }) => ({
      ...section,
      ...(said(title) && { title }),
      items: items.map(plainItem),
    })),
  };
}

/** A section or an item in its place. */
export type Place = { section: EditSection; at: number; item?: EditItem; index: number };

export function find(form: Form, key: string): Place | undefined {
  for (const [at, section] of form.sections.entries()) {
    if (section.key === key) return { section, at, index: at };
    const index = section.items.findIndex((item) => item.key === key);
    if (index >= 0) return { section, at, item: section.items[index], index };
  }
  return undefined;
}

/** The options of an item: its own, or those of the scale it names. */
export function optionsOf(form: Form, item: Pick<EditItem, 'scale' | 'options'>): EditOption[] {
  if (!item.scale) return item.options ?? [];
  return form.scales.find((scale) => scale.name === item.scale)?.options ?? [];
}

/** Something that has an answer: an item, or a row of a matrix. */
export type Entry = {
  code: string;
  /** `single` for a row of a matrix. */
  type: string;
  text: Words;
  item: EditItem;
  row?: EditRow;
  /** Its section and its place there. */
  at: number;
  index: number;
};

/** Everything that has an answer, in the order asked. */
export function entries(form: Form): Entry[] {
  const list: Entry[] = [];
  for (const [at, section] of form.sections.entries()) {
    for (const [index, item] of section.items.entries()) {
      if (item.type === 'information') continue;
      if (item.type === 'matrix') {
        for (const row of item.rows ?? [])
          list.push({ code: row.code, type: 'single', text: row.text, item, row, at, index });
      } else {
        list.push({ code: item.code, type: item.type, text: item.text, item, at, index });
      }
    }
  }
  return list;
}

/**
 * What a condition may look at: everything asked before the item or the row `key`. An end comes after its item, so it
 * may look at that too. Rows in random order know nothing of each other.
 */
export function earlier(form: Form, key: string, end = false): Entry[] {
  const all = entries(form);
  const row = all.find((entry) => entry.row?.key === key);
  const here = find(form, row?.item.key ?? key);
  if (!here?.item) return [];
  const { at, index } = here;
  const before = (entry: Entry) => entry.at < at || (entry.at === at && entry.index < index);
  const own = (entry: Entry) => entry.at === at && entry.index === index;
  if (end) return all.filter((entry) => before(entry) || own(entry));
  if (row && !row.item.randomise) return all.slice(0, all.indexOf(row));
  return all.filter(before);
}

/** What may be put into the texts of a section by {{item:CODE}}: the answers of earlier pages; at the end, all. */
export function pipeable(form: Form, at: number | 'end'): Entry[] {
  if (at === 'end') return entries(form);
  return form.paging === 'sections' ? entries(form).filter((entry) => entry.at < at) : [];
}

/** The form with every item mapped; what did not change stays the same object. */
export function mapItems(form: Form, f: (item: EditItem) => EditItem): Form {
  return sameOr(form, {
    sections: mapSame(form.sections, (section) => sameOr(section, { items: mapSame(section.items, f) })),
  });
}

/** The list with every element mapped; the same list when none has changed. */
export function mapSame<T>(list: T[], f: (one: T) => T): T[] {
  let changed = false;
  const next = list.map((one) => {
    const other = f(one);
    if (other !== one) changed = true;
    return other;
  });
  return changed ? next : list;
}

/** The object with the fields changed; the same object when none has. */
export function sameOr<T extends object>(thing: T, patch: Partial<T>): T {
  for (const name of Object.keys(patch) as (keyof T)[]) {
    if (patch[name] !== thing[name]) return { ...thing, ...patch };
  }
  return thing;
}
