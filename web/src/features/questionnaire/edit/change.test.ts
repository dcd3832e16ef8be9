import { describe, expect, test } from 'vitest';
import {
  addItem,
  addSection,
  duplicate,
  itemCodes,
  moveItem,
  moveSection,
  neighbour,
  type Phrase,
  remove,
  retype,
  setItem,
  shift,
  size,
  speak,
} from './change';
import { type Document, earlier, entries, type Form, find, pipeable, toDocument, toForm } from './form';

const phrase: Phrase = (name) => ({ zh: `词${name}`, en: `word ${name}` });

const document: Document = {
  format: 'manyi.questionnaire/1',
  code: 'hall',
  version: '1.0',
  languages: ['zh', 'en'],
  title: { zh: '营业厅', en: 'Hall' },
  paging: 'sections',
  scales: { five: { options: [{ code: '1', text: { zh: '差', en: 'bad' }, value: 1 }] } },
  sections: [
    {
      code: 'S1',
      title: { zh: '一', en: 'One' },
      items: [
        {
          code: 'Q1',
          type: 'single',
          text: { zh: '来过吗', en: 'Been here?' },
          required: true,
          options: [
            { code: 'yes', text: { zh: '是', en: 'yes' } },
            { code: 'no', text: { zh: '否', en: 'no' }, ends: true },
          ],
        },
        { code: 'Q2', type: 'nps', text: { zh: '推荐', en: 'Recommend' }, low: { zh: '不', en: 'no' } },
      ],
    },
    {
      code: 'S2',
      title: { zh: '二', en: 'Two' },
      items: [
        {
          code: 'M',
          type: 'matrix',
          text: { zh: '评', en: 'Rate' },
          scale: 'five',
          rows: [
            { code: 'M1', text: { zh: '快', en: 'Fast' } },
            { code: 'M2', text: { zh: '好', en: 'Kind' }, show_if: { item: 'M1', op: 'answered' } },
          ],
        },
        { code: 'I', type: 'information', text: { zh: '谢', en: 'Thanks' } },
        { code: 'T', type: 'text', text: { zh: '意见', en: 'Remarks' }, show_if: { item: 'Q2', op: 'le', value: 6 } },
      ],
    },
  ],
};

const keyOf = (form: Form, code: string) => {
  for (const section of form.sections) {
    if (section.code === code) return section.key;
    for (const item of section.items) if (item.code === code) return item.key;
  }
  throw new Error(code);
};
const outline = (form: Form) =>
  form.sections.map((section) => `${section.code}: ${section.items.map((item) => item.code).join(' ')}`).join(' | ');

test('a document comes back as it went in', () => {
  expect(toDocument(toForm(document))).toEqual(document);
});

test('what says nothing is not stored', () => {
  const form = toForm({ ...document, introduction: { zh: ' ', en: '' }, thanks: { zh: '', en: '' } });
  const key = keyOf(form, 'Q2');
  const next = setItem(form, key, { low: { zh: '', en: '' }, help: { zh: '', en: '' }, required: undefined, min: 0 });
  const item = toDocument(next).sections[0]?.items[1];
  expect(item).toEqual({ code: 'Q2', type: 'nps', text: { zh: '推荐', en: 'Recommend' }, min: 0 });
  expect(Object.keys(toDocument(next))).not.toContain('introduction');
});

describe('adding', () => {
  const form = toForm(document);
  test('an item comes behind the selected one, under a code nobody has', () => {
    const added = addItem(form, keyOf(form, 'Q1'), 'multiple', phrase);
    expect(outline(added.form)).toBe('S1: Q1 Q3 Q2 | S2: M I T');
    expect(find(added.form, added.key)?.item).toMatchObject({ code: 'Q3', type: 'multiple', text: { zh: '', en: '' } });
  });
  test('an item comes to the end of a selected section, and of the last when none is', () => {
    expect(outline(addItem(form, keyOf(form, 'S1'), 'date', phrase).form)).toBe('S1: Q1 Q2 Q3 | S2: M I T');
    expect(outline(addItem(form, 'head', 'information', phrase).form)).toBe('S1: Q1 Q2 | S2: M I T INFO1');
  });
  test('an empty questionnaire gets a section first', () => {
    const empty = toForm({ ...document, sections: [] });
    expect(outline(addItem(empty, 'head', 'text', phrase).form)).toBe('S1: Q1');
  });
  test('a matrix has rows, values and the usual words in every language', () => {
    const { form: next, key } = addItem(form, 'head', 'matrix', phrase);
    const item = find(next, key)?.item;
    expect(item?.rows?.map((row) => row.code)).toEqual(['Q3_1', 'Q3_2']);
    expect(item?.options?.map(({ code, value, text }) => [code, value, text.en])).toEqual([
      ['5', 5, 'word satisfaction.5'],
      ['4', 4, 'word satisfaction.4'],
      ['3', 3, 'word satisfaction.3'],
      ['2', 2, 'word satisfaction.2'],
      ['1', 1, 'word satisfaction.1'],
    ]);
  });
  test('a section comes behind the selected one', () => {
    expect(outline(addSection(form, keyOf(form, 'Q1')).form)).toBe('S1: Q1 Q2 | S3:  | S2: M I T');
  });
  test('a copy has codes of its own, its rows too', () => {
    const made = duplicate(form, keyOf(form, 'M'));
    expect(made && outline(made.form)).toBe('S1: Q1 Q2 | S2: M M3 I T');
    expect(made && itemCodes(made.form)).toEqual(['Q1', 'Q2', 'M', 'M1', 'M2', 'M3', 'M3_1', 'M3_2', 'I', 'T']);
  });
});

describe('moving', () => {
  const form = toForm(document);
  const moves: [string, 'up' | 'down', string | undefined][] = [
    ['Q1', 'up', undefined],
    ['Q1', 'down', 'S1: Q2 Q1 | S2: M I T'],
    ['Q2', 'down', 'S1: Q1 | S2: Q2 M I T'],
    ['M', 'up', 'S1: Q1 Q2 M | S2: I T'],
    ['T', 'down', undefined],
    ['S1', 'down', 'S2: M I T | S1: Q1 Q2'],
    ['S1', 'up', undefined],
    ['S2', 'up', 'S2: M I T | S1: Q1 Q2'],
    ['S2', 'down', undefined],
  ];
  test.each(moves)('%s %s', (code, step, want) => {
    const moved = shift(form, keyOf(form, code), step);
    expect(moved && outline(moved)).toBe(want);
  });
  test('to any place, before what stands there', () => {
    const to = (index: number) => {
      const moved = moveItem(form, keyOf(form, 'Q1'), keyOf(form, 'S2'), index);
      return moved && outline(moved);
    };
    expect([to(0), to(2), to(3)]).toEqual(['S1: Q2 | S2: Q1 M I T', 'S1: Q2 | S2: M I Q1 T', 'S1: Q2 | S2: M I T Q1']);
    expect(moveItem(form, keyOf(form, 'Q1'), keyOf(form, 'S1'), 1)).toBeUndefined();
    expect(moveSection(form, keyOf(form, 'S1'), 1)).toBeUndefined();
  });
});

describe('removing', () => {
  const form = toForm(document);
  test('an item, and what is selected then', () => {
    expect(outline(remove(form, keyOf(form, 'Q1')))).toBe('S1: Q2 | S2: M I T');
    expect(neighbour(form, keyOf(form, 'Q1'))).toBe(keyOf(form, 'Q2'));
    expect(neighbour(form, keyOf(form, 'T'))).toBe(keyOf(form, 'I'));
    expect(neighbour(form, keyOf(form, 'S2'))).toBe(keyOf(form, 'S1'));
  });
  test('what was not touched stays the same object', () => {
    const next = setItem(form, keyOf(form, 'Q1'), { required: undefined });
    expect(next.sections[1]).toBe(form.sections[1]);
    expect(next.sections[0]?.items[1]).toBe(form.sections[0]?.items[1]);
    expect(setItem(form, keyOf(form, 'Q1'), { required: true })).toBe(form);
  });
});

describe('another type', () => {
  const form = toForm(document);
  test('keeps what both have', () => {
    const key = keyOf(form, 'Q1');
    const multiple = find(retype(form, key, 'multiple', phrase), key)?.item;
    expect(multiple).toMatchObject({ code: 'Q1', type: 'multiple', required: true, text: { zh: '来过吗' } });
    expect(multiple?.options?.map((option) => option.code)).toEqual(['yes', 'no']);
    const text = find(retype(form, key, 'text', phrase), key)?.item;
    expect(text).toMatchObject({ type: 'text', required: true, max_length: 1000 });
    expect(text?.options).toBeUndefined();
  });
  test('a matrix made of a single has rows, and no option that ends', () => {
    const key = keyOf(form, 'Q1');
    const item = find(retype(form, key, 'matrix', phrase), key)?.item;
    expect(item?.rows?.map((row) => row.code)).toEqual(['Q1_1', 'Q1_2']);
    expect(item?.options?.map((option) => option.ends)).toEqual([undefined, undefined]);
  });
});

test('a language comes and goes in every text', () => {
  const form = toForm(document);
  const chinese = toDocument(speak(form, 'en', false));
  expect(JSON.stringify(chinese)).not.toContain('"en"');
  expect(chinese.languages).toEqual(['zh']);
  const back = toDocument(speak(toForm(chinese), 'en', true));
  expect(back.languages).toEqual(['zh', 'en']);
  expect(back.sections[1]?.items[0]?.rows?.[0]?.text).toEqual({ zh: '快', en: '' });
});

describe('what comes before', () => {
  const form = toForm(document);
  const codes = (list: { code: string }[]) => list.map((one) => one.code).join(' ');
  test('answers, rows for matrices, no information', () => {
    expect(codes(entries(form))).toBe('Q1 Q2 M1 M2 T');
    expect(size(form)).toBe(5);
  });
  const row = form.sections[1]?.items[0]?.rows?.[1]?.key ?? '';
  test.each([
    ['Q1', false, ''],
    ['Q1', true, 'Q1'],
    ['M', false, 'Q1 Q2'],
    ['M', true, 'Q1 Q2 M1 M2'],
    ['I', false, 'Q1 Q2 M1 M2'],
    ['T', false, 'Q1 Q2 M1 M2'],
  ])('%s, end %s', (code, end, want) => expect(codes(earlier(form, keyOf(form, code), end))).toBe(want));
  test('a row looks at the rows before it, unless their order is random', () => {
    expect(codes(earlier(form, row))).toBe('Q1 Q2 M1');
    const random = setItem(form, keyOf(form, 'M'), { randomise: true });
    expect(codes(earlier(random, row))).toBe('Q1 Q2');
  });
  test('texts know the answers of earlier pages', () => {
    expect(codes(pipeable(form, 1))).toBe('Q1 Q2');
    expect(codes(pipeable(form, 0))).toBe('');
    expect(codes(pipeable(form, 'end'))).toBe('Q1 Q2 M1 M2 T');
    expect(codes(pipeable({ ...form, paging: 'one' }, 1))).toBe('');
  });
});
