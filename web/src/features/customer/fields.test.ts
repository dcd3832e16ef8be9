import { expect, test } from 'vitest';
import {
  type Attribute,
  attributeFault,
  faultOf,
  freshCode,
  moved,
  offered,
  replaced,
  sound,
  type Term,
} from './fields';

const term = (code: string, more: Partial<Term> = {}): Term => ({ code, name: { zh: code, en: code }, ...more });
const choice = (code: string, options: Term[]): Attribute => ({ ...term(code), type: 'choice', options });

test('elements move within their list', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
});

test('elements are replaced and removed', () => {
  expect(replaced([1, 2, 3], 1, 9)).toEqual([1, 9, 3]);
  expect(replaced([1, 2, 3], 1)).toEqual([1, 3]);
});

test('a fresh code is nobody else’s', () => {
  expect(freshCode([], 'stage')).toBe('stage_1');
  expect(freshCode([{ code: 'stage_2' }], 'stage')).toBe('stage_3');
});

test('faults are found before the server says so', () => {
  expect(faultOf([term('ok')], 0)).toBeUndefined();
  expect(faultOf([term('a b')], 0)).toBe('code');
  expect(faultOf([term('')], 0)).toBe('code');
  expect(faultOf([term('a'), term('a')], 1)).toBe('twice');
  expect(faultOf([term('a', { name: {} })], 0)).toBe('name');
  expect(faultOf([term('a', { name: { zh: '', en: 'A' } })], 0)).toBeUndefined();
  expect(attributeFault([choice('a', [])], 0)).toBe('options');
  expect(sound({ stages: [term('s')], attributes: [choice('a', [term('x'), term('x')])] })).toBe(false);
  expect(sound({ stages: [term('s')], attributes: [choice('a', [term('x'), term('y')])] })).toBe(true);
});

test('what is retired is offered only to whoever has it', () => {
  const terms = [term('a'), term('b', { retired: true })];
  expect(offered(terms).map(({ code }) => code)).toEqual(['a']);
  expect(offered(terms, 'b').map(({ code }) => code)).toEqual(['a', 'b']);
});
