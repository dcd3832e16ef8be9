import { expect, test } from 'vitest';
import { add, places, SYSTEM, update } from './edit';
import { type Change, type Editing, reduce } from './editing';

const view = {
  id: 'd',
  state: { revision: 1, changed_at: '', changed_by: '', faults: [], next: '1.0' },
  document: { format: 'manyi.indicator/1', code: 'x', version: '1.0', name: { zh: 'x' }, nodes: [] },
  bindings: [],
};
const first: Editing = {
  tree: { ...view.document, nodes: [] },
  selected: SYSTEM,
  past: [],
  future: [],
  field: undefined,
  server: view.state,
  stored: '',
  theirs: undefined,
};
const after = (...changes: ((state: Editing) => Change)[]) =>
  changes.reduce((state, change) => reduce(state, change(state)), first);
const grow = (state: Editing): Change => {
  const added = add(state.tree, undefined, state.tree.nodes.length);
  return { kind: 'edit', tree: added?.tree ?? state.tree, selected: added?.key };
};
const say =
  (name: string) =>
  (state: Editing): Change => ({
    kind: 'edit',
    tree: update(state.tree, state.selected, { name: { zh: name } }),
    field: `${state.selected}.name.zh`,
  });
const undo = (): Change => ({ kind: 'undo' });
const redo = (): Change => ({ kind: 'redo' });
const names = (state: Editing) => places(state.tree).map(({ node }) => node.name.zh);

test('typing in one field is one step back', () => {
  expect(names(after(grow, say('a'), say('ab'), say('abc'), undo))).toEqual(['']);
  expect(names(after(grow, say('a'), say('ab'), undo, redo))).toEqual(['ab']);
  expect(names(after(grow, say('a'), undo, undo))).toEqual([]);
});

test('choosing another node ends the run of typing', () => {
  const back = after(grow, say('a'), (state) => ({ kind: 'select', selected: state.selected }), say('ab'), undo);
  expect(names(back)).toEqual(['a']);
});

test('a new edit forgets what was undone', () => {
  const state = after(grow, say('a'), undo, say('b'));
  expect(state.future).toEqual([]);
  expect(names(reduce(state, redo()))).toEqual(['b']);
});

test('a save changes what the server has and nothing of the draft', () => {
  const typed = after(grow, say('a'));
  const saved = reduce(typed, { kind: 'saved', server: { ...view.state, revision: 2 }, stored: 'text' });
  expect(saved.tree).toBe(typed.tree);
  expect([saved.server.revision, saved.stored, saved.past.length]).toEqual([2, 'text', 2]);
});
