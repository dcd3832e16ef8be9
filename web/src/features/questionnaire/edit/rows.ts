import { type EditItem, type EditSection, type Form, HEAD, SCALES, SOURCES } from './form';

/** A row of the outline. */
export type Row =
  | { kind: 'fixed'; key: string }
  | { kind: 'section'; key: string; section: EditSection; at: number }
  | { kind: 'item'; key: string; item: EditItem; number: number | undefined; nth: number; of: number };

/** The rows that are shown: everything, or with words to look for the items that hold them, under their sections. */
export function rowsOf(form: Form, wanted: string): Row[] {
  const rows: Row[] = [HEAD, SOURCES, SCALES].map((key) => ({ kind: 'fixed', key }));
  const word = wanted.trim().toLowerCase();
  const holds = (item: EditItem) =>
    word === '' ||
    item.code.toLowerCase().includes(word) ||
    Object.values(item.text).some((text) => text.toLowerCase().includes(word)) ||
    (item.rows ?? []).some(
      (row) =>
        row.code.toLowerCase().includes(word) ||
        Object.values(row.text).some((text) => text.toLowerCase().includes(word)),
    );
  let number = 0;
  for (const [at, section] of form.sections.entries()) {
    const items: Row[] = [];
    for (const [index, item] of section.items.entries()) {
      if (item.type !== 'information') number++;
      if (!holds(item)) continue;
      items.push({
        kind: 'item',
        key: item.key,
        item,
        number: item.type === 'information' ? undefined : number,
        nth: index + 1,
        of: section.items.length,
      });
    }
    if (word === '' || items.length > 0) rows.push({ kind: 'section', key: section.key, section, at }, ...items);
  }
  return word === '' ? rows : rows.filter((row) => row.kind !== 'fixed');
}
