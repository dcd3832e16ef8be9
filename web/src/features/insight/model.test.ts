import { describe, expect, test } from 'vitest';
import type { Schemas } from '../../api/client';
import { branches, byProgramme, extremes, inOrder, missesTarget, parents } from './model';

const wave = (code: string, state: Schemas['WaveSummary']['state'], from: string): Schemas['WaveSummary'] => ({
  id: code,
  code,
  name: { zh: code },
  programme: { code: code.split('-')[0] ?? '', name: {} },
  state,
  anonymity: 'anonymous',
  period_from: from,
  period_to: from,
  questionnaire: { code: 'q', version: '1.0', title: {} },
  indicator_system: { code: 's', version: '1.0', name: {} },
  responses: 0,
  units: 1,
  actions: [],
});
const score = (value: number | undefined, high = value, reportable: Schemas['Figure']['reportable'] = 'yes') => ({
  value,
  low: value,
  high,
  n: 50,
  reportable,
});
const node = (code: string, parent?: string): Schemas['Node'] => ({
  code,
  parent,
  name: {},
  level: 1,
  importance: '1',
  share: 1,
  direction: 'higher',
  score: score(80),
  items: [],
});
const codes = (list: { code: string }[]) => list.map((one) => one.code);

const waves = [
  wave('sfo-2016', 'reported', '2016-05-01'),
  wave('bank-h1', 'closed', '2026-01-01'),
  wave('sfo-2017', 'reported', '2017-05-01'),
  wave('bank-h2', 'open', '2026-07-01'),
];

test('open waves come first, then the newest', () => {
  expect(codes(inOrder(waves))).toEqual(['bank-h2', 'bank-h1', 'sfo-2017', 'sfo-2016']);
});

test('waves by programme run in the order of time', () => {
  expect(byProgramme(waves).map((group) => [group.code, codes(group.waves)])).toEqual([
    ['bank', ['bank-h1', 'bank-h2']],
    ['sfo', ['sfo-2016', 'sfo-2017']],
  ]);
});

describe('branches', () => {
  test('nodes find their parents, whatever the order', () => {
    const [root] = branches([node('leaf', 'mid'), node('root'), node('mid', 'root')]);
    expect(root?.code).toBe('root');
    expect(root?.children?.[0]?.children?.[0]?.code).toBe('leaf');
  });
  test('a node without its parent is a root, not lost', () => {
    expect(codes(branches([node('a', 'gone')]))).toEqual(['a']);
  });
  test('parents are named once', () => {
    expect(parents([node('r'), node('a', 'r'), node('b', 'r')])).toEqual(['r']);
  });
});

test.each([
  ['clearly below', score(70, 74), 75, 'higher', true],
  ['within its interval', score(70, 76), 75, 'higher', false],
  ['above', score(80, 82), 75, 'higher', false],
  ['no target', score(70, 72), undefined, 'higher', false],
  ['hidden', score(70, 72, 'suppressed'), 75, 'higher', false],
  ['above where low is good', score(80, 82), 75, 'lower', true],
  ['below where low is good', score(70, 72), 75, 'lower', false],
] as const)('%s', (_, figure, target, direction, want) =>
  expect(missesTarget({ score: figure, target, direction })).toBe(want));

test('extremes leave out what may not be shown', () => {
  const rows = [
    { id: 'a', score: score(80) },
    { id: 'b', score: score(10, 10, 'suppressed') },
    { id: 'c', score: score(75) },
    { id: 'd', score: score(undefined) },
  ];
  expect(extremes(rows)?.map((row) => row.id)).toEqual(['c', 'a']);
  expect(extremes(rows.slice(0, 2))).toBeUndefined();
});
