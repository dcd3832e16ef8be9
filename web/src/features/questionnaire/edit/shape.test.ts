import { describe, expect, test } from 'vitest';
import type { View } from '../../../api/queries/questionnaire';
import { same } from '../../draft/copy';
import { begin, check, reduce } from '../../draft/editing';
import { type Document, HEAD, toDocument } from './form';
import { fallbacks, spotOf } from './place';
import { formShape } from './shape';

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
describe('faults', () => {
  test('stay at their item when it moves, and go with the next save', () => {
    const state = begin(formShape, view);
    const key = state.content.sections[1]?.items[0]?.key;
    expect(state.faults).toEqual([{ key, field: 'text.zh', kind: 'x', detail: '错' }]);
    const [first, second] = state.content.sections;
    const moved = reduce(state, {
      kind: 'edit',
      content: { ...state.content, sections: [second, first].flatMap((one) => one ?? []) },
    });
    expect(moved.faults[0]?.key).toBe(key);
    const checked = check(formShape, moved.content, { ...server, faults: [], revision: 2 });
    const saved = reduce(moved, { kind: 'saved', checked, stored: moved.content });
    expect([saved.faults.length, saved.server.revision, saved.content === saved.stored]).toEqual([0, 2, true]);
  });
  const { content: form } = begin(formShape, view);
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
  expect(same(toDocument(begin(formShape, view).content), document)).toBe(true);
});

test('what this browser kept is edited over what the server has', () => {
  const state = begin(formShape, view, { ...document, title: { zh: '我的' } });
  expect([state.content.title.zh, state.stored.title.zh, state.content === state.stored]).toEqual([
    '我的',
    '草稿',
    false,
  ]);
});
