import type { Schemas } from '../../api/client';
import type { Document } from '../../api/queries/indicator';
import { SYSTEM, type Tree, toDocument, toTree } from './edit';

export type View = Schemas['IndicatorDraftView'];
export type Server = Schemas['IndicatorDraftState'];
type Step = { tree: Tree; selected: string };

/** A draft under the hands of one person: what it is now, how it came there, and what the server has of it. */
export type Editing = Step & {
  past: Step[];
  future: Step[];
  /** Edits of one field in a row are one step back: the field of the last one. */
  field: string | undefined;
  server: Server;
  /** The text of the document the server has under that revision. */
  stored: string;
  /** Somebody else's state, when both have changed. */
  theirs: View | undefined;
};

export type Change =
  | { kind: 'edit'; tree: Tree; selected?: string; field?: string }
  | { kind: 'select'; selected: string }
  | { kind: 'undo' }
  | { kind: 'redo' }
  | { kind: 'saved'; server: Server; stored: string }
  | { kind: 'conflict'; theirs: View }
  | { kind: 'load'; view: View; mine?: Document };

const STEPS = 200;

/** A tree as it is stored: equal texts are equal documents. */
export function textOf(tree: Tree): string {
  return JSON.stringify(toDocument(tree));
}

export function begin({ view, mine }: { view: View; mine?: Document }): Editing {
  return {
    tree: toTree(mine ?? view.document),
    selected: SYSTEM,
    past: [],
    future: [],
    field: undefined,
    server: view.state,
    stored: textOf(toTree(view.document)),
    theirs: undefined,
  };
}

export function reduce(state: Editing, change: Change): Editing {
  const now: Step = { tree: state.tree, selected: state.selected };
  switch (change.kind) {
    case 'edit': {
      const goesOn = change.field !== undefined && change.field === state.field;
      return {
        ...state,
        tree: change.tree,
        selected: change.selected ?? state.selected,
        past: goesOn ? state.past : [...state.past, now].slice(-STEPS),
        future: [],
        field: change.field,
      };
    }
    case 'select':
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
      return { ...state, server: change.server, stored: change.stored };
    case 'conflict':
      return { ...state, theirs: change.theirs };
    case 'load':
      return begin(change);
  }
}
