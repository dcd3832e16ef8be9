import { expect, test } from 'vitest';
import { answersOf, leavesOf, linear, scoresFrom, sources, unbound } from './binding';
import { aboutOf, valueText } from './difference';
import { type Document, toForm } from './form';
import { placed } from './reorder';

const five = [1, 2, 4].map((value) => ({ code: `o${value}`, text: { zh: `${value}` }, value }));
const document: Document = {
  format: 'manyi.questionnaire/1',
  code: 'bind',
  version: '1.0',
  languages: ['zh'],
  title: { zh: '绑定' },
  sections: [
    {
      code: 'S',
      items: [
        { code: 'A', type: 'single', text: { zh: '甲' }, options: five, binding: { indicator: 'X' } },
        {
          code: 'M',
          type: 'matrix',
          text: { zh: '矩' },
          options: five,
          rows: [
            { code: 'M1', text: { zh: '一' }, binding: { indicator: 'X' } },
            { code: 'M2', text: { zh: '二' } },
          ],
        },
        { code: 'P', type: 'stars', points: 3, text: { zh: '星' } },
        { code: 'B', type: 'single', text: { zh: '背景' }, options: five, dimension: true },
        { code: 'C', type: 'multiple', text: { zh: '多' }, options: five },
      ],
    },
  ],
};
const form = toForm(document);
const item = (code: string) => {
  const found = form.sections[0]?.items.find((one) => one.code === code);
  if (!found) throw new Error(code);
  return found;
};

test('who measures what', () => {
  expect([...sources(form)].map(([code, list]) => [code, list.map((one) => one.code)])).toEqual([['X', ['A', 'M1']]]);
});

test('rated items that count for nothing; background items are none', () => {
  expect(unbound(form).map((one) => one.code)).toEqual(['M2', 'P']);
});

test('answers score evenly from the lowest value to the highest', () => {
  const answers = answersOf(form, item('A'));
  expect(answers.map((answer) => linear(answers, answer))).toEqual([0, (1 / 3) * 100, 100]);
  expect(scoresFrom(answers)).toEqual({ o1: 0, o2: 33.33, o4: 100 });
  expect(scoresFrom(answersOf(form, item('P')))).toEqual({ '1': 0, '2': 50, '3': 100 });
  expect(
    linear([{ code: 'a', text: {}, value: undefined }], { code: 'a', text: {}, value: undefined }),
  ).toBeUndefined();
});

test('the leaves of a system, with the names above them', () => {
  const leaf = (code: string) => ({ code, name: { zh: code }, importance: '1' });
  expect(leavesOf([{ ...leaf('R'), children: [leaf('A'), { ...leaf('B'), children: [leaf('B1')] }] }])).toEqual([
    { code: 'A', name: { zh: 'A' }, path: [{ zh: 'R' }] },
    { code: 'B1', name: { zh: 'B1' }, path: [{ zh: 'R' }, { zh: 'B' }] },
  ]);
});

test('an element of a list at another place', () => {
  expect(placed(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(placed(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b']);
  const list = ['a'];
  expect(placed(list, 0, -1)).toBe(list);
});

test('what a difference is about', () => {
  const about = (place: string) => {
    const { section, item: code, steps } = aboutOf({ place, text: true, old: 1, new: 2 });
    return [section, code, steps.map((step) => `${step.field}${step.code ? `:${step.code}` : ''}`).join(' ')];
  };
  expect(about('sections[S1].items[Q1].options[2].text.zh')).toEqual(['S1', 'Q1', 'options:2 text zh']);
  expect(about('sections[S1].title.en')).toEqual(['S1', undefined, 'title en']);
  expect(about('indicator_system.version')).toEqual([undefined, undefined, 'indicator_system version']);
  expect(aboutOf({ place: 'sections', text: false, moved: true }).kind).toBe('moved');
  expect(aboutOf({ place: 'sections[S9]', text: false, new: {} }).kind).toBe('added');
});

test('a value in words', () => {
  const text = (words: Record<string, string>) => words.zh ?? '';
  expect(valueText({ code: 'Q1', type: 'nps', text: { zh: '推荐' } }, text)).toBe('Q1 推荐');
  expect(valueText({ zh: '标题', en: 'Title' }, text)).toBe('标题');
  expect(valueText(['a', 'b'], text)).toBe('a, b');
  expect(valueText(true, text)).toBe('true');
  expect(valueText({ item: 'Q1', op: 'eq', value: 1 }, text)).toBe('{"item":"Q1","op":"eq","value":1}');
});
