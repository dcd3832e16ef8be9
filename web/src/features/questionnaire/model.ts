import type { Schemas } from '../../api/client';
import type { Words } from '../../lib/format';

type Document = Schemas['QuestionnaireDocument'];
type Item = Schemas['Item'];
type Option = Schemas['Option'];
type Binding = Schemas['Binding'];
type Condition = Schemas['Condition'];

/** The options of an item: its own, or those of the scale it names. */
export function optionsOf(document: Document, item: Item): Option[] {
  if (item.options?.length) return item.options;
  return (item.scale ? document.scales?.[item.scale]?.options : undefined) ?? [];
}

/** The whole numbers an item is answered with: 0 to 10, 1 to so many stars, 1 to 7. */
export function pointsOf(item: Item): number[] {
  const first = item.type === 'nps' ? 0 : 1;
  const last = item.type === 'nps' ? 10 : item.type === 'ces' ? 7 : item.points || 5;
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

/** The days a date may be, “2026-01-01 – 2026-12-31”; a side that is open is left out. */
export function daysOf(item: Item): string {
  return item.earliest || item.latest ? `${item.earliest ?? ''} – ${item.latest ?? ''}`.trim() : '';
}

/** Which item measures which indicator. */
export type Bound = { code: string; text: Words; binding: Binding; options: Option[] };

export function bindings(document: Document): Bound[] {
  return document.sections.flatMap((section) =>
    section.items.flatMap((item) => {
      const options = optionsOf(document, item);
      const own = item.binding ? [{ code: item.code, text: item.text, binding: item.binding, options }] : [];
      const rows = (item.rows ?? []).flatMap((row) =>
        row.binding ? [{ code: row.code, text: row.text, binding: row.binding, options }] : [],
      );
      return [...own, ...rows];
    }),
  );
}

/** What each answer scores: as the binding says, else evenly from the lowest value to the highest. */
export function scoreOf(bound: Bound, option: Option): number | undefined {
  const { scores } = bound.binding;
  if (scores && Object.keys(scores).length > 0) return scores[option.code];
  if (typeof option.value !== 'number') return undefined;
  const values = bound.options.flatMap((one) => (typeof one.value === 'number' ? [one.value] : []));
  const low = Math.min(...values);
  const high = Math.max(...values);
  return high > low ? ((option.value - low) / (high - low)) * 100 : undefined;
}

/** An item or row that is asked only of some, or after which the form ends for some, with its condition. */
export type Rule = { code: string; text: Words; condition: Condition; ends?: true };

export function rules(document: Document): Rule[] {
  return document.sections.flatMap((section) =>
    section.items.flatMap((item) => [
      ...(item.show_if ? [{ code: item.code, text: item.text, condition: item.show_if }] : []),
      ...(item.rows ?? []).flatMap((row) =>
        row.show_if ? [{ code: row.code, text: row.text, condition: row.show_if }] : [],
      ),
      ...endsOf(document, item),
    ]),
  );
}

/** What ends the form after an item: its own condition, and each option that does. */
function endsOf(document: Document, item: Item): Rule[] {
  const { code, text } = item;
  const op = item.type === 'multiple' ? 'contains' : 'eq';
  const options = optionsOf(document, item).filter((option) => option.ends && item.type !== 'matrix');
  return [
    ...(item.end_if ? [{ code, text, condition: item.end_if, ends: true as const }] : []),
    ...options.map((option) => ({
      code,
      text,
      condition: { item: code, op, value: option.code } as Condition,
      ends: true as const,
    })),
  ];
}

/** What a condition needs to be put into words. */
export type Namer = {
  join: (kind: 'all' | 'any', parts: string[]) => string;
  not: (part: string) => string;
  leaf: (item: string, op: string, values: string[]) => string;
};

/** A condition in words. Option codes are given to the namer as they stand. */
export function wording(condition: Condition, name: Namer): string {
  if (condition.all)
    return name.join(
      'all',
      condition.all.map((part) => wording(part, name)),
    );
  if (condition.any)
    return name.join(
      'any',
      condition.any.map((part) => wording(part, name)),
    );
  if (condition.not) return name.not(wording(condition.not, name));
  const { value } = condition;
  const values = Array.isArray(value)
    ? value.map(String)
    : value === undefined || value === null
      ? []
      : [String(value)];
  return name.leaf(condition.item ?? '', condition.op ?? '', values);
}

/** The text of an option by item and code, for conditions. */
export function optionText(document: Document, item: string, code: string): Words | undefined {
  for (const section of document.sections) {
    for (const one of section.items) {
      if (one.code !== item && !one.rows?.some((row) => row.code === item)) continue;
      return optionsOf(document, one).find((option) => option.code === code)?.text;
    }
  }
  return undefined;
}
