import { describe, expect, it } from 'vitest';
import { forecast, type Prospect } from '../../../src/rollout/forecast.ts';
import { shareProblem } from '../../../src/rollout/share.ts';
import { CONFIG, HOUR, SECOND } from './support.ts';

type Changes = Partial<Omit<Prospect, 'healthErrors'>> & { errors?: Partial<Prospect['healthErrors']> };

function foresee({ errors = {}, ...changes }: Changes = {}) {
  return forecast({
    stage: 'canary',
    config: CONFIG,
    healthErrors: { alpha: 0.05, boundPercent: 0.1, clean: 0, runs: [], ...errors },
    paceMs: null,
    bakeMs: 0,
    looks: [],
    bothRun: true,
    share: 5,
    intervalMs: 10 * SECOND,
    ...changes,
  });
}

const failed = (h: number) => ({ bakeMs: h * HOUR, passed: false });

describe('the forecast', () => {
  it('says that 5 % of one cycle in 5 s without the shadow cannot be decided in 24 h (ROLLOUT.md §5)', () => {
    const said = foresee({ bothRun: false, intervalMs: 5 * SECOND });
    expect(said).toMatchObject({ decidable: false, cycles: 864, needed: 2995 });
    expect(said.bestPercent).toBeCloseTo(0.346, 3);
    expect(said.text).toContain('864 cycles of modular, at best a bound of 0.35 %');
    expect(said.helps).toEqual([
      'both monitors in every cycle (--compare always): 17,280 cycles',
      'a dwell of 84h in canary',
    ]);
  });

  it('says when the look is, and what one more error costs', () => {
    const said = foresee({ bakeMs: 13.2 * HOUR, errors: { clean: 4752 } });
    expect(said).toMatchObject({
      decidable: true,
      cycles: 8640,
      lookInMs: 10.8 * HOUR,
      oneMoreError: { cycles: 4742 - 2995, ms: (4742 - 2995) * 10 * SECOND },
      helps: [],
    });
    expect(said.text).toContain('the look in 10h48m; one more error costs 1,747 clean cycles (4h51m)');
  });

  it('counts the errors that there were, and the bursts they came in', () => {
    expect(foresee({ errors: { runs: [{ length: 1, count: 2 }] } }).needed).toBe(6294);
    // Three times as many cycles for an incident of 3.
    expect(foresee({ errors: { runs: [{ length: 3, count: 1 }] } }).needed).toBe(3 * 4742);
  });

  it('goes by the pace that was measured', () => {
    expect(foresee({ paceMs: 40 * SECOND }).cycles).toBe(2160);
  });

  it('at half the error in an extension', () => {
    const said = foresee({ bakeMs: 24 * HOUR, looks: [failed(24)], errors: { alpha: 0.025, clean: 2000 } });
    expect(said).toMatchObject({ needed: 3688, lookInMs: 24 * HOUR, cycles: 2000 + 8640, decidable: true });
  });

  it('names the extension that would decide it, and an interval', () => {
    const said = foresee({ intervalMs: 30 * SECOND });
    expect(said).toMatchObject({ decidable: false, cycles: 2880 });
    expect(said.helps).toEqual([
      'an interval of 28 s or less',
      'waiting for extension 1, at 48h of bake',
      'a dwell of 25h in canary',
    ]);
  });

  it('knows when no look is left, and when one has passed', () => {
    expect(foresee({ looks: [failed(24), failed(48), failed(72)] })).toMatchObject({
      decidable: false,
      lookInMs: null,
      text: 'no look is left: the operator decides',
    });
    expect(foresee({ looks: [{ bakeMs: 24 * HOUR, passed: true }] })).toMatchObject({
      decidable: true,
      lookInMs: null,
    });
  });

  it('judges nothing in a stage that the operator leaves', () => {
    expect(foresee({ stage: 'production' })).toMatchObject({ lookInMs: null, oneMoreError: null });
  });

  it('does not divide by a pace that there is not', () => {
    const said = foresee({ bothRun: false, share: 0 });
    expect(said).toMatchObject({ decidable: false, cycles: 0, bestPercent: 100, oneMoreError: null });
    expect(said.helps).toEqual(['both monitors in every cycle (--compare always): 8,640 cycles']);
  });
});

describe('the realised share', () => {
  it('is fine as long as chance explains it', () => {
    expect(shareProblem({ ticks: 0, modularTicks: 0, share: 5 }, 0.001)).toBeNull();
    expect(shareProblem({ ticks: 1000, modularTicks: 50, share: 5 }, 0.001)).toBeNull();
    expect(shareProblem({ ticks: 1000, modularTicks: 60, share: 5 }, 0.001)).toBeNull();
  });

  it('is said when it does not', () => {
    expect(shareProblem({ ticks: 1000, modularTicks: 100, share: 5 }, 0.001)).toBe(
      'modular served 10.0 % of 1,000 cycles instead of 5 %: beyond chance',
    );
    expect(shareProblem({ ticks: 10, modularTicks: 9, share: 100 }, 0.001)).toContain('instead of 100 %');
    expect(shareProblem({ ticks: 10, modularTicks: 1, share: 0 }, 0.001)).toContain('instead of 0 %');
  });
});
