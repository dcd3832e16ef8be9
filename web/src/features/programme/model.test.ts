import { describe, expect, test } from 'vitest';
import { actionsOf, needsReason, quartersOf, reached } from './model';

test('the next obvious action comes first', () => {
  expect(actionsOf('planned')).toEqual(['open']);
  expect(actionsOf('open')).toEqual(['close', 'pause']);
  expect(actionsOf('paused')).toEqual(['resume', 'close']);
  expect(actionsOf('closed')).toEqual(['report', 'reopen']);
  expect(actionsOf('reported')).toEqual([]);
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
  ])('%d of %s', (responses, target, want) => expect(reached({ responses, target })).toBe(want));
});
