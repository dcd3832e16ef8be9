import { describe, expect, test } from 'vitest';
import { type Column, parseSort, sorted, toCsv, writeSort } from './table';

type Unit = { name: string; score?: number; children?: Unit[] };

const columns: Column<Unit>[] = [
  { key: 'name', title: '单位', render: (row) => row.name, sort: (row) => row.name, csv: (row) => row.name },
  { key: 'score', title: '得分', render: (row) => row.score, sort: (row) => row.score, csv: (row) => row.score },
  { key: 'bar', title: '图', render: () => null },
];
const units: Unit[] = [
  { name: 'B2', score: 80 },
  { name: 'B10' },
  {
    name: 'B1',
    score: 90,
    children: [
      { name: 'x', score: 1 },
      { name: 'y', score: 2 },
    ],
  },
];
const names = (rows: Unit[]) => rows.map((row) => row.name);

describe('sorted', () => {
  test('numbers in names count as numbers', () => {
    expect(names(sorted(units, columns, { key: 'name', descending: false }))).toEqual(['B1', 'B2', 'B10']);
  });

  test('rows without a value come last in either direction', () => {
    expect(names(sorted(units, columns, { key: 'score', descending: false }))).toEqual(['B2', 'B1', 'B10']);
    expect(names(sorted(units, columns, { key: 'score', descending: true }))).toEqual(['B1', 'B2', 'B10']);
  });

  test('children are ordered within their parent', () => {
    const first = sorted(units, columns, { key: 'score', descending: true })[0];
    expect(names(first?.children ?? [])).toEqual(['y', 'x']);
  });

  test('an unknown column changes nothing', () => {
    expect(sorted(units, columns, { key: 'gone', descending: false })).toBe(units);
  });
});

test('a sort survives the address', () => {
  expect(parseSort(writeSort('score', 'descend') ?? null)).toEqual({ key: 'score', descending: true });
  expect(parseSort(writeSort('score', 'ascend') ?? null)).toEqual({ key: 'score', descending: false });
  expect(parseSort(writeSort('score', null) ?? null)).toBeUndefined();
});

test('CSV quotes, neutralises formulas and lists children after their parent', () => {
  const rows: Unit[] = [{ name: '=cmd()', score: -2, children: [{ name: 'a "b", c' }] }];
  expect(toCsv(columns, rows)).toBe('\uFEFF单位,得分\r\n\'=cmd(),-2\r\n"a ""b"", c",\r\n');
});
