import { logBeta, logIncompleteBeta } from './beta.ts';

/** ln of the e-value of a mixture over rates, given ln of its mass before and after the data (ROLLOUT.md §5). */
function evidence(failures: number, n: number, rate: number, logMass: number, logMassBefore: number): number {
  return Math.exp(logMass - logMassBefore - failures * Math.log(rate) - (n - failures) * Math.log1p(-rate));
}

/** ln of the mass that Beta(a, b) has above `rate`, not normalised. */
const massAbove = (a: number, b: number, rate: number): number =>
  logBeta(a, b) + logIncompleteBeta(1 - rate, b, a);

/** The same below `rate`. */
const massBelow = (a: number, b: number, rate: number): number =>
  logBeta(a, b) + logIncompleteBeta(rate, a, b);

/**
 * Evidence that the true failure rate is above `tolerated`, after `failures` in `n` trials: the e-value of a mixture
 * over all higher rates, prior Beta(0.5, 0.5). Anytime-valid (Ville 1939): whatever the number of looks, a rate of
 * `tolerated` or less lets it ever reach 1/α with a probability of at most α. Infinity where it is too large for a
 * double. It rises with a failure and falls with a success.
 */
export function evidenceAbove(failures: number, n: number, tolerated: number): number {
  const [a, b] = [0.5, 0.5];
  const after = massAbove(a + failures, b + n - failures, tolerated);
  return evidence(failures, n, tolerated, after, massAbove(a, b, tolerated));
}

/**
 * Evidence that the true failure rate is below `bound`: the same over all lower rates, prior Beta(0.5, 1). For a live
 * bar or an early decision, since it may be looked at any time; decide at ≥ 20 for an error of 5 %.
 */
export function evidenceBelow(failures: number, n: number, bound: number): number {
  const [a, b] = [0.5, 1];
  const after = massBelow(a + failures, b + n - failures, bound);
  return evidence(failures, n, bound, after, massBelow(a, b, bound));
}
