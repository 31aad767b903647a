import { describe, expect, it } from 'vitest';
import { formatAge, formatCount, formatDuration, formatPercent } from '../../../src/core/format.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('times', () => {
  it.each([
    [-5, '00:00'],
    [42_000, '00:42'],
    [59 * MINUTE + 59_999, '59:59'],
    [13 * HOUR + 12 * MINUTE, '13h12m'],
    [76 * HOUR, '3d04h'],
  ])('an age of %i ms is %s', (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });

  it.each([
    [6.4, '6 ms'],
    [140, '0.14 s'],
    [38_200, '38.2 s'],
    [124_000, '2m04s'],
    [2 * HOUR, '2h00m'],
  ])('a duration of %d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('numbers', () => {
  it.each([
    [8213, '8,213'],
    [999, '999'],
    [1_234_567, '1,234,567'],
  ])('%i is %s', (n, text) => {
    expect(formatCount(n)).toBe(text);
  });

  it('percentages have no needless zeros unless digits are asked for', () => {
    expect([formatPercent(5), formatPercent(0.5), formatPercent(99.98, 3)]).toEqual([
      '5 %',
      '0.5 %',
      '99.980 %',
    ]);
  });
});
