import { expect, test } from 'vitest';
import { blank, fieldOf, fieldsOf, NEW, programmeOf, settingsOf, surveyed, words } from './planning';

test('settings survive the form', () => {
  const settings = {
    code: 'halls-1',
    name: { zh: '夏季', en: 'Summer' },
    from: '2026-07-01',
    to: '2026-12-31',
    anonymity: 'confidential' as const,
    questionnaire: { code: 'hall', version: '1.0' },
    root_unit: 'B01',
    surveyed_types: ['outlet'],
    target: 20,
    previous: 'halls-0',
    keep_partial: true,
  };
  expect(settingsOf(fieldsOf(settings))).toEqual(settings);
});

test('what was left empty is not sent', () => {
  const sent = settingsOf({ ...blank(), name: ' 夏季 ', name_en: ' ', target: null });
  expect(sent.name).toEqual({ zh: '夏季' });
  expect(sent.previous).toBeUndefined();
  expect(sent.target).toBe(0);
  expect(words('名', 'Name')).toEqual({ zh: '名', en: 'Name' });
});

test('an anonymous wave has no drafts to keep', () => {
  expect(settingsOf({ ...blank(), keep_partial: true }).keep_partial).toBe(false);
  expect(settingsOf({ ...blank(), anonymity: 'named', keep_partial: true }).keep_partial).toBe(true);
});

test('a refusal finds its field', () => {
  expect(fieldOf('root_unit')).toBe('root');
  expect(fieldOf('body.code')).toBe('code');
  expect(fieldOf('elsewhere')).toBeUndefined();
});

test('no type chosen means all units', () => {
  const units = [{ type: 'branch' }, { type: 'outlet' }, { type: 'outlet' }];
  expect(surveyed(units, [])).toHaveLength(3);
  expect(surveyed(units, ['outlet'])).toHaveLength(2);
});

test('a wave goes to a programme that exists or to a new one', () => {
  expect(programmeOf({ ...blank(), programme: 'bank' })).toBe('bank');
  expect(programmeOf({ ...blank(), programme: NEW, programme_code: 'halls', programme_name: '营业厅' })).toEqual({
    code: 'halls',
    name: { zh: '营业厅' },
    purpose: undefined,
    population: undefined,
  });
});
