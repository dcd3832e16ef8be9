import { expect, test } from 'vitest';
import en from '../locales/en.json';
import zh from '../locales/zh.json';
import { dayIn, fill } from './format';

test('one of something and more of it', () => {
  expect(fill('{n} {n|row|rows}', { n: 1 })).toBe('1 row');
  expect(fill('{n} {n|row|rows}', { n: '1' })).toBe('1 row');
  expect(fill('{n} {n|row|rows}', { n: 0 })).toBe('0 rows');
  expect(fill('{n} {n|row|rows}', { n: '2\u2009304' })).toBe('2\u2009304 rows');
  expect(fill('{a}{b}', { a: 'x' })).toBe('x{b}');
  expect(fill(en['wave.responses_of'], { n: 39, units: 1 })).toBe('39 responses, 1 unit');
  expect(fill(zh['wave.responses_of'], { n: 39, units: 1 })).toBe('39 份答卷，1 个单位');
});

test('both languages have the same places, and English nouns follow their numbers', () => {
  const places = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((one) => one[1]))].sort();
  for (const [key, text] of Object.entries(zh))
    expect([key, places(en[key as keyof typeof en])]).toEqual([key, places(text)]);
});

test('a day is a day of the installation', () => {
  const late = new Date('2026-11-22T16:05:00Z');
  expect(dayIn('Asia/Shanghai', late)).toBe('2026-11-23');
  expect(dayIn('America/Los_Angeles', late)).toBe('2026-11-22');
  expect(dayIn('UTC', late)).toBe('2026-11-22');
});
