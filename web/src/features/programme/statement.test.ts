import { expect, test } from 'vitest';
import texts from '../../../../internal/i18n/catalogue/respond.json';
import en from '../../locales/en.json';
import zh from '../../locales/zh.json';

const catalogue: Record<string, { zh: string; en: string }> = texts;

// What managers are told that people read is what people read.
test.each(['named', 'confidential', 'anonymous'] as const)('the promise of a wave that is %s', (level) => {
  const said = catalogue[`respond.promise.${level}`];
  expect(zh[`statement.${level}`]).toBe(said?.zh);
  expect(en[`statement.${level}`]).toBe(said?.en);
  expect(zh[`wave.anonymity.${level}`]).toBe(catalogue[`respond.level.${level}`]?.zh);
});

test('what becomes of a draft', () => {
  const said = catalogue['respond.personal.partial'];
  expect(zh['statement.partial']).toBe(said?.zh);
  expect(en['statement.partial'].trim()).toBe(said?.en);
});
