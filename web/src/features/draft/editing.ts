import type { Schemas } from '../../api/client';
import type { DraftView, Shape } from './kind';

/** Where a fault is: the row it belongs to, and the control in that row's form. */
export type Spot = { key: string; field: string };

/** A fault or a warning with its place in the content it was found in, so that it stays there when the content changes. */
export type Found = Spot & { kind: string; detail: string };

type Step<C> = { content: C; selected: string };
type Checked<V extends DraftView> = { server: V['state']; faults: Found[]; warnings: Found[] };

/** A draft under the hands of one person: what it is now, how it came there, and what the server has of it. */
export type Editing<V extends DraftView, C> = Step<C> &
  Checked<V> & {
    past: Step<C>[];
    future: Step<C>[];
    /** Edits of one field in a row are one step back: the field of the last one. */
    field: string | undefined;
    /** The content the server has under that revision. */
    stored: C;
    /** Somebody else's state, when both have changed. */
    theirs: V | undefined;
  };

export type Change<V extends DraftView, C> =
  | { kind: 'edit'; content: C; selected?: string; field?: string }
  /** An edit of whatever the content is by then. */
  | { kind: 'apply'; edit: (content: C) => C; field?: string }
  | { kind: 'select'; selected: string }
  | { kind: 'undo' }
  | { kind: 'redo' }
  | { kind: 'saved'; checked: Checked<V>; stored: C }
  | { kind: 'conflict'; theirs: V }
  | { kind: 'load'; state: Editing<V, C> };

const STEPS = 200;

/** The server's word on a content, each fault at its place. */
export function check<V extends DraftView, C>(shape: Shape<V, C>, content: C, server: V['state']): Checked<V> {
  const found = (list: Schemas['Fault'][] = []) =>
    list.map(({ key = '', field = '', detail = '' }) => ({ ...shape.spotOf(content, field), kind: key, detail }));
  return { server, faults: found(server.faults), warnings: found(server.warnings) };
}

/** Begins to edit what the server has; `mine` is edited in place of its document. */
export function begin<V extends DraftView, C>(shape: Shape<V, C>, view: V, mine?: V['document']): Editing<V, C> {
  const stored = shape.toContent(view.document);
  const content = mine ? shape.toContent(mine) : stored;
  return {
    content,
    selected: shape.first,
    past: [],
    future: [],
    field: undefined,
    ...check(shape, content, view.state),
    stored,
    theirs: undefined,
  };
}

function edited<V extends DraftView, C>(state: Editing<V, C>, to: Step<C>, field?: string): Editing<V, C> {
  const { content, selected } = state;
  if (to.content === content && to.selected === selected) return state;
  const goesOn = field !== undefined && field === state.field;
  const past = goesOn ? state.past : [...state.past, { content, selected }].slice(-STEPS);
  return { ...state, ...to, past, future: [], field };
}

export function reduce<V extends DraftView, C>(state: Editing<V, C>, change: Change<V, C>): Editing<V, C> {
  const { content, selected } = state;
  const now = { content, selected };
  switch (change.kind) {
    case 'edit':
      return edited(state, { content: change.content, selected: change.selected ?? selected }, change.field);
    case 'apply':
      return edited(state, { content: change.edit(content), selected }, change.field);
    case 'select':
      if (change.selected === selected && state.field === undefined) return state;
      return { ...state, selected: change.selected, field: undefined };
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
      return { ...state, ...change.checked, stored: change.stored };
    case 'conflict':
      return { ...state, theirs: change.theirs };
    case 'load':
      return change.state;
  }
}
