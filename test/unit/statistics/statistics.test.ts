import { describe, expect, it } from 'vitest';
import { incompleteBeta, inverseIncompleteBeta, logGamma } from '../../../src/statistics/beta.ts';
import { binomialTwoSided } from '../../../src/statistics/binomial.ts';
import { type Pair, pairedP95Ratio } from '../../../src/statistics/bootstrap.ts';
import { errorRateUpperBound, trialsNeeded } from '../../../src/statistics/clopper-pearson.ts';
import { evidenceAbove } from '../../../src/statistics/e-process.ts';
import { Durations } from '../../../src/statistics/percentile.ts';
import { seeded } from '../../../src/statistics/random.ts';
import { slopeInterval } from '../../../src/statistics/slope.ts';

describe('the incomplete beta function', () => {
  it('has the values of its closed forms', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
    expect(logGamma(101)).toBeCloseTo(363.73937555556347, 9);
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 14);
    expect(incompleteBeta(0.2, 1, 50)).toBeCloseTo(1 - 0.8 ** 50, 13);
    expect(incompleteBeta(0.7, 3, 1)).toBeCloseTo(0.343, 13);
    expect(incompleteBeta(0.5, 1e5, 1e5)).toBeCloseTo(0.5, 9);
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
  });

  it.each([
    [0.95, 1, 2995],
    [0.05, 6, 10_506],
    [0.5, 40, 0.5],
    [0.001, 0.5, 12],
  ])('is inverted: p %d of Beta(%d, %d)', (p, a, b) => {
    expect(incompleteBeta(inverseIncompleteBeta(p, a, b), a, b)).toBeCloseTo(p, 11);
  });
});

describe('the bound of an error rate', () => {
  it.each([
    [0, 2995, 0.05],
    [1, 4742, 0.05],
    [2, 6294, 0.05],
    [3, 7752, 0.05],
    [4, 9151, 0.05],
    [5, 10_511, 0.05],
    [0, 3688, 0.025],
    [1, 5570, 0.025],
    [2, 7223, 0.025],
  ])('with %d failures falls below 0.1 %% at n = %d (α %d), not before', (k, n, alpha) => {
    expect(errorRateUpperBound(k, n, alpha)).toBeLessThan(0.001);
    expect(errorRateUpperBound(k, n - 1, alpha)).toBeGreaterThanOrEqual(0.001);
    expect(trialsNeeded(k, 0.001, alpha)).toBe(n);
  });

  it('has its closed form without failures, and is not the one of Wilson', () => {
    expect(errorRateUpperBound(0, 200, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / 200), 13);
    expect(errorRateUpperBound(0, 2703, 0.05)).toBeCloseTo(0.00111, 5);
  });

  it('is 1 when nothing, or nothing good, was seen', () => {
    expect(errorRateUpperBound(0, 0, 0.05)).toBe(1);
    expect(errorRateUpperBound(7, 7, 0.05)).toBe(1);
  });
});

describe('the evidence for a rollback', () => {
  it.each([
    [3, 20],
    [5, 100],
    [12, 500],
    [17, 1000],
  ])('reaches 100 at %d failures in %d, and not with one less', (k, n) => {
    expect(evidenceAbove(k, n, 0.005)).toBeGreaterThanOrEqual(100);
    expect(evidenceAbove(k - 1, n, 0.005)).toBeLessThan(100);
  });

  it('is 1 before anything was seen, and falls with every success', () => {
    expect(evidenceAbove(0, 0, 0.005)).toBeCloseTo(1, 12);
    expect(evidenceAbove(0, 1000, 0.005)).toBeLessThan(evidenceAbove(0, 100, 0.005));
  });

  it('is fair: at the tolerated rate its next value is expected to be no larger', () => {
    const rate = 0.005;
    for (const [k, n] of [
      [0, 0],
      [1, 30],
      [4, 400],
    ] as const) {
      const next = rate * evidenceAbove(k + 1, n + 1, rate) + (1 - rate) * evidenceAbove(k, n + 1, rate);
      expect(next).toBeCloseTo(evidenceAbove(k, n, rate), 9);
    }
  });
});

describe('binomialTwoSided', () => {
  /** The definition itself, term by term. */
  function byDefinition(k: number, n: number, p: number): number {
    const terms: number[] = [];
    let term = (1 - p) ** n;
    for (let i = 0; i <= n; i++) {
      terms.push(term);
      term *= ((n - i) / (i + 1)) * (p / (1 - p));
    }
    return Math.min(
      1,
      terms.filter((t) => t <= terms[k]! * (1 + 1e-7)).reduce((s, t) => s + t, 0),
    );
  }

  it.each([
    [0, 10, 0.5],
    [3, 10, 0.5],
    [5, 10, 0.5],
    [10, 10, 0.5],
    [1, 40, 0.05],
    [5, 40, 0.05],
    [0, 100, 0.05],
    [12, 100, 0.05],
    [77, 150, 0.5],
  ])('of %d in %d at %d is what its definition says', (k, n, p) => {
    expect(binomialTwoSided(k, n, p)).toBeCloseTo(byDefinition(k, n, p), 9);
  });

  it('bypasses certain shares, takes nothing for likely, and is quick for a month of ticks', () => {
    expect(binomialTwoSided(0, 500, 0)).toBe(1);
    expect(binomialTwoSided(1, 500, 0)).toBe(0);
    expect(binomialTwoSided(500, 500, 1)).toBe(1);
    expect(binomialTwoSided(499, 500, 1)).toBe(0);
    expect(binomialTwoSided(0, 0, 0.5)).toBe(1);
    expect(binomialTwoSided(25_000, 500_000, 0.05)).toBe(1);
    expect(binomialTwoSided(25_600, 500_000, 0.05)).toBeLessThan(0.001);
  });
});

describe('Durations', () => {
  it('gives percentiles with an error of 0.1 % at most', () => {
    const durations = new Durations();
    for (let i = 1; i <= 10_000; i++) durations.add(i / 10);
    const { n, p50, p95, p99 } = durations.percentiles();
    expect(n).toBe(10_000);
    expect(Math.abs(p50! / 500 - 1)).toBeLessThan(0.001);
    expect(Math.abs(p95! / 950 - 1)).toBeLessThan(0.001);
    expect(Math.abs(p99! / 990 - 1)).toBeLessThan(0.001);
  });

  it.each([
    [0, [false, false, false]],
    [1, [true, false, false]],
    [58, [true, false, false]],
    [59, [true, true, false]],
    [298, [true, true, false]],
    [299, [true, true, true]],
  ])('with n = %d says only what n can say', (count, said) => {
    const durations = new Durations();
    for (let i = 0; i < count; i++) durations.add(140);
    const { p50, p95, p99 } = durations.percentiles();
    expect([p50, p95, p99].map((p) => p !== null)).toEqual(said);
  });

  it('forgets what is taken away', () => {
    const all = new Durations();
    const early = new Durations();
    for (let i = 0; i < 100; i++) {
      early.add(5000);
      all.add(5000);
      all.add(100);
    }
    all.remove(early);
    expect(all.percentiles()).toMatchObject({ n: 100, p99: null });
    expect(all.percentiles().p95! / 100).toBeCloseTo(1, 2);
  });

  it('takes the absurd without failing', () => {
    const durations = new Durations();
    durations.add(-5);
    durations.add(1e12);
    expect(durations.percentiles().n).toBe(2);
  });
});

describe('pairedP95Ratio', () => {
  const pairs = (n: number, ratio: number, noise = 0.1, seed = 7): Pair[] => {
    const random = seeded(seed);
    return Array.from({ length: n }, (_, i) => ({
      at: i * 38_000,
      numerator: ratio * (1 + noise * random()),
      denominator: 1 + noise * random(),
    }));
  };
  const estimated = (list: Pair[], seed = 1, resamples = 1000) =>
    pairedP95Ratio(list, 300_000)?.estimate({ resamples, random: seeded(seed) }) ?? null;

  it('finds the ratio, within its interval, and the same again with the same seed', () => {
    const estimate = estimated(pairs(400, 0.41))!;
    expect(estimate.ratio).toBeCloseTo(0.41, 2);
    expect(estimate.low).toBeLessThanOrEqual(estimate.ratio);
    expect(estimate.high).toBeGreaterThanOrEqual(estimate.ratio);
    expect(estimate.high - estimate.low).toBeLessThan(0.02);
    expect(estimated(pairs(400, 0.41))).toEqual(estimate);
  });

  it('covers the truth about as often as it says', () => {
    let covered = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const estimate = estimated(pairs(300, 1, 0.5, seed), seed, 300)!;
      if (estimate.low <= 1 && 1 <= estimate.high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(82);
  });

  it('is the nearest-rank percentile of what it was given', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => ({ at: i, numerator: i + 1, denominator: 1 }));
    expect(estimated(hundred)!.ratio).toBe(95);
  });

  it('has no interval of width 0 for few minutes of different values', () => {
    const minute = pairs(60, 1, 1).map((pair, i) => ({ ...pair, at: i * 1000 }));
    const { low, high } = estimated(minute)!;
    expect(high).toBeGreaterThan(low);
  });

  it('has nothing to say of nothing', () => {
    expect(estimated([])).toBeNull();
  });
});

describe('slopeInterval', () => {
  it('has the values of a textbook regression', () => {
    // R: confint(lm(c(2, 4, 5, 4, 5) ~ c(1, 2, 3, 4, 5)))
    const points = [2, 4, 5, 4, 5].map((y, i) => ({ x: i + 1, y }));
    const { slope, low, high } = slopeInterval(points)!;
    expect(slope).toBeCloseTo(0.6, 12);
    expect(low).toBeCloseTo(-0.3001, 3);
    expect(high).toBeCloseTo(1.5001, 3);
  });

  it('is exact for a line, and null where there is none', () => {
    const { slope, low, high } = slopeInterval([1, 3, 5, 7].map((y, x) => ({ x, y })))!;
    expect([slope, low, high]).toEqual([2, 2, 2]);
    expect(
      slopeInterval([
        { x: 0, y: 1 },
        { x: 1, y: 1 },
      ]),
    ).toBeNull();
    expect(slopeInterval([1, 2, 3].map((y) => ({ x: 5, y })))).toBeNull();
  });
});
