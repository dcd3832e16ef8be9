import { expect, test } from 'vitest';
import { everybody, issued, obstacle, refusals, selectionOf, toIssue } from './inviting';

test('what was left empty is not sent', () => {
  expect(selectionOf(everybody())).toEqual({ units: [] });
  expect(
    selectionOf({
      units: ['B01'],
      stages: ['new'],
      kinds: ['person'],
      status: 'active',
      attribute: 'gender:female',
      limit: 20,
    }),
  ).toEqual({
    units: ['B01'],
    stages: ['new'],
    kinds: ['person'],
    status: 'active',
    attribute: 'gender',
    value: 'female',
    limit: 20,
  });
});

test.each([
  ['planned', 'confidential', 'planned'],
  ['open', 'confidential', undefined],
  ['paused', 'named', undefined],
  ['closed', 'named', 'closed'],
  ['reported', 'confidential', 'closed'],
  ['open', 'anonymous', 'anonymous'],
] as const)('links in a wave that is %s and %s', (state, anonymity, want) => {
  expect(obstacle({ state, anonymity })).toBe(want);
});

test('a limit cuts, and nothing else does', () => {
  expect(toIssue(12, null)).toBe(12);
  expect(toIssue(12, 5)).toBe(5);
  expect(toIssue(3, 5)).toBe(3);
});

test('the most frequent refusal comes first', () => {
  const refused = [
    { reason: 'consent', count: 2 },
    { reason: 'no_contact', count: 9 },
    { reason: 'lost', count: 2 },
  ] as const;
  expect(refusals([...refused]).map(({ reason }) => reason)).toEqual(['no_contact', 'consent', 'lost']);
});

test('an issue is never done before it is', () => {
  expect(issued({ seen: 500, matching: 500 })).toBe(99);
  expect(issued({ seen: 250, matching: 500 })).toBe(50);
  expect(issued({ seen: 0, matching: 0 })).toBe(0);
});
