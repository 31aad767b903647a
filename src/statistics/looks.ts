/**
 * Error that look `j` at the end of a bake may make (0 for the first, then one for each extension): half of what is left
 * of `base`, which is therefore the error of all looks together, however many extensions there are (alpha spending).
 * ROLLOUT.md §5 gives the probabilities of promotion that follow from it: 0.978 at a true rate of 0.03 %, 0.66 at 0.05 %,
 * 0.017 at 0.1 %.
 */
export function alphaOfLook(j: number, base = 0.05): number {
  return base / 2 ** (j + 1);
}
