import { incompleteBeta, logGamma } from './beta.ts';

function logProbability(k: number, n: number, p: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

/** P(X ≤ k) for X ~ Binomial(n, p). */
function atMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(1 - p, n - k, k + 1);
}

/**
 * The exact two-sided p-value of `k` successes in `n` trials of probability `p`: the probability of all outcomes that
 * are no more likely than the one seen (as R's binom.test). For the realised share of modular cycles.
 */
export function binomialTwoSided(k: number, n: number, p: number): number {
  if (n === 0) return 1;
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  // Outcomes of equal probability must not be lost to rounding.
  const limit = logProbability(k, n, p) + 1e-7;
  const mean = n * p;
  if (k === mean) return 1;
  const mode = Math.floor((n + 1) * p);
  const unlikely = (i: number): boolean => logProbability(i, n, p) <= limit;
  if (k < mean) {
    // The smallest outcome from the mode upwards that is no more likely than k.
    let low = mode - 1;
    let high = n + 1;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (unlikely(middle)) high = middle;
      else low = middle;
    }
    return Math.min(1, atMost(k, n, p) + 1 - atMost(high - 1, n, p));
  }
  let low = -1;
  let high = mode + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (unlikely(middle)) low = middle;
    else high = middle;
  }
  return Math.min(1, 1 - atMost(k - 1, n, p) + atMost(low, n, p));
}
