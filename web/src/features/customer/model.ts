import type { Schemas } from '../../api/client';

export type Customer = Schemas['Customer'];
export type Contact = Schemas['CustomerContact'];
export type Schema = Schemas['Schema'];

export const statuses: Customer['status'][] = ['prospect', 'active', 'dormant', 'lost'];
export const kinds: Customer['kind'][] = ['person', 'company'];
export const contactKinds: Contact['kind'][] = ['phone', 'email', 'address', 'id_number'];
export const consents: Contact['consent'][] = ['unknown', 'granted', 'refused'];
export const purposes = ['survey', 'case', 'visit'];
export const attributePrefix = 'attribute.';

/** The first contact point of a kind, as it is shown. */
export function contactOf(customer: Customer, kind: Contact['kind']): string {
  return customer.contacts.find((one) => one.kind === kind)?.value ?? '';
}

/** Splits the filter "gender:female" of the address into attribute and value. */
export function attributeOf(filter: string): { attribute?: string; value?: string } {
  const at = filter.indexOf(':');
  return at > 0 ? { attribute: filter.slice(0, at), value: filter.slice(at + 1) } : {};
}

/** The mapping with a column given to a field; a field that may stand only once leaves the column it had. */
export function mapped(mapping: Record<string, string>, column: string, field: string | undefined) {
  const next = Object.fromEntries(
    Object.entries(mapping).filter(([other, its]) => other !== column && (its !== field || several(its))),
  );
  if (field) next[column] = field;
  return next;
}

/** Reports whether a field may come from several columns. */
export function several(field: string): boolean {
  return contactKinds.some((kind) => kind === field);
}

/** The fields that must have a column and have none. */
export function missing(mapping: Record<string, string>): string[] {
  return ['code', 'name'].filter((field) => !Object.values(mapping).includes(field));
}

/** A customer before anything was entered. */
export const newCustomer: Schemas['NewCustomer'] = {
  code: '',
  name: '',
  kind: 'person',
  status: 'active',
  do_not_contact: false,
  special_mark: false,
  contacts: [],
  units: [],
  attributes: {},
};

/** A customer as it is sent back with a correction. */
export function correctionOf(customer: Customer): Schemas['Correction'] {
  const { name, kind, industry, segment, tier, status, language, channel, manager } = customer;
  return {
    version: customer.changed_at,
    name,
    kind,
    industry,
    segment,
    tier,
    status,
    language,
    channel,
    manager,
    do_not_contact: customer.do_not_contact,
    special_mark: customer.special_mark,
    contacts: customer.contacts.map(({ usable: _, ...contact }) => contact),
    units: customer.units.map(({ unit, stage, from, until }) => ({ unit: unit.id, stage, from, until })),
    attributes: customer.attributes,
  };
}
