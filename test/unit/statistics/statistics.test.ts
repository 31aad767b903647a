import { describe, expect, it } from 'vitest';
import { incompleteBeta, inverseIncompleteBeta, logGamma } from '../../../src/statistics/beta.ts';
import { beyondNoise, binomialTwoSided } from '../../../src/statistics/binomial.ts';
import { drawBlocks, type Pair, pairedP95Ratio } from '../../../src/statistics/bootstrap.ts';
import { errorRateUpperBound, trialsNeeded } from '../../../src/statistics/clopper-pearson.ts';
import { evidenceAbove, evidenceBelow } from '../../../src/statistics/e-process.ts';
import { burstsOf, cleanNeeded, effectiveN, incidentsOf } from '../../../src/statistics/incidents.ts';
import { alphaOfLook } from '../../../src/statistics/looks.ts';
import { median } from '../../../src/statistics/median.ts';
import { leastN, lowerRank, quantileRanks, upperRank } from '../../../src/statistics/order-statistic.ts';
import { Durations, LEAST_N } from '../../../src/statistics/percentile.ts';
import { seeded } from '../../../src/statistics/random.ts';
import { commonSlope, slopeInterval } from '../../../src/statistics/slope.ts';

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

describe('the evidence for a promotion', () => {
  it.each([
    [0, 3787],
    [1, 6655],
    [2, 8859],
  ])('with %d failures reaches 20 at n = %d, not before', (k, n) => {
    expect(evidenceBelow(k, n, 0.001)).toBeGreaterThanOrEqual(20);
    expect(evidenceBelow(k, n - 1, 0.001)).toBeLessThan(20);
  });

  it('is 1 before anything was seen, and fair at the bound', () => {
    const rate = 0.001;
    expect(evidenceBelow(0, 0, rate)).toBeCloseTo(1, 12);
    for (const [k, n] of [
      [0, 500],
      [2, 3000],
    ] as const) {
      const next = rate * evidenceBelow(k + 1, n + 1, rate) + (1 - rate) * evidenceBelow(k, n + 1, rate);
      expect(next).toBeCloseTo(evidenceBelow(k, n, rate), 9);
    }
  });
});

describe('looks', () => {
  it('halve their error, so that all together make at most twice the first', () => {
    expect([0, 1, 2].map((j) => alphaOfLook(j))).toEqual([0.025, 0.0125, 0.00625]);
    expect(alphaOfLook(2, 0.02)).toBe(0.0025);
  });
});

describe('incidents', () => {
  const runs = [
    { length: 1, count: 3 },
    { length: 5, count: 1 },
  ];

  it('are counted with the mean of their lengths, by which n is divided', () => {
    expect(incidentsOf(runs)).toEqual({ incidents: 4, failures: 8, mean: 2 });
    expect(incidentsOf([])).toEqual({ incidents: 0, failures: 0, mean: 1 });
    expect(effectiveN(9000, runs)).toBe(4500);
  });

  it('are judged by the k longest for every k', () => {
    expect(burstsOf(runs)).toEqual([
      { k: 0, mean: 1 },
      { k: 1, mean: 5 },
      { k: 2, mean: 3 },
      { k: 4, mean: 2 },
    ]);
  });

  it('need as many clean cycles as the worst of these', () => {
    expect(cleanNeeded([], 0.001, 0.05)).toBe(2995);
    expect(cleanNeeded([{ length: 1, count: 2 }], 0.001, 0.025)).toBe(7223);
    expect(cleanNeeded([{ length: 3, count: 1 }], 0.001, 0.05)).toBe(3 * 4742);
    expect(cleanNeeded(runs, 0.001, 0.05)).toBe(5 * 4742);
  });
});

describe('the limits of a quantile', () => {
  it.each([
    [5, null, null],
    [6, 1, 6],
    [10, 2, 9],
    [20, 6, 15],
    [100, 40, 61],
  ])('of the median of %d values are the ranks of the tables', (n, low, high) => {
    expect(quantileRanks(n, 0.5)).toEqual({ low, high });
  });

  it('of a P95 come with n = 59, and by other ranks than the largest with n = 93 and 153', () => {
    expect([58, 59, 92, 93, 153].map((n) => upperRank(n, 0.95))).toEqual([null, 59, 92, 92, 150]);
    expect(lowerRank(0, 0.95)).toBeNull();
    expect(lowerRank(100, 0.95)).toBe(91);
  });

  it('say how many values a percentile takes: 59 for a P95, 299 for a P99', () => {
    expect(leastN(0.95)).toBe(59);
    expect(leastN(0.99)).toBe(299);
    expect(leastN(0.5)).toBe(5);
    expect(leastN(0.95, 0.99)).toBe(90);
    expect(LEAST_N).toEqual({ p50: 1, p95: 59, p99: 299 });
  });
});

describe('beyondNoise', () => {
  it.each<[number, number, number, boolean]>([
    [6, 0, 1 / 64, false],
    [7, 0, 1 / 128, true],
    [9, 1, 11 / 1024, false],
    [10, 1, 12 / 2048, true],
    [0, 0, 1, false],
    [5, 9, 0.910217285, false],
  ])('%d of modular alone against %d of legacy alone: p %d', (modularOnly, secondaryOnly, p, differs) => {
    const result = beyondNoise({ modularOnly, secondaryOnly });
    expect(result.p).toBeCloseTo(p, 9);
    expect(result.differs).toBe(differs);
  });

  it('takes at least three pairs, however unlikely two are', () => {
    const share = 0.01;
    expect(beyondNoise({ modularOnly: 2, secondaryOnly: 0 }, { share })).toEqual({
      p: expect.closeTo(0.0001, 12),
      differs: false,
    });
    expect(beyondNoise({ modularOnly: 3, secondaryOnly: 0 }, { share }).differs).toBe(true);
  });
});

describe('median', () => {
  it('is the middle, or the mean of the two', () => {
    expect([median([]), median([7]), median([9, 1, 5]), median([10, 2, 4, 3])]).toEqual([null, 7, 5, 3.5]);
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
  const estimated = (list: Pair[], seed = 1, resamples = 1000) => {
    const ready = pairedP95Ratio(list, 300_000);
    return ready?.estimate(drawBlocks(ready.blocks, resamples, seeded(seed))) ?? null;
  };

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

  it('finds in its shortened ranking what a full sort of the resample finds', () => {
    const p95 = (values: number[]): number =>
      values.sort((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1]!;
    const random = seeded(11);
    for (const n of [60, 700, 3000]) {
      // Slow times come together, so that some resamples hold far more of them than others.
      const list = Array.from({ length: n }, (_, i) => ({
        at: i * 10_000,
        numerator: (i % 600 < 90 ? 5 : 1) + random(),
        denominator: 1 + random(),
      }));
      const ready = pairedP95Ratio(list, 300_000)!;
      const draws = drawBlocks(ready.blocks, 200, seeded(3));
      const width = Math.min(300_000, (list.at(-1)!.at + 1) / 10);
      const ratios = draws.map((draw) => {
        const drawn = list.flatMap((pair) => Array<Pair>(draw[Math.floor(pair.at / width)]!).fill(pair));
        return p95(drawn.map((p) => p.numerator)) / p95(drawn.map((p) => p.denominator));
      });
      ratios.sort((a, b) => a - b);
      expect(ready.estimate(draws)).toEqual({
        ratio: p95(list.map((p) => p.numerator)) / p95(list.map((p) => p.denominator)),
        low: ratios[10],
        high: ratios[190],
      });
    }
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

  it('is common to groups at different heights, whose distance is none of it', () => {
    const group = (height: number) => [0, 1, 2, 3].map((x) => ({ x: x + height, y: height * 100 + 2 * x }));
    expect(commonSlope([group(0), [], group(10)])).toEqual({ slope: 2, low: 2, high: 2 });
    const points = (list: [number, number][]) => list.map(([x, y]) => ({ x, y }));
    const { slope, low, high } = commonSlope([
      points([
        [0, 0],
        [1, 1],
        [2, 1],
      ]),
      points([
        [5, 9],
        [6, 9],
        [7, 11],
      ]),
    ])!;
    expect(slope).toBeCloseTo(0.75, 12);
    // By hand: Σxx 4, Σxy 3, Σyy 2/3 + 8/3 within the groups; t(0.975; 3) = 3.182446.
    const half = 3.182446 * Math.sqrt((2 / 3 + 8 / 3 - 0.75 ** 2 * 4) / 3 / 4);
    expect(low).toBeCloseTo(0.75 - half, 5);
    expect(high).toBeCloseTo(0.75 + half, 5);
    expect(commonSlope([[{ x: 0, y: 0 }], [{ x: 1, y: 5 }]])).toBeNull();
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
