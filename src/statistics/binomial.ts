import { incompleteBeta, logGamma } from './beta.ts';

function logProbability(k: number, n: number, p: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

/** P(X ≤ k) for X ~ Binomial(n, p). */
export function binomialAtMost(k: number, n: number, p: number): number {
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
    return Math.min(1, binomialAtMost(k, n, p) + 1 - binomialAtMost(high - 1, n, p));
  }
  let low = -1;
  let high = mode + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (unlikely(middle)) low = middle;
    else high = middle;
  }
  return Math.min(1, 1 - binomialAtMost(k - 1, n, p) + binomialAtMost(low, n, p));
}

/** P(X ≥ k) for X ~ Binomial(n, p), which does not vanish where it is small. */
export function binomialAtLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  return k > n ? 0 : incompleteBeta(p, k, n - k + 1);
}

/** Comparisons of the noise arm in which exactly one of the two differed from legacy's first run. */
export interface Discordant {
  /** Modular differed, legacy's second run did not. */
  modularOnly: number;
  /** Legacy's second run differed, modular did not. */
  secondaryOnly: number;
}

/**
 * Whether modular differs from legacy beyond what legacy differs from itself (ROLLOUT.md §5): the exact one-sided
 * binomial test on the discordant pairs (McNemar). If the two were equally noisy, each discordant pair would be
 * modular's with the probability `share`: 0.5 when every comparison of the arm is made with both; more when modular was
 * compared more often. It differs for real when p < `significance`, and with at least `least` pairs of its own.
 */
export function beyondNoise(
  { modularOnly, secondaryOnly }: Discordant,
  { share = 0.5, significance = 0.01, least = 3 } = {},
): { p: number; differs: boolean } {
  const p = binomialAtLeast(modularOnly, modularOnly + secondaryOnly, share);
  return { p, differs: p < significance && modularOnly >= least };
}
