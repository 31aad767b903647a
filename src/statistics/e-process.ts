import { logBeta, logIncompleteBeta } from './beta.ts';

/** Prior Beta(a, b) of the alternative, cut to rates above the tolerated one (ROLLOUT.md §5). */
const A = 0.5;
const B = 0.5;

/**
 * Evidence that the true failure rate is above `tolerated`, after `failures` in `n` trials: the e-value of a mixture
 * over all higher rates. Anytime-valid (Ville 1939): whatever the number of looks, a rate of `tolerated` or less lets it
 * ever reach 1/α with a probability of at most α. Infinity where it is too large for a double.
 */
export function evidenceAbove(failures: number, n: number, tolerated: number): number {
  const mass = (a: number, b: number): number => logBeta(a, b) + logIncompleteBeta(1 - tolerated, b, a);
  return Math.exp(
    mass(A + failures, B + n - failures) -
      mass(A, B) -
      failures * Math.log(tolerated) -
      (n - failures) * Math.log1p(-tolerated),
  );
}
