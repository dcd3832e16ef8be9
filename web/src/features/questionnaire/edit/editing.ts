import type { Fault, Server, View } from '../../../api/queries/questionnaire';
import { type Document, type Form, HEAD, toDocument, toForm } from './form';
import { type Spot, spotOf } from './place';

type Step = { form: Form; selected: string };

/** A fault or a warning with its place in the form it was found in, so that it stays there when the form changes. */
export type Found = Spot & { kind: string; detail: string };

/** A draft under the hands of one person: what it is now, how it came there, and what the server has of it. */
export type Editing = Step & {
  past: Step[];
  future: Step[];
  /** Edits of one field in a row are one step back: the field of the last one. */
  field: string | undefined;
  server: Server;
  faults: Found[];
  warnings: Found[];
  /** The form the server has under that revision. */
  stored: Form;
  /** Somebody else's state, when both have changed. */
  theirs: View | undefined;
};

export type Change =
  | { kind: 'edit'; form: Form; selected?: string; field?: string }
  /** An edit of whatever the form is by then. */
  | { kind: 'apply'; edit: (form: Form) => Form; field?: string }
  | { kind: 'select'; selected: string }
  | { kind: 'undo' }
  | { kind: 'redo' }
  | { kind: 'saved'; server: Server; stored: Form }
  | { kind: 'conflict'; theirs: View }
  | { kind: 'load'; view: View; mine?: Document };

const STEPS = 200;

/** Reports whether two documents say the same, whatever the order of their fields. */
export function same(a: Document, b: Document): boolean {
  return sorted(a) === sorted(b);
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

function found(form: Form, list: Fault[]): Found[] {
  return list.map(({ key = '', field = '', detail = '' }) => ({ ...spotOf(form, field), kind: key, detail }));
}

function checked(form: Form, server: Server): Pick<Editing, 'server' | 'faults' | 'warnings'> {
  return { server, faults: found(form, server.faults), warnings: found(form, server.warnings) };
}

export function begin({ view, mine }: { view: View; mine?: Document }): Editing {
  const stored = toForm(view.document);
  const form = mine ? toForm(mine) : stored;
  return {
    form,
    selected: HEAD,
    past: [],
    future: [],
    field: undefined,
    ...checked(form, view.state),
    stored,
    theirs: undefined,
  };
}

function edited(state: Editing, form: Form, selected: string, field: string | undefined): Editing {
  if (form === state.form && selected === state.selected) return state;
  const goesOn = field !== undefined && field === state.field;
  const now: Step = { form: state.form, selected: state.selected };
  return {
    ...state,
    form,
    selected,
    past: goesOn ? state.past : [...state.past, now].slice(-STEPS),
    future: [],
    field,
  };
}

export function reduce(state: Editing, change: Change): Editing {
  const now: Step = { form: state.form, selected: state.selected };
  switch (change.kind) {
    case 'edit':
      return edited(state, change.form, change.selected ?? state.selected, change.field);
    case 'apply': {
      const form = change.edit(state.form);
      return form === state.form ? state : edited(state, form, state.selected, change.field);
    }
    case 'select':
      return change.selected === state.selected ? state : { ...state, selected: change.selected, field: undefined };
    case 'undo': {
      const step = state.past.at(-1);
      if (!step) return state;
      return { ...state, ...step, past: state.past.slice(0, -1), future: [now, ...state.future], field: undefined };
    }
    case 'redo': {
      const [step, ...future] = state.future;
      return step ? { ...state, ...step, past: [...state.past, now], future, field: undefined } : state;
    }
    case 'saved':
      return { ...state, ...checked(change.stored, change.server), stored: change.stored };
    case 'conflict':
      return { ...state, theirs: change.theirs };
    case 'load':
      return begin(change);
  }
}

/** The document as a file. */
export function fileOf(form: Form): string {
  return `${JSON.stringify(toDocument(form), null, 2)}\n`;
}
