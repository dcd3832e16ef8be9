import type { Schemas } from '../../api/client';

export type Term = Schemas['Term'];
export type Attribute = Schemas['Attribute'];
export type Schema = Schemas['Schema'];
export type Use = Schemas['SchemaUse'];

export const attributeTypes: Attribute['type'][] = ['choice', 'text', 'number', 'date'];

/** Codes as the server takes them. */
const codePattern = /^[A-Za-z0-9][A-Za-z0-9_+.-]{0,39}$/;

/** The list with the element at one place moved by some places; a move out of the list changes nothing. */
export function moved<T>(list: T[], at: number, by: number): T[] {
  const to = at + by;
  const one = list[at];
  if (one === undefined || to < 0 || to >= list.length) return list;
  const next = list.filter((_, index) => index !== at);
  next.splice(to, 0, one);
  return next;
}

/** The list with the element at one place replaced, or, without one, removed. */
export function replaced<T>(list: T[], at: number, one?: T): T[] {
  return list.flatMap((old, index) => (index !== at ? [old] : one === undefined ? [] : [one]));
}

/** A code that no other of the list has: the given beginning with a number. */
export function freshCode(list: { code: string }[], begin: string): string {
  for (let n = list.length + 1; ; n++) {
    const code = `${begin}_${n}`;
    if (!list.some((one) => one.code === code)) return code;
  }
}

export type Fault = 'code' | 'twice' | 'name' | 'options';

/** What is wrong with a term of a list, if anything. */
export function faultOf(list: Term[], at: number): Fault | undefined {
  const one = list[at];
  if (!one) return undefined;
  if (!codePattern.test(one.code)) return 'code';
  if (list.some((other, index) => index !== at && other.code === one.code)) return 'twice';
  return one.name.zh || one.name.en ? undefined : 'name';
}

/** What is wrong with an attribute itself; its options have faults of their own. */
export function attributeFault(list: Attribute[], at: number): Fault | undefined {
  const one = list[at];
  if (one?.type === 'choice' && one.options.length === 0) return 'options';
  return faultOf(list, at);
}

/** Reports whether a schema can be saved. */
export function sound({ stages, attributes }: Schema): boolean {
  return (
    stages.every((_, at) => !faultOf(stages, at)) &&
    attributes.every(
      (one, at) => !attributeFault(attributes, at) && one.options.every((_, option) => !faultOf(one.options, option)),
    )
  );
}

/** The options that a form offers: those in force, and the one that is chosen already. */
export function offered(terms: Term[], chosen?: string): Term[] {
  return terms.filter((one) => !one.retired || one.code === chosen);
}
