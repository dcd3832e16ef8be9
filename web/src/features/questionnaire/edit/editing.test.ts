import { describe, expect, test } from 'vitest';
import type { View } from '../../../api/queries/questionnaire';
import { setItem } from './change';
import { begin, type Editing, reduce, same } from './editing';
import { type Document, HEAD, toDocument } from './form';
import { fallbacks, spotOf } from './place';

const document: Document = {
  format: 'manyi.questionnaire/1',
  code: 'draft',
  version: '1.0',
  languages: ['zh'],
  title: { zh: '草稿' },
  scales: { five: { options: [{ code: '1', text: { zh: '一' } }] } },
  sections: [
    { code: 'S1', items: [{ code: 'Q1', type: 'text', text: { zh: '一' } }] },
    { code: 'S2', items: [{ code: 'Q2', type: 'text', text: { zh: '二' } }] },
  ],
};
const server = {
  revision: 1,
  changed_at: '2026-11-22T09:00:00Z',
  changed_by: '甲',
  faults: [{ key: 'x', field: 'sections[1].items[0].text.zh', detail: '错' }],
  warnings: [],
  next: '1.0',
  questions: [],
};
const view: View = { id: 'd', state: server, document, created_at: '2026-11-22T09:00:00Z' };
const write = (state: Editing, code: string, text: string, field = 'text'): Editing => {
  const key = state.form.sections.flatMap((one) => one.items).find((one) => one.code === code)?.key ?? '';
  return reduce(state, {
    kind: 'apply',
    edit: (form) => setItem(form, key, { text: { zh: text } }),
    field: `${key}.${field}`,
  });
};
const texts = (state: Editing) => state.form.sections.map((one) => one.items[0]?.text.zh).join(' ');

describe('steps', () => {
  test('letters of one field are one step back, and one forward', () => {
    let state = begin({ view });
    for (const text of ['一个', '一个字', '一个字符']) state = write(state, 'Q1', text);
    state = write(state, 'Q2', '另一个');
    expect([state.past.length, texts(state)]).toEqual([2, '一个字符 另一个']);
    state = reduce(state, { kind: 'undo' });
    expect(texts(state)).toBe('一个字符 二');
    state = reduce(state, { kind: 'undo' });
    expect([texts(state), state.past.length, state.future.length]).toEqual(['一 二', 0, 2]);
    state = reduce(reduce(state, { kind: 'redo' }), { kind: 'redo' });
    expect(texts(state)).toBe('一个字符 另一个');
    expect(reduce(state, { kind: 'redo' })).toBe(state);
  });
  test('back at what is stored nothing is to be saved', () => {
    const state = begin({ view });
    const back = reduce(write(state, 'Q1', '改'), { kind: 'undo' });
    expect(back.form).toBe(back.stored);
  });
  test('an edit that changes nothing is no step', () => {
    const state = begin({ view });
    expect(write(state, 'Q1', '一').past).toHaveLength(1);
    expect(reduce(state, { kind: 'apply', edit: (form) => form })).toBe(state);
  });
  test('at most 200 steps are kept', () => {
    let state = begin({ view });
    for (let n = 0; n < 250; n++) state = write(state, 'Q1', `${n}`, `${n}`);
    expect(state.past).toHaveLength(200);
  });
});

describe('faults', () => {
  test('stay at their item when it moves, and go with the next save', () => {
    const state = begin({ view });
    const key = state.form.sections[1]?.items[0]?.key;
    expect(state.faults).toEqual([{ key, field: 'text.zh', kind: 'x', detail: '错' }]);
    const [first, second] = state.form.sections;
    const moved = reduce(state, {
      kind: 'edit',
      form: { ...state.form, sections: [second, first].flatMap((one) => one ?? []) },
    });
    expect(moved.faults[0]?.key).toBe(key);
    const saved = reduce(moved, { kind: 'saved', server: { ...server, faults: [], revision: 2 }, stored: moved.form });
    expect([saved.faults.length, saved.server.revision, saved.form === saved.stored]).toEqual([0, 2, true]);
  });
  const { form } = begin({ view });
  test.each([
    ['title.en', HEAD, 'title.en'],
    ['sections[0].title', form.sections[0]?.key, 'title'],
    ['sections[0].items[0].options[2].text.zh', form.sections[0]?.items[0]?.key, 'options.2.text.zh'],
    ['sections[0].items[7].code', form.sections[0]?.key, ''],
    ['scales.five.options[1].code', 'scales', `${form.scales[0]?.key}.options.1.code`],
    ['indicator_system', 'sources', 'system'],
  ])('%s', (place, key, field) => expect(spotOf(form, place)).toEqual({ key, field }));
  test('the nearest control is looked for from the inside out', () => {
    expect(fallbacks('options.1.text.zh')).toEqual(['options.1.text.zh', 'options.1.text', 'options.1', 'options']);
    expect(fallbacks('')).toEqual([]);
  });
});

test('two documents are the same whatever the order of their fields', () => {
  const { title, code, ...rest } = document;
  expect(same({ ...rest, code, title }, document)).toBe(true);
  expect(same({ ...document, title: { zh: '别的' } }, document)).toBe(false);
  expect(same(toDocument(begin({ view }).form), document)).toBe(true);
});

test('what this browser kept is edited over what the server has', () => {
  const state = begin({ view, mine: { ...document, title: { zh: '我的' } } });
  expect([state.form.title.zh, state.stored.title.zh, state.form === state.stored]).toEqual(['我的', '草稿', false]);
});
