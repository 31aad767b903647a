import { incompleteBeta, inverseIncompleteBeta } from './beta.ts';

/**
 * The exact one-sided upper bound (Clopper & Pearson 1934) of a rate of which `failures` in `n` trials were seen, at
 * confidence 1 − alpha: `BetaInv(1 − alpha; k + 1, n − k)` (ROLLOUT.md §5). `n` need not be whole (an effective sample
 * size). 1 when nothing, or nothing but failures, was seen.
 */
export function errorRateUpperBound(failures: number, n: number, alpha: number): number {
  if (n <= failures) return 1;
  return inverseIncompleteBeta(1 - alpha, failures + 1, n - failures);
}

/** Answers of `trialsNeeded`: it is asked the same at every tick, and bisects. */
const needed = new Map<string, number>();
const MOST_KEPT = 1000;

/** The smallest number of trials with `failures` among them for which that bound is below `rate`. */
export function trialsNeeded(failures: number, rate: number, alpha: number): number {
  const key = `${failures} ${rate} ${alpha}`;
  const known = needed.get(key);
  if (known !== undefined) return known;
  // U < rate iff I_rate(k + 1, n − k) > 1 − alpha, which grows with n.
  const enough = (n: number): boolean => incompleteBeta(rate, failures + 1, n - failures) > 1 - alpha;
  let high = failures + 1;
  while (!enough(high)) high *= 2;
  let low = failures;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  if (needed.size >= MOST_KEPT) needed.clear();
  needed.set(key, high);
  return high;
}
