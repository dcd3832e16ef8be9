import { describe, expect, test } from 'vitest';
import type { Document } from '../../api/queries/indicator';
import {
  add,
  find,
  fits,
  keyAt,
  move,
  neighbour,
  places,
  remove,
  SYSTEM,
  shift,
  speak,
  toDocument,
  toTree,
} from './edit';
import { approximate, exact, parse, parseShare, shares } from './fraction';

const leaf = (code: string) => ({ code, name: { zh: code }, importance: '1' });
const document: Document = {
  format: 'manyi.indicator/1',
  code: 'small',
  version: '1.0',
  name: { zh: '小', en: 'Small' },
  nodes: [
    {
      ...leaf('R'),
      direction: 'lower',
      missing: 'incomplete',
      children: [{ ...leaf('A'), missing: 'renormalise', children: [leaf('A1'), leaf('A2')] }, leaf('B'), leaf('C')],
    },
  ],
};
const tree = toTree(document);
const key = (code: string) => places(tree).find((one) => one.node.code === code)?.node.key ?? '';
const outline = (of: typeof tree | undefined) =>
  of &&
  places(of)
    .map(({ node, level }) => `${'.'.repeat(level - 1)}${node.code}`)
    .join(' ');

test('what goes in comes out', () => {
  expect(toDocument(tree)).toEqual(document);
});

test('empty fields are not stored, and a leaf has no rule for children', () => {
  const { nodes } = toDocument({
    ...tree,
    departments: [],
    nodes: [{ ...leaf('X'), key: 'x', description: { zh: ' ' }, department: '', missing: 'renormalise', children: [] }],
  });
  expect(nodes).toEqual([leaf('X')]);
});

test.each([
  ['up', 'C', 'R .A ..A1 ..A2 .C .B'],
  ['down', 'A', 'R .B .A ..A1 ..A2 .C'],
  ['in', 'B', 'R .A ..A1 ..A2 ..B .C'],
  ['out', 'A1', 'R .A ..A2 .A1 .B .C'],
  ['up', 'A', undefined],
  ['in', 'A', undefined],
  ['out', 'R', undefined],
  ['out', 'A', 'R .B .C A .A1 .A2'],
] as const)('%s of %s', (step, code, want) => expect(outline(shift(tree, key(code), step))).toBe(want));

describe('moving', () => {
  test('before a place that comes later counts without the node itself', () => {
    expect(outline(move(tree, key('A'), key('R'), 2))).toBe('R .B .A ..A1 ..A2 .C');
    expect(move(tree, key('A'), key('R'), 1)).toBeUndefined(); // where it is
  });
  test('not under itself, and not below the fourth level', () => {
    expect(fits(tree, key('R'), key('A1'))).toBe(false);
    const deep = shift(tree, key('B'), 'in');
    const b = deep && places(deep).find((one) => one.node.code === 'B')?.node.key;
    const below = deep && b ? add(deep, b, 0) : undefined;
    expect(below && find(below.tree, below.key)?.level).toBe(4);
    expect(below && add(below.tree, below.key, 0)).toBeUndefined();
    expect(below && fits(below.tree, key('C'), below.key)).toBe(false);
    expect(below && fits(below.tree, key('C'), b)).toBe(true);
  });
  test('the direction is said at the top only', () => {
    const two = add(tree, undefined, 1);
    const moved = two && move(two.tree, two.key, key('R'), 0);
    expect(moved && find(moved, two.key)?.node.code).toBe('I2');
    const reversed = two && move({ ...two.tree }, key('C'), undefined, 0);
    expect(outline(reversed)).toBe('C R .A ..A1 ..A2 .B I2');
  });
});

test('a new node has a code nobody has and the languages of the system', () => {
  const once = add(tree, key('A'), 0);
  expect(once && find(once.tree, once.key)?.node).toMatchObject({
    code: 'A_3',
    name: { zh: '', en: '' },
    importance: '1',
  });
});

test('what is selected after a deletion', () => {
  expect([neighbour(tree, key('B')), neighbour(tree, key('C')), neighbour(tree, key('R'))]).toEqual([
    key('C'),
    key('B'),
    SYSTEM,
  ]);
  expect(outline(remove(tree, key('A')))).toBe('R .B .C');
});

test.each([
  ['nodes[0].children[1].name.en', 'B'],
  ['nodes[0].children[0].children', 'A'],
  ['nodes[0].importance', 'R'],
])('the fault at %s', (field, code) => expect(keyAt(tree, field)).toBe(key(code)));

test('faults of the system and of departments are its own', () => {
  expect([keyAt(tree, 'name.zh'), keyAt(tree, 'departments[0].code'), keyAt(tree, 'nodes')]).toEqual([
    SYSTEM,
    SYSTEM,
    SYSTEM,
  ]);
});

test('a language is given to every text and taken from every text', () => {
  expect(toDocument(speak(tree, 'zh', false)).nodes[0]?.name).toEqual({});
  expect(toDocument(speak(tree, 'en', true)).nodes[0]?.children?.[1]?.name).toEqual({ zh: 'B', en: '' });
});

describe('shares', () => {
  const told = (list: string[]) => shares(list).map((one) => one && exact(one));
  test('are exact', () => {
    expect(told(['0.1', '0.2'])).toEqual(['1/3', '2/3']);
    expect(told(['15', '35', '50'])).toEqual(['3/20', '7/20', '1/2']);
    expect(told(['7'])).toEqual(['1']);
    expect(told(['0', '3'])).toEqual(['0', '1']);
  });
  test('do not exist beside what is no number, and of nothing', () => {
    expect(told(['1', 'x'])).toEqual([undefined, undefined]);
    expect(told(['0', '0.0'])).toEqual([undefined, undefined]);
    expect([parse('-1'), parse('1e3'), parse('1.'), parse('')]).toEqual([undefined, undefined, undefined, undefined]);
  });
  test('of the server read back', () => {
    const share = parseShare('2/3');
    expect(share && approximate(share)).toBeCloseTo(0.6667, 4);
    expect(parseShare('')).toBeUndefined();
  });
});
