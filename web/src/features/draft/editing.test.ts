import { describe, expect, test } from 'vitest';
import { same } from './copy';
import { begin, type Change, check, type Editing, reduce } from './editing';
import type { DraftView, Shape } from './kind';

/** The least that can be drafted: named words, each a row of its own. */
type Doc = { code: string; words: Record<string, string> };
type View = DraftView & { document: Doc };
type Content = Doc & { edited: true };

const shape: Shape<View, Content> = {
  toContent: (document) => ({ ...document, edited: true }),
  toDocument: ({ code, words }) => ({ code, words }),
  nameOf: () => ({}),
  first: 'a',
  spotOf: ({ words }, place) => ({ key: place in words ? place : 'head', field: place }),
};
const server = {
  revision: 1,
  changed_at: '2026-11-22T09:00:00Z',
  changed_by: '甲',
  next: '1.0',
  faults: [{ key: 'wrong', field: 'b', detail: '错' }],
};
const view: View = { id: 'd', state: server, document: { code: 'x', words: { a: '一', b: '二' } } };

type State = Editing<View, Content>;
const start = () => begin(shape, view);
const write = (state: State, key: string, word: string, field = key): State =>
  reduce(state, {
    kind: 'apply',
    edit: (content) =>
      content.words[key] === word ? content : { ...content, words: { ...content.words, [key]: word } },
    field,
  });
const words = (state: State) => Object.values(state.content.words).join(' ');
const go = (state: State, ...kinds: ('undo' | 'redo')[]) =>
  kinds.reduce((now, step) => reduce(now, { kind: step }), state);

describe('steps', () => {
  test('letters of one field are one step back, and one forward', () => {
    let state = start();
    for (const word of ['一个', '一个字', '一个字符']) state = write(state, 'a', word);
    state = write(state, 'b', '另一个');
    expect([state.past.length, words(state)]).toEqual([2, '一个字符 另一个']);
    state = go(state, 'undo');
    expect(words(state)).toBe('一个字符 二');
    state = go(state, 'undo');
    expect([words(state), state.past.length, state.future.length]).toEqual(['一 二', 0, 2]);
    expect(go(state, 'undo')).toBe(state);
    state = go(state, 'redo', 'redo');
    expect(words(state)).toBe('一个字符 另一个');
    expect(go(state, 'redo')).toBe(state);
  });
  test('choosing a row ends the run of typing, also the same row', () => {
    const typed = write(start(), 'a', '一个');
    const chosen = reduce(typed, { kind: 'select', selected: typed.selected });
    expect(words(go(write(chosen, 'a', '一个字'), 'undo'))).toBe('一个 二');
    expect(reduce(chosen, { kind: 'select', selected: chosen.selected })).toBe(chosen);
  });
  test('a step back selects what was selected', () => {
    const added: Change<View, Content> = {
      kind: 'edit',
      content: { ...start().content, words: { a: '一', b: '二', c: '三' } },
      selected: 'c',
    };
    const state = reduce(start(), added);
    expect([state.selected, go(state, 'undo').selected, go(state, 'undo', 'redo').selected]).toEqual(
      ['c', 'a', 'c'], // as before the row came, and as after
    );
  });
  test('a new edit forgets what was undone', () => {
    const state = write(go(write(start(), 'a', '甲'), 'undo'), 'a', '乙');
    expect(state.future).toEqual([]);
    expect(words(go(state, 'redo'))).toBe('乙 二');
  });
  test('back at what is stored nothing is to be saved', () => {
    const back = go(write(start(), 'a', '改'), 'undo');
    expect(back.content).toBe(back.stored);
  });
  test('an edit that changes nothing is no step', () => {
    const state = start();
    expect(write(state, 'a', '一')).toBe(state);
  });
  test('at most 200 steps are kept', () => {
    let state = start();
    for (let n = 0; n < 250; n++) state = write(state, 'a', `${n}`, `${n}`);
    expect(state.past).toHaveLength(200);
  });
});

describe('the server', () => {
  test('a save changes what the server has and nothing of the draft', () => {
    const typed = write(start(), 'a', '改');
    const next = { ...server, revision: 2, faults: [] };
    const checked = check(shape, typed.content, next);
    const saved = reduce(typed, { kind: 'saved', checked, stored: typed.content });
    expect([saved.content, saved.stored]).toEqual([typed.content, typed.content]);
    expect([saved.server.revision, saved.faults, saved.past.length]).toEqual([2, [], 1]);
  });
  test('faults are found at their place, and stay there until the next save', () => {
    expect(start().faults).toEqual([{ key: 'b', field: 'b', kind: 'wrong', detail: '错' }]);
    const without = reduce(start(), { kind: 'edit', content: { ...start().content, words: { a: '一' } } });
    expect(without.faults[0]?.key).toBe('b');
    expect(start().warnings).toEqual([]);
  });
  test('what this browser kept is edited over what the server has', () => {
    const state = begin(shape, view, { code: 'x', words: { a: '我的' } });
    expect([words(state), Object.values(state.stored.words).join(' ')]).toEqual(['我的', '一 二']);
    expect(state.content).not.toBe(state.stored);
  });
  test('somebody else’s state is kept beside mine until one is loaded', () => {
    const typed = write(start(), 'a', '我的');
    const theirs = { ...view, state: { ...server, revision: 2 } };
    const torn = reduce(typed, { kind: 'conflict', theirs });
    expect([words(torn), torn.theirs]).toEqual(['我的 二', theirs]);
    const loaded = reduce(torn, { kind: 'load', state: begin(shape, theirs) });
    expect([words(loaded), loaded.theirs, loaded.server.revision, loaded.past]).toEqual(['一 二', undefined, 2, []]);
  });
});

test('two documents are the same whatever the order of their fields', () => {
  expect(same({ code: 'x', words: { a: '一', b: '二' } }, { words: { b: '二', a: '一' }, code: 'x' })).toBe(true);
  expect(same({ code: 'x' }, { code: 'y' })).toBe(false);
  expect(same([1, 2], [2, 1])).toBe(false);
});
