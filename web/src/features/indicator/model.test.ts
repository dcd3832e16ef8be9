import { expect, test } from 'vitest';
import { codesWithChildren, depth, listed } from './model';

const tree = [
  {
    code: 'CSI',
    name: {},
    importance: '1',
    department: 'D0',
    children: [
      { code: 'A', name: {}, importance: '0.3', children: [{ code: 'A1', name: {}, importance: '5' }] },
      { code: 'B', name: {}, importance: '0.1', department: 'D1', children: [] },
    ],
  },
];

test('shares are of the siblings and departments are inherited', () => {
  const [root] = listed(tree);
  expect(root?.share).toBe(1);
  expect(root?.children?.map((node) => [node.code, node.share.toFixed(2), node.answersTo])).toEqual([
    ['A', '0.75', 'D0'],
    ['B', '0.25', 'D1'],
  ]);
  expect(root?.children?.[0]?.children?.[0]?.level).toBe(3);
});

test('a leaf has no empty list of children to open', () => {
  expect(codesWithChildren(listed(tree))).toEqual(['CSI', 'A']);
  expect(depth(listed(tree))).toBe(3);
});
