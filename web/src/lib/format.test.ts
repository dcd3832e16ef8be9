import { describe, expect, test } from 'vitest';
import { formats, pick } from './format';

const zh = formats('zh');
const en = formats('en');

describe('numbers', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1\u2009000'],
    [1234567, '1\u2009234\u2009567'],
  ])('count %d', (n, want) => expect(zh.count(n)).toBe(want));

  test.each([
    [83.64, 1, '83.6'],
    [-2.06, 1, '−2.1'],
    [-0.04, 1, '0.0'],
    [5, 0, '5'],
  ])('decimal %d to %d places', (n, places, want) => expect(zh.decimal(n, places)).toBe(want));

  test('a share has no decimals below a base of 100', () => {
    expect(zh.share(0.8349, 99)).toBe('83%');
    expect(zh.share(0.8349, 100)).toBe('83.5%');
  });
});

describe('dates', () => {
  test('day with weekday', () => {
    expect(zh.day('2026-11-22')).toBe('11月22日 周日');
    expect(en.day('2026-11-22')).toBe('22 Nov Sun');
  });

  test('relative only within a day', () => {
    const now = Date.parse('2026-11-22T10:00:00Z');
    expect(en.ago('2026-11-22T09:57:00Z', now)).toBe('3 minutes ago');
    expect(zh.ago('2026-11-22T08:00:00Z', now)).toBe('2小时前');
    expect(zh.ago('2026-11-22T09:59:40Z', now)).toBe('现在');
    expect(zh.ago('2026-11-20T08:00:00Z', now)).toMatch(/^2026-11-20 \d\d:\d\d$/);
  });
});

test('a missing language falls back to Chinese, then English, then any', () => {
  expect(pick({ zh: '满意', en: 'Content' }, 'en')).toBe('Content');
  expect(pick({ zh: '满意' }, 'en')).toBe('满意');
  expect(pick({ en: 'Content' }, 'zh')).toBe('Content');
  expect(pick({ de: 'Zufrieden' }, 'zh')).toBe('Zufrieden');
  expect(pick(undefined, 'zh')).toBe('');
});
