import { describe, expect, it } from 'vitest';
import { servedByModular, ticksUntilChange } from '../../../src/rollout/routing.ts';

const served = (percentage: number, ticks: number): number[] =>
  Array.from({ length: ticks }, (_, tick) => tick).filter((tick) => servedByModular(tick, percentage));

describe('routing', () => {
  it('gives 5 % one tick in twenty, not five in a row', () => {
    expect(served(5, 100)).toEqual([19, 39, 59, 79, 99]);
  });

  it('alternates at 50 % and bypasses the formula at 0 and 100', () => {
    expect(served(50, 6)).toEqual([1, 3, 5]);
    expect(served(0, 1000)).toEqual([]);
    expect(served(100, 1000)).toHaveLength(1000);
  });

  it('spreads a fraction of a percent too', () => {
    expect(served(0.5, 1000)).toEqual([199, 399, 599, 799, 999]);
  });

  it('says when the authority changes hands', () => {
    expect(ticksUntilChange(12, 5)).toBe(7);
    expect(ticksUntilChange(19, 5)).toBe(1);
    expect(ticksUntilChange(0, 0)).toBeNull();
    expect(ticksUntilChange(0, 100)).toBeNull();
    expect(ticksUntilChange(8214, 50)).toBe(1);
    expect(ticksUntilChange(1000, 95)).toBe(1);
  });
});
