import { describe, expect, test } from 'vitest';
import { addPart, group, leaf, operandOf, operators, regroup, removePart, setPart, valueFor } from './condition';
import { type Document, entries, toForm } from './form';

const a = { item: 'A', op: 'answered' };
const b = { item: 'B', op: 'answered' };
const c = { item: 'C', op: 'answered' };

describe('groups', () => {
  test('one comparison becomes two', () => expect(addPart(a, b)).toEqual({ all: [a, b] }));
  test('a part is added to its group', () => {
    expect(addPart({ any: [a] }, b)).toEqual({ any: [a, b] });
    expect(addPart({ not: a }, b)).toEqual({ not: { all: [a, b] } });
  });
  test('a group changes its kind and keeps its parts', () => {
    expect(regroup({ all: [a, b] }, 'any')).toEqual({ any: [a, b] });
    expect(regroup({ all: [a, b] }, 'not')).toEqual({ not: { all: [a, b] } });
    expect(regroup({ not: { all: [a, b] } }, 'any')).toEqual({ any: [a, b] });
    expect(regroup({ not: a }, 'all')).toEqual({ all: [a] });
    expect(group('not', [a])).toEqual({ not: a });
  });
  test('what is left of a group', () => {
    expect(removePart({ all: [a, b, c] }, 1)).toEqual({ all: [a, c] });
    expect(removePart({ any: [a, b] }, 0)).toEqual(b);
    expect(removePart({ not: a }, 0)).toBeUndefined();
  });
  test('a part is replaced', () => {
    expect(setPart({ any: [a, b] }, 1, c)).toEqual({ any: [a, c] });
    expect(setPart({ not: a }, 0, { all: [b, c] })).toEqual({ not: { all: [b, c] } });
  });
});

describe('comparisons', () => {
  const options = ['x', 'y'].map((code, i) => ({ code, text: { zh: code }, value: i }));
  const document: Document = {
    format: 'manyi.questionnaire/1',
    code: 'ops',
    version: '1.0',
    languages: ['zh'],
    title: { zh: '比较' },
    sections: [
      {
        code: 'S',
        items: [
          { code: 'RATED', type: 'single', text: { zh: '评' }, options, not_applicable: { zh: '不适用' } },
          { code: 'PLAIN', type: 'single', text: { zh: '选' }, options: [{ code: 'x', text: { zh: '甲' } }] },
          { code: 'MANY', type: 'multiple', text: { zh: '多' }, options },
          { code: 'NPS', type: 'nps', text: { zh: '荐' } },
          { code: 'N', type: 'number', text: { zh: '数' }, min: 3 },
          { code: 'D', type: 'date', text: { zh: '日' }, earliest: '2026-03-01' },
          { code: 'T', type: 'text', text: { zh: '文' } },
        ],
      },
    ],
  };
  const form = toForm(document);
  const entry = (code: string) => {
    const found = entries(form).find((one) => one.code === code);
    if (!found) throw new Error(code);
    return found;
  };
  test.each([
    ['RATED', 'eq ne in not_in lt le gt ge answered not_answered'],
    ['PLAIN', 'eq ne in not_in answered not_answered'],
    ['MANY', 'contains answered not_answered'],
    ['NPS', 'eq ne lt le gt ge answered not_answered'],
    ['D', 'eq ne lt le gt ge answered not_answered'],
    ['T', 'answered not_answered'],
  ])('%s: %s', (code, want) => expect(operators(form, entry(code)).join(' ')).toBe(want));
  test.each([
    ['RATED', 'eq', 'option'],
    ['RATED', 'lt', 'number'],
    ['RATED', 'in', 'options'],
    ['MANY', 'contains', 'option'],
    ['NPS', 'le', 'point'],
    ['N', 'le', 'number'],
    ['D', 'eq', 'day'],
    ['T', 'answered', 'none'],
  ])('%s %s is with %s', (code, op, want) => expect(operandOf(entry(code), op)).toBe(want));
  test.each([
    ['RATED', { item: 'RATED', op: 'eq', value: 'x' }],
    ['MANY', { item: 'MANY', op: 'contains', value: 'x' }],
    ['NPS', { item: 'NPS', op: 'eq', value: 10 }],
    ['N', { item: 'N', op: 'eq', value: 3 }],
    ['D', { item: 'D', op: 'eq', value: '2026-03-01' }],
    ['T', { item: 'T', op: 'answered' }],
  ])('%s begins sound', (code, want) => expect(leaf(form, entry(code))).toEqual(want));
  test('a value is kept as long as it means something', () => {
    expect(valueFor(form, entry('RATED'), 'in', 'y')).toEqual({ value: ['y'] });
    expect(valueFor(form, entry('RATED'), 'ne', ['y', 'x'])).toEqual({ value: 'y' });
    expect(valueFor(form, entry('RATED'), 'eq', 'na')).toEqual({ value: 'na' });
    expect(valueFor(form, entry('NPS'), 'le', 6)).toEqual({ value: 6 });
    expect(valueFor(form, entry('NPS'), 'le', 60)).toEqual({ value: 10 });
    expect(leaf(form, entry('N'), { item: 'NPS', op: 'ge', value: 7 })).toEqual({ item: 'N', op: 'ge', value: 7 });
  });
});
