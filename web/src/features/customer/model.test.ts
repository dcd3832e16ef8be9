import { expect, test } from 'vitest';
import { attributeOf, mapped, missing } from './model';

test('a column gets one field, and a field one column, but for contact points', () => {
  const first = { No: 'code', Who: 'name', Tel: 'phone' };
  expect(mapped(first, 'Tel 2', 'phone')).toEqual({ ...first, 'Tel 2': 'phone' });
  expect(mapped(first, 'Person', 'name')).toEqual({ No: 'code', Tel: 'phone', Person: 'name' });
  expect(mapped(first, 'No', 'name')).toEqual({ No: 'name', Tel: 'phone' });
  expect(mapped(first, 'Tel', undefined)).toEqual({ No: 'code', Who: 'name' });
});

test('code and name are needed', () => {
  expect(missing({ No: 'code' })).toEqual(['name']);
  expect(missing({ No: 'code', Who: 'name' })).toEqual([]);
});

test('an attribute filter is an attribute and a value', () => {
  expect(attributeOf('age:18:29')).toEqual({ attribute: 'age', value: '18:29' });
  expect(attributeOf('')).toEqual({});
});
