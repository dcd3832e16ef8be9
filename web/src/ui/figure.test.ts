import { describe, expect, test } from 'vitest';
import type { Schemas } from '../api/client';
import { formats } from '../lib/format';
import { drawable, figureText, margin } from './figure';

const { decimal } = formats('zh');
const words = { t: (key: string) => key, decimal };
const figure = (more: Partial<Schemas['Figure']>): Schemas['Figure'] => ({
  value: 83.64,
  low: 81.7,
  high: 85.5,
  n: 412,
  reportable: 'yes',
  ...more,
});

describe('figureText', () => {
  test.each([
    ['a score', figure({}), 'score', { value: '83.6' }],
    ['a share of a large base', figure({}), 'percent', { value: '83.6%' }],
    ['a share of a small base', figure({ n: 99 }), 'percent', { value: '84%' }],
    ['suppressed', figure({ reportable: 'suppressed' }), 'score', { reason: 'figure.suppressed' }],
    ['beside a hidden one', figure({ reportable: 'protected' }), 'score', { reason: 'figure.protected' }],
    ['until the end', figure({ reportable: 'waiting' }), 'score', { reason: 'figure.waiting' }],
    ['pending', figure({ reportable: 'pending' }), 'score', { reason: 'figure.pending' }],
    ['no answers', figure({ value: undefined, n: 0 }), 'score', { reason: 'figure.none' }],
    ['absent', undefined, 'score', { reason: 'figure.none' }],
  ] as const)('%s', (_, value, unit, want) => expect(figureText(value, unit, words)).toEqual(want));
});

describe('margin', () => {
  test('symmetric', () => expect(margin(figure({}), decimal)).toBe('±1.9'));
  test('asymmetric shows both ends', () => expect(margin(figure({ high: 88 }), decimal)).toBe('[81.7, 88.0]'));
  test('none without an interval', () => expect(margin(figure({ low: undefined }), decimal)).toBe(''));
});

test('a hidden figure is not drawn even if a number came along', () => {
  expect(drawable(figure({}))).toBe(true);
  expect(drawable(figure({ reportable: 'small' }))).toBe(true);
  expect(drawable(figure({ reportable: 'suppressed' }))).toBe(false);
  expect(drawable(figure({ reportable: 'protected' }))).toBe(false);
  expect(drawable(figure({ reportable: 'waiting' }))).toBe(false);
  expect(drawable(figure({ value: undefined }))).toBe(false);
  expect(drawable(undefined)).toBe(false);
});
