import { describe, expect, test } from 'vitest';
import type { Schemas } from '../../api/client';
import { bindings, type Namer, optionText, rules, scoreOf, wording } from './model';

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
