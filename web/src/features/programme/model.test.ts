import { describe, expect, test } from 'vitest';
import { actionsOf, isNext, needsReason, quarterOf, quartersOf, reached } from './model';

test('the next obvious action comes first', () => {
  expect(actionsOf({ actions: ['close', 'resume'] })).toEqual(['resume', 'close']);
  expect(actionsOf({ actions: ['reopen', 'report', 'unheard_of'] })).toEqual(['report', 'reopen']);
  expect(actionsOf({ actions: [] })).toEqual([]);
  expect(isNext('close')).toBe(false);
  expect(isNext('resume')).toBe(true);
});

test('opening a closed wave again needs a reason', () => {
  expect(needsReason('reopen')).toBe(true);
  expect(needsReason('open')).toBe(false);
});

describe('progress', () => {
  const unit = { id: '1', code: 'A', name: {}, type: 'outlet', has_children: false };
  const row = (quarters: string[]) => ({
    unit,
    responses: 0,
    opened_at_least: 0,
    started: 0,
    quarters: quarters.map((quarter) => ({ quarter, responses: 1 })),
  });

  test('quarters are named once and in order', () => {
    expect(quartersOf([row(['2026-Q4']), row(['2026-Q3', '2026-Q4'])])).toEqual(['2026-Q3', '2026-Q4']);
  });

  test.each([
    [30, 60, 0.5],
    [90, 60, 1],
    [30, undefined, undefined],
    [30, 0, undefined],
  ])('%d of %s this quarter', (responses, target, want) => {
    const quarters = [
      { quarter: '2026Q3', responses: 500 },
      { quarter: '2026Q4', responses },
    ];
    expect(reached({ ...row([]), quarters, target }, '2026Q4')).toBe(want);
  });

  test('quarters begin in January, April, July and October', () => {
    expect(quarterOf(new Date(2026, 2, 31))).toBe('2026Q1');
    expect(quarterOf(new Date(2026, 3, 1))).toBe('2026Q2');
    expect(quarterOf(new Date(2026, 10, 22))).toBe('2026Q4');
  });
});
