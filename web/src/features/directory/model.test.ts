import { describe, expect, test } from 'vitest';
import { below, forest, narrowed, opened } from './model';

const units = [
  { id: '3', code: 'B0101', parent: '2' },
  { id: '1', code: 'HQ' },
  { id: '2', code: 'B01', parent: '1' },
  { id: '4', code: 'B02', parent: 'HQ' },
];

describe('forest', () => {
  test('parents are found by id or code, in any order', () => {
    const [root] = forest(units);
    expect(root?.code).toBe('HQ');
    expect(root?.children?.map((unit) => unit.code)).toEqual(['B01', 'B02']);
    expect(root?.children?.[0]?.children?.[0]?.code).toBe('B0101');
  });
  test('without its parent in scope a unit is a root', () => {
    expect(forest(units.slice(0, 1)).map((unit) => unit.code)).toEqual(['B0101']);
  });
  test('a unit that names itself as parent does not vanish', () => {
    expect(forest([{ id: '1', code: 'A', parent: 'A' }])).toHaveLength(1);
  });
});

test('a unit with everything below it', () => {
  expect(below(units, 'B01').map((unit) => unit.code)).toEqual(['B0101', 'B01']);
  expect(below(units, 'HQ')).toHaveLength(4);
  expect(below(units, 'gone')).toEqual([]);
});

test('a search keeps the units above a hit', () => {
  expect(narrowed(units, (unit) => unit.code === 'B0101').map((unit) => unit.code)).toEqual(['B0101', 'HQ', 'B01']);
});

test('only the top is open until something is searched', () => {
  const trees = forest(units);
  expect(opened(trees, false)).toEqual(['HQ']);
  expect(opened(trees, true)).toEqual(['HQ', 'B01', 'B0101', 'B02']);
});
