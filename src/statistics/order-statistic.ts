import { binomialAtLeast, binomialAtMost } from './binomial.ts';

/**
 * Ranks (1 for the smallest of `n` values) whose values bound the quantile `q` of what the values are drawn from,
 * whatever its distribution: the number of values below it is Binomial(n, q). A rank is null when n is too small for it.
 */
export interface QuantileRanks {
  low: number | null;
  high: number | null;
}

/** The smallest r from 1 to n for which `holds`, which then holds for all larger ones; null when there is none. */
function firstRank(n: number, holds: (r: number) => boolean): number | null {
  if (n < 1 || !holds(n)) return null;
  let low = 0;
  let high = n;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The smallest rank whose value is, with this confidence, at least the quantile; null when n is too small. */
export function upperRank(n: number, q: number, confidence = 0.95): number | null {
  return firstRank(n, (r) => binomialAtMost(r - 1, n, q) >= confidence);
}

/** The largest rank whose value is, with this confidence, at most the quantile; null when n is too small. */
export function lowerRank(n: number, q: number, confidence = 0.95): number | null {
  // Counted from the other end it is the smallest one.
  const fromEnd = firstRank(n, (r) => binomialAtLeast(n - r + 1, n, q) >= confidence);
  return fromEnd === null ? null : n - fromEnd + 1;
}

/** The two-sided interval: each limit fails with at most half of 1 − confidence. */
export function quantileRanks(n: number, q: number, confidence = 0.95): QuantileRanks {
  const each = 1 - (1 - confidence) / 2;
  return { low: lowerRank(n, q, each), high: upperRank(n, q, each) };
}

/**
 * The smallest n with an upper limit of the quantile: with fewer values all of them may well lie below it, so that an
 * estimate of it says nothing. 59 for a P95 and 299 for a P99 (ROLLOUT.md §5).
 */
export function leastN(q: number, confidence = 0.95): number {
  // All n lie below the quantile with probability q^n.
  let n = Math.max(1, Math.floor(Math.log(1 - confidence) / Math.log(q)) - 1);
  while (upperRank(n, q, confidence) === null) n++;
  return n;
}
