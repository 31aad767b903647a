import { describe, expect, it } from 'vitest';
import { type Figure, figures } from '../../../bench/statistics/figures.ts';
import { DEFAULT_HEALTH_CONFIG } from '../../../src/health/config.ts';
import { ErrorCounter } from '../../../src/health/error-counter.ts';
import { judgeErrors } from '../../../src/health/error-judgement.ts';

function counted(...cycles: [number, boolean][]): ErrorCounter {
  const counter = new ErrorCounter();
  for (const [n, clean] of cycles)
    for (let i = 0; i < n; i++) clean ? counter.addClean() : counter.addFailed();
  return counter;
}

describe('counting errors', () => {
  it('tells runs of failures apart, the one under way among them', () => {
    expect(counted([2, false], [3, true], [1, false], [1, true], [2, false]).counts()).toEqual({
      clean: 4,
      failed: 5,
      crashes: 0,
      runs: [
        { length: 1, count: 1 },
        { length: 2, count: 2 },
      ],
      incidents: 3,
      fresh: { clean: 4, incidents: 3 },
      currentRun: 2,
    });
  });
});

describe('judging errors', () => {
  const found = (counter: ErrorCounter, alpha = 0.05): string =>
    judgeErrors(counter.counts(), alpha, DEFAULT_HEALTH_CONFIG).finding;

  it('proves the rate at the α of the look, and only there', () => {
    const clean = counted([3000, true]);
    expect([0.05, 0.025].map((alpha) => found(clean, alpha))).toEqual(['proven', 'open']);
  });

  it('finds a run of 5, not one of 4, and a crash before both', () => {
    expect(found(counted([3000, true], [4, false]))).toBe('open');
    const run = counted([3000, true], [5, false]);
    expect(found(run)).toBe('run');
    run.addFailed(0, true);
    expect(found(run)).toBe('crash');
  });

  it('finds evidence in the starts of incidents: 3 in 20, not their cycles', () => {
    expect(found(counted([9, true], [1, false], [5, true], [1, false], [3, true], [1, false]))).toBe(
      'evidence',
    );
    expect(found(counted([17, true], [3, false]))).toBe('open');
  });

  it('finds a new fault after 72 good hours by what it gathers anew', () => {
    const HOUR = 3_600_000;
    const fault = (everyNth: number): number => {
      const counter = new ErrorCounter(HOUR);
      let at = 0;
      for (let i = 0; i < 25_920; i++, at += 10_000) counter.addClean(at);
      for (let bad = 1; ; bad++, at += 10_000) {
        if (bad % everyNth === 0) counter.addFailed(at);
        else counter.addClean(at);
        if (found(counter).endsWith('evidence')) return bad;
      }
    };
    expect(fault(5)).toBeLessThan(60);
    expect(fault(20)).toBeLessThan(500);
  });

  it('holds even the first failed cycle for too much when it is the very first: 1 in 1 is evidence of 105', () => {
    expect(found(counted([1, false]))).toBe('evidence');
    expect(found(counted([1, true], [1, false]))).toBe('open');
  });
});

describe('how the rules decide, in simulated stages', () => {
  // Three standard errors of a share that is simulated with this many seeds.
  const SEEDS = 500;
  const near = (share: number): number => 3 * Math.sqrt((share * (1 - share)) / SEEDS);
  const all = figures(SEEDS);
  const of = (part: string): Figure => all.find(({ what }) => what.includes(part))!;
  const isNear = (figure: Figure, share: number): void => {
    expect(Math.abs(figure.share - share), figure.what).toBeLessThan(near(share));
  };

  it('promotes a good monitor, and a bad one as seldom as its looks may err', () => {
    // The shares by the binomial distribution at each look: with failures up to 2, 8, 13.
    expect(of('rate 0.03 %').share).toBeGreaterThanOrEqual(0.95);
    isNear(of('rate 0.05 %'), 0.656);
    expect(of('rate 0.1 %').share).toBeLessThanOrEqual(0.03);
  });

  it('rolls back within 24 h what is bad, the sooner the worse it is', () => {
    expect(of('rate 0.5 %').share).toBeLessThanOrEqual(0.02);
    expect(of('rate 1 %').share).toBeGreaterThanOrEqual(0.85);
    expect(of('rate 2 %').share).toBeGreaterThanOrEqual(0.99);
    expect(of('rate 5 %').share).toBe(1);
    const medians = ['1 %', '2 %', '5 %'].map((rate) => of(`rate ${rate}`).medianCycle!);
    for (const [i, expected] of [3950, 560, 86].entries()) {
      expect(medians[i]! / expected).toBeGreaterThan(0.8);
      expect(medians[i]! / expected).toBeLessThan(1.2);
    }
  });

  it('takes bursts for what they are', () => {
    // Those without a burst in 24 h cannot be told from good ones: exp(−8640 · 0.0005).
    isNear(of('bursts of 3, mean'), 0.0133);
    expect(of('bursts of 3 beginning at 0.15 %').share).toBe(0);
    expect(of('a first burst of 3').share).toBe(0);
    expect(of('5 failures in a row').share).toBe(1);
  });
});
