import { describe, expect, test } from 'vitest';
import type { Schemas } from '../api/client';
import { ramp } from './palette';
import { twoLines, zoomRange } from './whisker';

const figure = (value: number, low: number, high: number, reportable: Schemas['Figure']['reportable'] = 'yes') => ({
  value,
  low,
  high,
  n: 50,
  reportable,
});

describe('zoomRange', () => {
  test('holds every interval and rounds outwards to tens', () => {
    expect(zoomRange([figure(83, 81, 85), figure(77, 72, 82)], [0, 100])).toEqual([70, 90]);
  });
  test('never leaves the scale', () => {
    expect(zoomRange([figure(99, 97, 101)], [0, 100])).toEqual([90, 100]);
  });
  test('hidden figures do not move it', () => {
    expect(zoomRange([figure(83, 81, 85), figure(10, 5, 15, 'suppressed')], [0, 100])).toEqual([80, 90]);
  });
  test('nothing to hold: the whole scale', () => {
    expect(zoomRange([undefined], [-100, 100])).toEqual([-100, 100]);
  });
});

test('the ramp keeps its ends and its neutral middle for any number of options', () => {
  expect(ramp(5)).toEqual(['#a3440b', '#d98b4a', '#b4bac2', '#6f9fd8', '#1f5fae']);
  expect(ramp(3)).toEqual(['#a3440b', '#b4bac2', '#1f5fae']);
  expect(ramp(11)[5]).toBe('#b4bac2');
  expect(ramp(11)).toHaveLength(11);
});

test('a label takes two lines at most', () => {
  expect(twoLines('Outlets, first half of 2026')).toBe('Outlets, first half of 2026');
  expect(twoLines('城'.repeat(22))).toBe('城'.repeat(22));
  expect(twoLines('城'.repeat(23))).toBe(`${'城'.repeat(21)}…`);
  expect(twoLines('x'.repeat(200))).toHaveLength(44);
});
