import { describe, expect, test } from 'vitest';
import { codeFault, references, renameItem, renameOption, renameRow, renameScale, share } from './codes';
import { type Document, type Form, toDocument, toForm } from './form';

const document: Document = {
  format: 'manyi.questionnaire/1',
  code: 'refs',
  version: '1.0',
  languages: ['zh'],
  title: { zh: '引用' },
  thanks: { zh: '您答了{{ item:Q1 }}，不是{{item:Q12}}' },
  scales: {
    agree: {
      options: [
        { code: '1', text: { zh: '否' }, value: 1 },
        { code: '2', text: { zh: '是' }, value: 2 },
      ],
    },
  },
  sections: [
    {
      code: 'S',
      items: [
        {
          code: 'Q1',
          type: 'single',
          text: { zh: '一' },
          options: [
            { code: 'a', text: { zh: '甲' } },
            { code: 'b', text: { zh: '乙' } },
          ],
          binding: { indicator: 'X', scores: { a: 0, b: 100 } },
        },
        { code: 'Q12', type: 'number', text: { zh: '十二' }, show_if: { item: 'Q1', op: 'eq', value: 'b' } },
        {
          code: 'M',
          type: 'matrix',
          text: { zh: '矩阵' },
          scale: 'agree',
          rows: [
            { code: 'M1', text: { zh: '行一' }, binding: { indicator: 'Y', scores: { '1': 0, '2': 100 } } },
            { code: 'M2', text: { zh: '行二' }, show_if: { item: 'M1', op: 'eq', value: '2' } },
          ],
        },
        {
          code: 'T',
          type: 'text',
          text: { zh: '为什么{{item:Q1}}？' },
          show_if: {
            any: [
              {
                all: [
                  { item: 'Q1', op: 'in', value: ['a', 'b'] },
                  { item: 'Q12', op: 'gt', value: 3 },
                ],
              },
              { not: { item: 'M1', op: 'ne', value: '2' } },
            ],
          },
          end_if: { item: 'T', op: 'answered' },
        },
      ],
    },
  ],
};

const item = (form: Form, code: string) => {
  const found = form.sections[0]?.items.find((one) => one.code === code);
  if (!found) throw new Error(code);
  return found;
};
const text = (form: Form) => JSON.stringify(toDocument(form));

describe('a code that changes takes along what names it', () => {
  const form = toForm(document);
  test('an item: conditions, groups, placeholders; codes that begin alike are left alone', () => {
    const next = renameItem(form, item(form, 'Q1').key, 'VISIT');
    expect(item(next, 'Q12').show_if).toEqual({ item: 'VISIT', op: 'eq', value: 'b' });
    expect(item(next, 'T').show_if?.any?.[0]?.all?.[0]?.item).toBe('VISIT');
    expect(item(next, 'T').show_if?.any?.[0]?.all?.[1]?.item).toBe('Q12');
    expect(item(next, 'T').text).toEqual({ zh: '为什么{{item:VISIT}}？' });
    expect(next.thanks).toEqual({ zh: '您答了{{item:VISIT}}，不是{{item:Q12}}' });
    expect(text(next)).not.toMatch(/"Q1"|item:\s*Q1 /);
  });
  test('an item that asks about itself at its end', () => {
    const next = renameItem(form, item(form, 'T').key, 'WHY');
    expect(item(next, 'WHY').end_if).toEqual({ item: 'WHY', op: 'answered' });
  });
  test('a row', () => {
    const matrix = item(form, 'M');
    const next = renameRow(form, matrix.key, matrix.rows?.[0]?.key ?? '', 'SPEED');
    expect(item(next, 'M').rows?.[1]?.show_if).toEqual({ item: 'SPEED', op: 'eq', value: '2' });
    expect(item(next, 'T').show_if?.any?.[1]?.not?.item).toBe('SPEED');
  });
  test('an option: conditions, lists, scores', () => {
    const single = item(form, 'Q1');
    const next = renameOption(form, single, single.options?.[1]?.key ?? '', 'better');
    expect(item(next, 'Q12').show_if?.value).toBe('better');
    expect(item(next, 'T').show_if?.any?.[0]?.all?.[0]?.value).toEqual(['a', 'better']);
    expect(item(next, 'Q1').binding?.scores).toEqual({ a: 0, better: 100 });
    expect(item(next, 'T').show_if?.any?.[1]?.not?.value).toBe('2');
  });
  test('an option of a shared scale: the rows that use it', () => {
    const [scale] = form.scales;
    if (!scale) throw new Error('no scale');
    const next = renameOption(form, scale, scale.options[1]?.key ?? '', 'yes');
    expect(item(next, 'M').rows?.[0]?.binding?.scores).toEqual({ '1': 0, yes: 100 });
    expect(item(next, 'M').rows?.[1]?.show_if?.value).toBe('yes');
    expect(item(next, 'T').show_if?.any?.[1]?.not?.value).toBe('yes');
    expect(item(next, 'Q1').options?.map((one) => one.code)).toEqual(['a', 'b']);
  });
  test('a scale', () => {
    const next = renameScale(form, form.scales[0]?.key ?? '', 'yesno');
    expect(item(next, 'M').scale).toBe('yesno');
    expect(Object.keys(toDocument(next).scales ?? {})).toEqual(['yesno']);
  });
  test('what nobody names stays the same object', () => {
    const next = renameItem(form, item(form, 'T').key, 'WHY');
    expect(next.sections[0]?.items[2]).toBe(form.sections[0]?.items[2]);
    expect(next.scales).toBe(form.scales);
  });
});

test('who names an item', () => {
  const form = toForm(document);
  const found = references(form, new Set(['Q1']), new Set([item(form, 'Q1').key]));
  expect(found.map(({ key, how }) => `${form.sections[0]?.items.find((one) => one.key === key)?.code} ${how}`)).toEqual(
    ['Q12 show_if', 'T show_if', 'T text', 'undefined text'],
  );
  expect(references(form, new Set(['M2']))).toEqual([]);
});

test('own options become a scale, and mean the same', () => {
  const form = toForm(document);
  const next = share(form, item(form, 'Q1').key);
  expect(item(next, 'Q1')).toMatchObject({ scale: 'scale2' });
  expect(item(next, 'Q1').options).toBeUndefined();
  expect(toDocument(next).scales?.scale2?.options.map((one) => one.code)).toEqual(['a', 'b']);
});

test.each([
  ['Q9', undefined],
  ['q1', 'taken'],
  ['1Q', 'shape'],
  ['', 'shape'],
  ['Q-1', 'shape'],
  ['Q'.repeat(33), 'shape'],
])('code %s: %s', (code, want) => expect(codeFault(code, ['Q1'])).toBe(want));
