import { describe, expect, it } from 'vitest';
import {
  columnsOf,
  detached,
  type Entry,
  entriesOf,
  itemOf,
  type Mapping,
  meaningOf,
  placeOf,
  share,
  unitOf,
  usesOf,
  valuesOf,
  withChoice,
  withColumns,
  withMeaning,
  withUnit,
  withWords,
} from './model';

const mapping: Mapping = {
  format: 'manyi.mapping/1',
  wave: {
    programme: { code: 'p', name: { zh: 'p' } },
    code: 'w',
    name: { zh: 'w' },
    period: { from: '2026-01-01', to: '2026-12-31' },
    anonymity: 'named',
    questionnaire: 'q@1.0',
    root_unit: 'HQ',
  },
  unit: { column: { names: ['shop'] } },
  id: { column: { names: ['no'] } },
  missing: ['99'],
  codes: {
    five: {
      values: [
        { from: '好', to: '5' },
        { from: '05', to: '5' },
      ],
    },
  },
  items: [
    { item: 'A', column: { names: ['a'] }, codes: 'five' },
    { item: 'B', column: { names: ['b'] }, codes: 'five' },
    { item: 'C', column: { names: ['c'] } },
  ],
};

const entry = (code: string, more: Partial<Entry> = {}): Entry => ({
  code,
  type: 'single',
  text: { zh: code },
  section: 'S',
  options: [
    { code: '5', text: { zh: '好' } },
    { code: '1', text: { zh: '差' } },
  ],
  na: true,
  required: false,
  ...more,
});

const item = (of: Mapping, code: string) => {
  const found = itemOf(of, code);
  if (!found) throw new Error(`no item ${code}`);
  return found;
};

describe('what values mean', () => {
  it('reads translations, other writings of a number, missing values and own codes', () => {
    const a = item(mapping, 'A');
    expect(meaningOf(mapping, entry('A'), a, '好')).toBe('5');
    expect(meaningOf(mapping, entry('A'), a, '5.0')).toBe('5');
    expect(meaningOf(mapping, entry('A'), a, '99')).toBe('');
    expect(meaningOf(mapping, entry('A'), a, '差')).toBeUndefined();
    const c = item(mapping, 'C');
    expect(meaningOf(mapping, entry('C'), c, '1')).toBe('1');
    expect(meaningOf(mapping, entry('C'), c, 'NA')).toBe('na');
    expect(meaningOf(mapping, entry('C', { type: 'nps', options: [] }), c, '7')).toBe('7');
    expect(meaningOf(mapping, entry('C', { type: 'nps', options: [] }), c, '7 分')).toBeUndefined();
    const counted = [
      { value: '好', count: 2 },
      { value: '差', count: 1 },
    ];
    expect(share(mapping, entry('A'), a, counted)).toEqual({ known: 1, all: 2 });
  });

  it('changes a shared translation for all that share it', () => {
    const next = withMeaning(mapping, entry('A'), item(mapping, 'A'), '差', '1');
    expect(meaningOf(next, entry('B'), item(next, 'B'), '差')).toBe('1');
    const gone = withMeaning(next, entry('A'), item(next, 'A'), '差', '');
    expect(meaningOf(gone, entry('B'), item(gone, 'B'), '差')).toBe('');
    expect(item(gone, 'B').missing).toEqual(['99', '差']);
    expect(item(gone, 'C').missing).toBeUndefined();
  });

  it('keeps own codes when one value is explained', () => {
    const next = withMeaning(mapping, entry('C'), item(mapping, 'C'), '很好', '5');
    expect(item(next, 'C').values).toEqual([
      { from: '5', to: '5' },
      { from: '1', to: '1' },
      { from: 'na', to: 'na' },
      { from: '很好', to: '5' },
    ]);
  });

  it('takes an item apart from the others, and drops sets nobody uses', () => {
    const one = detached(mapping, item(mapping, 'A'));
    expect(item(one, 'A').values).toHaveLength(2);
    expect(one.codes).toHaveProperty('five');
    expect(detached(one, item(one, 'B')).codes).toBeUndefined();
  });
});

describe('columns', () => {
  it('gives and takes away the columns of items', () => {
    expect(itemOf(withColumns(mapping, 'C', []), 'C')).toBeUndefined();
    expect(columnsOf(itemOf(withColumns(mapping, 'D', ['d', 'e']), 'D'))).toEqual(['d', 'e']);
    const one = withChoice(mapping, 'C', '5', 'x');
    expect(item(one, 'C')).toEqual({
      item: 'C',
      column: { names: [] },
      choices: [{ option: '5', column: { names: ['x'] } }],
    });
    const two = withWords(withChoice(one, 'C', '1', 'y'), 'C', { checked: ['J'] });
    expect(item(two, 'C').choices?.map((choice) => choice.checked)).toEqual([['J'], ['J']]);
    expect(itemOf(withChoice(one, 'C', '5', undefined), 'C')).toBeUndefined();
    expect(usesOf(two).get('x')).toEqual(['C']);
    expect(usesOf(mapping).get('shop')).toEqual(['unit']);
  });

  it('counts values, parted where cells are', () => {
    const column = (name: string, top: { value: string; count: number }[]) => ({
      letter: name,
      name,
      kind: 'codes',
      filled: 1,
      blank: 0,
      distinct: 1,
      min: 0,
      max: 0,
      mean: 0,
      top,
    });
    const columns = [
      column('a', [{ value: 'x;y', count: 2 }]),
      column('b', [
        { value: 'y', count: 1 },
        { value: 'z', count: 9 },
      ]),
    ];
    expect(valuesOf(columns, ['a', 'b'], ';')).toEqual([
      { value: 'z', count: 9 },
      { value: 'y', count: 3 },
      { value: 'x', count: 2 },
    ]);
  });
});

describe('units and places', () => {
  it('reads codes as they are until one value is explained', () => {
    const codes = new Set(['HQ', 'S1']);
    const all = [
      { value: 'S1', count: 1 },
      { value: '一店', count: 1 },
    ];
    expect(unitOf(mapping, 'S1', codes)).toBe('S1');
    expect(unitOf(mapping, '一店', codes)).toBeUndefined();
    const next = withUnit(mapping, '一店', 'S1', all, codes);
    expect(next.unit.values).toEqual([
      { from: 'S1', to: 'S1' },
      { from: '一店', to: 'S1' },
    ]);
    expect(unitOf(withUnit(next, '一店', '', all, codes), '一店', codes)).toBe('');
  });

  it('names the item of a fault', () => {
    expect(placeOf(mapping, 'items[1].column')).toBe('B');
    expect(placeOf(mapping, 'unit')).toBe('unit');
  });

  it('lists what can be answered', () => {
    const list = entriesOf({
      format: '',
      code: 'q',
      version: '1.0',
      languages: ['zh'],
      title: {},
      sections: [
        {
          code: 'S',
          items: [
            { code: 'I', type: 'information', text: {} },
            { code: 'M', type: 'matrix', text: { zh: '各项' }, rows: [{ code: 'M1', text: { zh: '一' } }] },
            { code: 'N', type: 'nps', text: {}, not_applicable: { zh: '不适用' } },
          ],
        },
      ],
    });
    expect(list.map((one) => [one.code, one.type, one.na])).toEqual([
      ['M1', 'single', false],
      ['N', 'nps', true],
    ]);
  });
});
