import { describe, expect, it } from 'vitest';
import { barrier, initial, percent, sent, size } from './model';

describe('barrier', () => {
  it.each([
    ['planned', 'named', 'planned'],
    ['planned', 'anonymous', 'planned'],
    ['open', 'anonymous', 'anonymous_open'],
    ['paused', 'anonymous', 'anonymous_open'],
    ['closed', 'anonymous', undefined],
    ['open', 'confidential', undefined],
    ['reported', 'named', undefined],
  ] as const)('of a wave that is %s and %s is %s', (state, anonymity, want) => {
    expect(barrier({ state, anonymity })).toBe(want);
  });
});

describe('sent', () => {
  it('leaves out what means nothing', () => {
    const named = { state: 'open', anonymity: 'named' } as const;
    expect(sent(initial, named)).toEqual({
      format: 'xlsx',
      states: 'complete',
      values: 'both',
      multiple: 'columns',
      weights: 'imported',
      receipts: false,
    });
    expect(sent({ ...initial, format: 'sav', unit: 'B01' }, { state: 'closed', anonymity: 'anonymous' })).toEqual({
      format: 'sav',
      states: 'complete',
      unit: 'B01',
      multiple: 'columns',
    });
  });
});

describe('percent', () => {
  it.each([
    [0, 0, 0],
    [500, 1000, 50],
    [999, 1000, 99],
    [1200, 1000, 99],
  ])('%i of %i rows is %i', (rows, total, want) => {
    expect(percent({ rows, total })).toBe(want);
  });
});

describe('size', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1234, '1.2 KB'],
    [12_345_678, '12 MB'],
    [4_000_000_000, '4.0 GB'],
    [4e12, '4000 GB'],
  ])('%i bytes are %s', (bytes, want) => {
    expect(size(bytes)).toBe(want);
  });
});
