import type { Condition, EditItem, Entry, Form } from './form';
import { optionsOf } from './form';

export type Kind = 'all' | 'any' | 'not' | 'leaf';

export function kindOf(condition: Condition): Kind {
  if (condition.all) return 'all';
  if (condition.any) return 'any';
  if (condition.not) return 'not';
  return 'leaf';
}

export function partsOf(condition: Condition): Condition[] {
  return condition.all ?? condition.any ?? (condition.not ? [condition.not] : []);
}

/** A group of parts. `not` of several says that not all of them hold. */
export function group(kind: 'all' | 'any' | 'not', parts: Condition[]): Condition {
  if (kind !== 'not') return { [kind]: parts };
  const [only] = parts;
  return { not: parts.length === 1 && only ? only : { all: parts } };
}

/** The same parts under another kind of group; what `not` wraps is unwrapped. */
export function regroup(condition: Condition, kind: 'all' | 'any' | 'not'): Condition {
  const parts = kindOf(condition) === 'leaf' ? [condition] : partsOf(condition);
  const [only] = parts;
  if (condition.not && only && kind !== 'not' && (only.all || only.any)) return group(kind, partsOf(only));
  return group(kind, parts);
}

/** Adds a part; a comparison that stands alone becomes the first of "all". */
export function addPart(condition: Condition, part: Condition): Condition {
  switch (kindOf(condition)) {
    case 'all':
      return { all: [...(condition.all ?? []), part] };
    case 'any':
      return { any: [...(condition.any ?? []), part] };
    case 'not':
      return { not: condition.not && addPart(condition.not, part) };
    default:
      return { all: [condition, part] };
  }
}

export function setPart(condition: Condition, index: number, part: Condition): Condition {
  if (condition.not) return { not: part };
  const kind = condition.all ? 'all' : 'any';
  return { [kind]: partsOf(condition).with(index, part) };
}

/** Without one part; a group of one becomes that one, a group of none is nothing. */
export function removePart(condition: Condition, index: number): Condition | undefined {
  const parts = partsOf(condition).toSpliced(index, 1);
  if (parts.length === 0) return undefined;
  if (parts.length === 1) return parts[0];
  return { [condition.all ? 'all' : 'any']: parts };
}

const ordered = ['lt', 'le', 'gt', 'ge'];

/** The whole numbers an item is answered with. */
export function pointsOf(item: Pick<EditItem, 'type' | 'points'>): number[] | undefined {
  switch (item.type) {
    case 'nps':
      return Array.from({ length: 11 }, (_, n) => n);
    case 'ces':
      return Array.from({ length: 7 }, (_, n) => n + 1);
    case 'stars':
      return Array.from({ length: item.points || 5 }, (_, n) => n + 1);
    default:
      return undefined;
  }
}

/** The operators that mean something for an answer, as the server checks them. */
export function operators(form: Form, entry: Entry): string[] {
  switch (entry.type) {
    case 'single': {
      const values = new Set(optionsOf(form, entry.item).flatMap(({ value }) => (value === undefined ? [] : [value])));
      return ['eq', 'ne', 'in', 'not_in', ...(values.size > 1 ? ordered : []), 'answered', 'not_answered'];
    }
    case 'multiple':
      return ['contains', 'answered', 'not_answered'];
    case 'nps':
    case 'stars':
    case 'ces':
    case 'number':
    case 'date':
      return ['eq', 'ne', ...ordered, 'answered', 'not_answered'];
    default:
      return ['answered', 'not_answered'];
  }
}

/** What a comparison is with: nothing, one option, several, a point, a number or a day. */
export type Operand = 'none' | 'option' | 'options' | 'point' | 'number' | 'day';

export function operandOf(entry: Entry, op: string): Operand {
  if (op === 'answered' || op === 'not_answered') return 'none';
  if (entry.type === 'date') return 'day';
  if (op === 'in' || op === 'not_in') return 'options';
  if (entry.type === 'single' || entry.type === 'multiple') return ordered.includes(op) ? 'number' : 'option';
  return pointsOf(entry.item) ? 'point' : 'number';
}

/** The values on offer: options and, where it can be answered, "does not apply". */
export function choices(form: Form, entry: Entry): { value: string; text: Record<string, string> }[] {
  const list = optionsOf(form, entry.item).map(({ code, text }) => ({ value: code, text }));
  return entry.item.not_applicable ? [...list, { value: 'na', text: entry.item.not_applicable }] : list;
}

/** A comparison that fits the item: the first operator, the value kept where it still means something. */
export function leaf(form: Form, entry: Entry, before?: Condition): Condition {
  const ops = operators(form, entry);
  const op = before?.op && ops.includes(before.op) ? before.op : (ops[0] ?? 'answered');
  return { item: entry.code, op, ...valueFor(form, entry, op, before?.value) };
}

/** The value a comparison begins with, as its operator needs it. */
export function valueFor(form: Form, entry: Entry, op: string, before?: unknown): { value?: unknown } {
  const codes = choices(form, entry).map((one) => one.value);
  const first = Array.isArray(before) ? before[0] : before;
  const known = typeof first === 'string' && codes.includes(first) ? first : codes[0];
  switch (operandOf(entry, op)) {
    case 'none':
      return {};
    case 'option':
      return { value: known ?? '' };
    case 'options': {
      const list = Array.isArray(before) ? before.filter((one) => codes.includes(one)) : [];
      return { value: list.length > 0 ? list : known === undefined ? [] : [known] };
    }
    case 'point': {
      const points = pointsOf(entry.item) ?? [];
      return { value: typeof first === 'number' && points.includes(first) ? first : points.at(-1) };
    }
    case 'number':
      return { value: typeof first === 'number' ? first : (entry.item.min ?? 0) };
    case 'day':
      return {
        value:
          typeof first === 'string' && /^\d{4}-\d\d-\d\d$/.test(first) ? first : entry.item.earliest || '2026-01-01',
      };
  }
}
