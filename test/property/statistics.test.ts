import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialTwoSided } from '../../src/statistics/binomial.ts';
import { errorRateUpperBound } from '../../src/statistics/clopper-pearson.ts';
import { evidenceAbove } from '../../src/statistics/e-process.ts';
import { seeded } from '../../src/statistics/random.ts';

const counts = fc.tuple(fc.nat(60), fc.nat(20_000)).map(([k, good]) => ({ k, n: k + good }));

describe('the statistics', () => {
  it('bound an error rate above what was seen, and lower with more successes', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(0.05, 0.025, 0.0125), ({ k, n }, alpha) => {
        const bound = errorRateUpperBound(k, n, alpha);
        expect(bound).toBeGreaterThan(n === 0 ? 0 : k / n - 1e-12);
        expect(bound).toBeLessThanOrEqual(1);
        expect(errorRateUpperBound(k, n + 1, alpha)).toBeLessThanOrEqual(bound);
        expect(errorRateUpperBound(k + 1, n + 1, alpha)).toBeGreaterThanOrEqual(bound);
      }),
    );
  });

  it('count a failure as evidence for a rollback and a success against it', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0.001, max: 0.2, noNaN: true }), ({ k, n }, tolerated) => {
        const evidence = evidenceAbove(k, n, tolerated);
        expect(evidence).toBeGreaterThanOrEqual(0);
        fc.pre(Number.isFinite(evidence) && evidence > 1e-200);
        expect(evidenceAbove(k + 1, n + 1, tolerated)).toBeGreaterThan(evidence);
        expect(evidenceAbove(k, n + 1, tolerated)).toBeLessThan(evidence);
      }),
    );
  });

  it('give probabilities, also for a share of one half seen from either side', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (n, p, pick) => {
        const k = n === 0 ? 0 : pick % (n + 1);
        const value = binomialTwoSided(k, n, p);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(binomialTwoSided(k, n, 0.5)).toBeCloseTo(binomialTwoSided(n - k, n, 0.5), 8);
      }),
    );
  });

  it('draw evenly from [0, 1) and repeat with the seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = (): number[] => {
          const random = seeded(seed);
          return Array.from({ length: 2000 }, random);
        };
        const numbers = draw();
        expect(draw()).toEqual(numbers);
        expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
        expect(Math.abs(numbers.reduce((s, x) => s + x, 0) / 2000 - 0.5)).toBeLessThan(0.04);
      }),
    );
  });
});
