import { expect, test } from 'vitest';
import { begin, reduce } from '../draft/editing';
import { add, places, SYSTEM, shift, update } from './edit';
import { systemShape, type View } from './shape';

const leaf = (code: string) => ({ code, name: { zh: code }, importance: '1' });
const fault = (field: string) => ({ key: 'x', field, detail: '错' });
const view: View = {
  id: 'd',
  state: { revision: 1, changed_at: '', changed_by: '', faults: [], next: '1.0' },
  document: { format: 'manyi.indicator/1', code: 'x', version: '1.0', name: { zh: 'x' }, nodes: [] },
  bindings: [],
};
const names = (tree: Parameters<typeof places>[0]) => places(tree).map(({ node }) => node.name.zh);

test('an added indicator is selected, and typing its name is one step back', () => {
  const first = begin(systemShape, view);
  expect([first.selected, first.content === first.stored]).toEqual([SYSTEM, true]);
  const added = add(first.content, undefined, 0);
  let state = reduce(first, { kind: 'edit', content: added?.tree ?? first.content, selected: added?.key });
  expect(state.selected).toBe(added?.key);
  for (const name of ['a', 'ab', 'abc']) {
    const content = update(state.content, state.selected, { name: { zh: name } });
    state = reduce(state, { kind: 'edit', content, field: `${state.selected}.name.zh` });
  }
  expect(names(state.content)).toEqual(['abc']);
  expect(names(reduce(state, { kind: 'undo' }).content)).toEqual(['']);
});

test('a fault stays at its indicator when that moves', () => {
  const nodes = [{ ...leaf('A'), children: [leaf('B'), leaf('C')] }];
  const faults = [fault('nodes[0].children[1].importance'), fault('nodes')];
  const state = begin(systemShape, {
    ...view,
    state: { ...view.state, faults },
    document: { ...view.document, nodes },
  });
  const c = places(state.content).find(({ node }) => node.code === 'C')?.node.key ?? '';
  expect(state.faults.map((one) => one.key)).toEqual([c, SYSTEM]);
  const moved = reduce(state, { kind: 'edit', content: shift(state.content, c, 'up') ?? state.content });
  expect(names(moved.content)).toEqual(['A', 'C', 'B']);
  expect(moved.faults[0]?.key).toBe(c);
});
