import type { Schemas } from '../../api/client';
import type { UnitEdit } from '../../api/queries/directory';
import { below } from './model';

export type Unit = Schemas['Unit'];
export type Act = UnitEdit['act'];

/** What somebody is asked for about a unit: `parent` is where it was dragged to, or below which one is added. */
export type Ask = { act: Act; unit?: string; parent?: string };

/** A unit that a change makes, as it stands in the form. */
export type Part = { key: number; code: string; name: string; name_en: string; type: string; manager: string };

/** The form of a change; which of its fields count, the act says. */
export type Form = {
  act: Act;
  on: string;
  unit: string;
  /** Of a new unit, or the new parent of one that moves; empty is the top. */
  parent: string;
  fields: Part;
  /** The other units of a merger. */
  others: string[];
  /** The one of the units that goes on; empty: a new one. */
  into: string;
  parts: Part[];
  /** Which part the children of a divided unit go to, by code. */
  heirs: Record<string, number>;
  keep: boolean;
};

let last = 0;

export function emptyPart(type: string): Part {
  last += 1;
  return { key: last, code: '', name: '', name_en: '', type, manager: '' };
}

/** The type that units beside or below another usually have. */
export function typeBelow(units: Unit[], parent: string): string {
  const siblings = units.filter((one) => one.parent === parent && one.type !== 'employee');
  return siblings[0]?.type ?? 'outlet';
}

export function begin(ask: Ask, units: Unit[], today: string): Form {
  const unit = units.find((one) => one.code === ask.unit);
  const parent = ask.parent ?? unit?.parent ?? '';
  const type = ask.act === 'add' ? typeBelow(units, parent) : (unit?.type ?? 'outlet');
  const first = emptyPart(type);
  const fields =
    ask.act === 'change' && unit
      ? {
          ...first,
          code: unit.code,
          name: unit.name.zh ?? '',
          name_en: unit.name.en ?? '',
          manager: unit.manager ?? '',
        }
      : first;
  return {
    act: ask.act,
    on: today,
    unit: ask.unit ?? '',
    parent,
    fields,
    others: [],
    into: ask.unit ?? '',
    parts: [emptyPart(type), emptyPart(type)],
    heirs: {},
    keep: false,
  };
}

/** The children of a unit. */
export function childrenOf(units: Unit[], code: string): Unit[] {
  return units.filter((one) => one.parent === code);
}

/** The units that a unit can move below: any but itself and what lies below it; none below a person. */
export function parentsFor(units: Unit[], code: string): Unit[] {
  const own = new Set(code ? below(units, code).map((one) => one.code) : []);
  return units.filter((one) => one.below && one.type !== 'employee' && !own.has(one.code));
}

/** The change as it is sent; undefined while something is still to be filled in. */
export function editOf(form: Form, units: Unit[]): UnitEdit | undefined {
  if (!form.on) return undefined;
  const seen = (codes: string[]) =>
    codes.map((code) => ({ code, revision: units.find((one) => one.code === code)?.revision ?? 0 }));
  const made = (part: Part, parent: string) => ({
    code: part.code.trim(),
    name: part.name,
    name_en: part.name_en || undefined,
    type: part.type,
    manager: part.manager || undefined,
    parent: parent || undefined,
  });
  const whole = (part: Part) => part.code.trim() !== '' && part.name.trim() !== '';
  const edit: UnitEdit = { act: form.act, on: form.on };
  const unit = units.find((one) => one.code === form.unit);
  switch (form.act) {
    case 'add':
      if (!whole(form.fields)) return undefined;
      return { ...edit, new: [made(form.fields, form.parent)] };
    case 'change': {
      const { name, name_en, type, manager } = form.fields;
      const same =
        name === (unit?.name.zh ?? '') &&
        name_en === (unit?.name.en ?? '') &&
        type === unit?.type &&
        manager === (unit?.manager ?? '');
      if (name.trim() === '' || same) return undefined;
      return {
        ...edit,
        units: seen([form.unit]),
        set: { name, name_en: name_en || undefined, type, manager: manager || undefined },
      };
    }
    case 'move':
      if (form.parent === (unit?.parent ?? '')) return undefined;
      return { ...edit, units: seen([form.unit]), parent: form.parent || undefined };
    case 'close':
      return { ...edit, units: seen([form.unit]) };
    case 'merge':
      if (form.others.length === 0) return undefined;
      if (form.into) return { ...edit, units: seen([form.unit, ...form.others]), into: form.into };
      if (!whole(form.fields)) return undefined;
      return { ...edit, units: seen([form.unit, ...form.others]), new: [made(form.fields, form.parent)] };
    case 'replace':
      if (!whole(form.fields)) return undefined;
      return { ...edit, units: seen([form.unit]), new: [made(form.fields, form.parent)] };
    case 'split':
      if (!form.parts.every(whole)) return undefined;
      return {
        ...edit,
        units: seen([form.unit]),
        keep: form.keep || undefined,
        new: form.parts.map((part) => ({ ...made(part, form.parent), children: childrenFor(form, part, units) })),
      };
  }
}

/** The code of the unit that is shown once the change is made: the one it was about, or that goes on as it. */
export function heirOf(form: Form): string {
  if (form.act === 'add' || form.act === 'replace') return form.fields.code.trim();
  if (form.act === 'split' && !form.keep) return form.parts[0]?.code.trim() ?? '';
  if (form.act === 'merge') return form.into || form.fields.code.trim();
  return form.unit;
}

/** The children that go on below a part: those given to it, the first part the rest. */
function childrenFor(form: Form, part: Part, units: Unit[]): string[] | undefined {
  const codes = childrenOf(units, form.unit)
    .map((one) => one.code)
    .filter((code) => (form.heirs[code] ?? (form.keep ? -1 : form.parts[0]?.key)) === part.key);
  return codes.length > 0 ? codes : undefined;
}

/** Where a step of the keyboard would take a unit: into the unit before it, or out to beside its parent. */
export function stepOf(units: Unit[], code: string, step: 'in' | 'out'): string | undefined {
  const unit = units.find((one) => one.code === code);
  if (!unit) return undefined;
  if (step === 'out') {
    const parent = units.find((one) => one.code === unit.parent);
    return parent?.parent;
  }
  const siblings = units.filter((one) => one.parent === unit.parent && one.type !== 'employee');
  const at = siblings.findIndex((one) => one.code === code);
  return siblings[at - 1]?.code;
}

/** Reports whether a unit may be dropped on another. */
export function takes(units: Unit[], dragged: string, target: string): boolean {
  const unit = units.find((one) => one.code === dragged);
  return unit?.parent !== target && parentsFor(units, dragged).some((one) => one.code === target);
}

/** The words of what is wrong, by the field of the change; those of no field under "". */
export function faultsOf(problem: Schemas['Problem'] | undefined): Record<string, string> {
  const faults: Record<string, string> = {};
  const parts = problem?.errors?.length ? problem.errors : problem ? [problem] : [];
  for (const part of parts) {
    const field = part.field ?? '';
    if (!faults[field]) faults[field] = part.detail ?? '';
  }
  return faults;
}
