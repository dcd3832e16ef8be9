import { describe, expect, test } from 'vitest';
import { begin, editOf, faultsOf, heirOf, parentsFor, stepOf, takes, type Unit } from './editing';

const unit = (code: string, parent?: string, type = 'outlet'): Unit => ({
  id: code,
  code,
  parent,
  type,
  name: { zh: `名${code}`, en: `Name ${code}` },
  valid_from: '2020-01-01',
  closed: false,
  revision: code.length,
  change: code !== 'HQ',
  below: true,
});
const units = [
  unit('HQ', undefined, 'head_office'),
  unit('B1', 'HQ', 'sub_branch'),
  unit('A1', 'B1'),
  unit('A2', 'B1'),
  unit('E1', 'A2', 'employee'),
  unit('B2', 'HQ', 'sub_branch'),
];

describe('the change that is sent', () => {
  test('a new unit takes the type of those beside it and waits for code and name', () => {
    const form = begin({ act: 'add', parent: 'B1' }, units, '2026-12-01');
    expect(editOf(form, units)).toBeUndefined();
    form.fields = { ...form.fields, code: ' A3 ', name: '新' };
    expect(editOf(form, units)).toEqual({
      act: 'add',
      on: '2026-12-01',
      new: [{ code: 'A3', name: '新', type: 'outlet', parent: 'B1' }],
    });
  });
  test('a move names the revision that was seen', () => {
    expect(editOf(begin({ act: 'move', unit: 'A1', parent: 'B2' }, units, '2026-12-01'), units)).toEqual({
      act: 'move',
      on: '2026-12-01',
      units: [{ code: 'A1', revision: 2 }],
      parent: 'B2',
    });
    expect(editOf(begin({ act: 'move', unit: 'A1' }, units, '2026-12-01'), units)).toBeUndefined();
  });
  test('a change begins with what there is', () => {
    const form = begin({ act: 'change', unit: 'A1' }, units, '2026-12-01');
    expect(editOf(form, units)).toBeUndefined(); // nothing is changed yet
    form.fields.manager = '李';
    expect(editOf(form, units)?.set).toEqual({ name: '名A1', name_en: 'Name A1', type: 'outlet', manager: '李' });
    expect(editOf({ ...form, on: '' }, units)).toBeUndefined();
  });
  test('a merger goes on as one of its units or as a new one', () => {
    const form = begin({ act: 'merge', unit: 'A1' }, units, '2026-12-01');
    expect(editOf(form, units)).toBeUndefined();
    form.others = ['A2'];
    expect(editOf(form, units)).toMatchObject({ into: 'A1', units: [{ code: 'A1' }, { code: 'A2' }] });
    expect(editOf({ ...form, into: '' }, units)).toBeUndefined();
  });
  test('children of a divided unit go to the first part unless given to another', () => {
    const form = begin({ act: 'split', unit: 'B1' }, units, '2026-12-01');
    const [one, two] = form.parts;
    if (!one || !two) throw new Error('no parts');
    form.parts = [
      { ...one, code: 'S1', name: '一' },
      { ...two, code: 'S2', name: '二' },
    ];
    form.heirs = { A2: two.key };
    expect(editOf(form, units)?.new?.map((part) => [part.code, part.parent, part.children])).toEqual([
      ['S1', 'HQ', ['A1']],
      ['S2', 'HQ', ['A2']],
    ]);
    expect(editOf({ ...form, keep: true }, units)?.new?.map((part) => part.children)).toEqual([undefined, ['A2']]);
  });
});

test('after a change the unit that goes on is shown', () => {
  const fields = { key: 0, code: 'N ', name: '新', name_en: '', type: 'outlet', manager: '' };
  const form = (act: 'replace' | 'merge' | 'move') => ({ ...begin({ act, unit: 'A1' }, units, '2026-12-01'), fields });
  expect(heirOf(form('replace'))).toBe('N');
  expect(heirOf(form('merge'))).toBe('A1');
  expect(heirOf({ ...form('merge'), into: '' })).toBe('N');
  expect(heirOf(form('move'))).toBe('A1');
});

test('a unit moves below no person, not itself and nothing below it', () => {
  expect(parentsFor(units, 'B1').map((one) => one.code)).toEqual(['HQ', 'B2']);
  expect(takes(units, 'A1', 'B1')).toBe(false);
  expect(takes(units, 'A1', 'B2')).toBe(true);
  expect(takes(units, 'A1', 'E1')).toBe(false);
});

test('steps of the keyboard go into the unit before and out beside the parent', () => {
  expect(stepOf(units, 'A2', 'in')).toBe('A1');
  expect(stepOf(units, 'A1', 'in')).toBeUndefined();
  expect(stepOf(units, 'A1', 'out')).toBe('HQ');
  expect(stepOf(units, 'B1', 'out')).toBeUndefined();
});

test('faults stand at their fields', () => {
  expect(
    faultsOf({
      title: '',
      status: 422,
      detail: 'x',
      errors: [
        { key: 'a', field: 'on', detail: '一' },
        { key: 'b', field: 'on', detail: '二' },
        { key: 'c', detail: '三' },
      ],
    }),
  ).toEqual({ on: '一', '': '三' });
});
