import { describe, expect, test } from 'vitest';
import type { Schemas } from '../../api/client';
import { bindings, daysOf, type Namer, optionText, pointsOf, rules, scoreOf, wording } from './model';

const scale = [1, 2, 3, 4, 5].map((value) => ({ code: String(value), text: { zh: `分${value}` }, value }));
const document: Schemas['QuestionnaireDocument'] = {
  format: 'manyi.questionnaire/1',
  code: 'bank',
  version: '1.0',
  languages: ['zh'],
  title: { zh: '银行' },
  scales: { five: { options: scale } },
  sections: [
    {
      code: 'S1',
      title: { zh: '服务' },
      items: [
        { code: 'I', type: 'information', text: {} },
        {
          code: 'M',
          type: 'matrix',
          text: {},
          scale: 'five',
          rows: [
            { code: 'M1', text: { zh: '排队' }, binding: { indicator: 'QUEUE' } },
            { code: 'M2', text: {}, show_if: { item: 'Q1', op: 'eq', value: 'yes' } },
          ],
        },
        {
          code: 'Q1',
          type: 'single',
          text: {},
          options: [{ code: 'yes', text: { zh: '是' } }],
          binding: { indicator: 'X', scores: { yes: 70 } },
        },
      ],
    },
    { code: 'S2', items: [{ code: 'T', type: 'text', text: {} }] },
  ],
};

describe('bindings', () => {
  const [row, single] = bindings(document);
  test('of rows and items', () => {
    expect([row?.code, row?.binding.indicator, single?.code]).toEqual(['M1', 'QUEUE', 'Q1']);
  });
  test('without scores the scale runs evenly from 0 to 100', () => {
    expect(scale.map((option) => row && scoreOf(row, option))).toEqual([0, 25, 50, 75, 100]);
  });
  test('scores of the binding win', () => {
    expect(single && scoreOf(single, { code: 'yes', text: {}, value: 1 })).toBe(70);
    expect(single && scoreOf(single, { code: 'no', text: {}, value: 0 })).toBeUndefined();
  });
});

test('rules are found on items and rows', () => {
  expect(rules(document).map((rule) => rule.code)).toEqual(['M2']);
});

test('options are found by item and by row, through the scale', () => {
  expect(optionText(document, 'M1', '5')).toEqual({ zh: '分5' });
  expect(optionText(document, 'Q1', 'yes')).toEqual({ zh: '是' });
  expect(optionText(document, 'Q1', 'gone')).toBeUndefined();
});

test('a condition in words', () => {
  const name: Namer = {
    join: (kind, parts) => `(${parts.join(kind === 'all' ? ' and ' : ' or ')})`,
    not: (part) => `not ${part}`,
    leaf: (item, op, values) => [item, op, values.join('|')].filter(Boolean).join(' '),
  };
  const condition: Schemas['Condition'] = {
    all: [
      { item: 'A', op: 'in', value: ['1', '2'] },
      { any: [{ not: { item: 'B', op: 'answered' } }, { item: 'C', op: 'ge', value: 8 }] },
    ],
  };
  expect(wording(condition, name)).toBe('(A in 1|2 and (not B answered or C ge 8))');
});

describe('points, days and ends', () => {
  test('an item is answered with whole numbers', () => {
    const item = { code: 'X', text: {} };
    expect(pointsOf({ ...item, type: 'nps' })).toHaveLength(11);
    expect(pointsOf({ ...item, type: 'ces' })).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(pointsOf({ ...item, type: 'stars' })).toEqual([1, 2, 3, 4, 5]);
    expect(pointsOf({ ...item, type: 'stars', points: 3 })).toEqual([1, 2, 3]);
  });
  test('a date has bounds or none', () => {
    const item = { code: 'X', type: 'date', text: {} };
    expect(daysOf({ ...item, earliest: '2026-01-01', latest: '2026-12-31' })).toBe('2026-01-01 – 2026-12-31');
    expect(daysOf({ ...item, latest: '2026-12-31' })).toBe('– 2026-12-31');
    expect(daysOf(item)).toBe('');
  });
  test('options and conditions that end the form are rules', () => {
    const options = [
      { code: 'yes', text: {} },
      { code: 'no', text: {}, ends: true },
    ];
    const items = [
      { code: 'A', type: 'single', text: {}, options },
      { code: 'B', type: 'multiple', text: {}, options },
      { code: 'C', type: 'information', text: {}, end_if: { item: 'A', op: 'answered' } },
    ];
    expect(rules({ ...document, sections: [{ code: 'S', items }] })).toEqual([
      { code: 'A', text: {}, condition: { item: 'A', op: 'eq', value: 'no' }, ends: true },
      { code: 'B', text: {}, condition: { item: 'B', op: 'contains', value: 'no' }, ends: true },
      { code: 'C', text: {}, condition: { item: 'A', op: 'answered' }, ends: true },
    ]);
  });
});
