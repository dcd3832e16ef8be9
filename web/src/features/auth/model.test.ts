import { expect, test } from 'vitest';
import { actionGroups, detailLines, grantsOf, objectKinds, reachOf } from './model';

test('a unit counts only where the role has one', () => {
  expect(
    grantsOf([
      { role: 'administrator', unit: 'B01' },
      { role: 'unit_manager', unit: 'B01' },
      { role: 'survey_manager' },
      { unit: 'B02' },
    ]),
  ).toEqual([
    { role: 'administrator', unit: undefined },
    { role: 'unit_manager', unit: 'B01' },
    { role: 'survey_manager', unit: undefined },
  ]);
  expect([reachOf('auditor'), reachOf('unit_manager'), reachOf(undefined)]).toEqual(['all', 'one', 'either']);
});

test('every action with words can be chosen, by what it is about', () => {
  const groups = actionGroups();
  expect(groups.find(({ family }) => family === 'wave')?.actions).toContain('wave.open');
  expect(groups.find(({ family }) => family === 'key')?.actions).toEqual(['key.create', 'key.revoke']);
  for (const { family } of groups) expect(objectKinds()).toContain(family);
});

test('the details of an entry in lines', () => {
  expect(detailLines({ to: ['a@B01', 'b'], from: '', n: 3, deep: { x: 1 }, none: null, empty: [] })).toEqual([
    { name: 'deep', value: '{"x":1}' },
    { name: 'empty', value: '—' },
    { name: 'from', value: '—' },
    { name: 'n', value: '3' },
    { name: 'none', value: '—' },
    { name: 'to', value: 'a@B01, b' },
  ]);
  expect(detailLines(undefined)).toEqual([]);
});
