import { describe, expect, test } from 'vitest';
import { actionsOf, funnelOf, isNext, needsReason, nextOf, quarterOf, quartersOf, reached } from './model';

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

const none = {
  issued: 0,
  opened_at_least: 0,
  started: 0,
  started_personal: 0,
  drafts: 0,
  partial: 0,
  complete: 0,
  valid: 0,
};

describe('progress', () => {
  const unit = { id: '1', code: 'A', name: {}, type: 'outlet', has_children: false };
  const row = (quarters: string[]) => ({
    unit,
    ...none,
    responses: 0,
    below_target: false,
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
    expect(quarterOf('2026-03-31')).toBe('2026Q1');
    expect(quarterOf('2026-04-01')).toBe('2026Q2');
    expect(quarterOf('2026-11-22')).toBe('2026Q4');
  });
});

test('the funnel of an anonymous wave has no personal steps', () => {
  const totals = { ...none, issued: 90, opened_at_least: 60, started: 50, drafts: 7, complete: 41, valid: 40 };
  expect(funnelOf(totals, 'anonymous').map(({ step, n }) => [step, n])).toEqual([
    ['opened', 60],
    ['started', 50],
    ['complete', 41],
    ['valid', 40],
  ]);
  expect(funnelOf(totals, 'confidential').map(({ step }) => step)).toEqual([
    'issued',
    'opened',
    'started',
    'drafts',
    'partial',
    'complete',
    'valid',
  ]);
  expect(
    funnelOf(totals, 'named')
      .filter(({ atLeast }) => atLeast)
      .map(({ step }) => step),
  ).toEqual(['opened']);
});

describe('what comes next', () => {
  const planned = { state: 'planned', anonymity: 'confidential', actions: ['open', 'change'] } as const;
  const open = { state: 'open', anonymity: 'confidential', actions: ['pause', 'close', 'extend'] } as const;
  const may = { issues: true, imports: true };
  const cases: [string, Parameters<typeof nextOf>[0], Parameters<typeof nextOf>[1], string][] = [
    ['planned without customers', wave(planned), { ...may, customers: false }, 'customers'],
    ['planned with customers', wave(planned), { ...may, customers: true }, 'open'],
    ['planned, not known yet', wave(planned), may, 'open'],
    ['planned, anonymous', wave({ ...planned, anonymity: 'anonymous' }), { ...may, customers: false }, 'open'],
    ['planned, nothing allowed', wave({ ...planned, actions: [] }), { issues: false, imports: false }, 'nothing'],
    ['open, no links', wave(open), { ...may, customers: true, issued: 0 }, 'invite'],
    ['open, no customers', wave(open), { ...may, customers: false, issued: 0 }, 'customers'],
    ['open, links issued', wave(open), { ...may, customers: true, issued: 3 }, 'nothing'],
    ['open, nobody has opened a link', wave(open), { ...may, issued: 3, opened: 0 }, 'send'],
    ['open, somebody has', wave(open), { ...may, issued: 3, opened: 1 }, 'nothing'],
    ['open, anonymous', wave({ ...open, anonymity: 'anonymous' }), { ...may, issued: 0 }, 'nothing'],
    ['open, over', wave(open), { ...may, issued: 3, daysLeft: -1 }, 'overdue'],
    ['open, last day', wave(open), { ...may, issued: 3, daysLeft: 0 }, 'nothing'],
    ['paused', wave({ ...open, state: 'paused', actions: ['resume'] }), may, 'resume'],
    ['closed', wave({ ...open, state: 'closed', actions: ['reopen'] }), may, 'export'],
  ];

  test.each(cases)('%s', (_, one, known, want) => {
    expect(nextOf(one, known)).toBe(want);
  });

  type Given = { state: string; anonymity: string; actions: readonly string[] };

  function wave(given: Given) {
    return { ...given, actions: [...given.actions] } as Parameters<typeof nextOf>[0];
  }
});
