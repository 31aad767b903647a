/**
 * Error that look `j` at the end of a bake may make (0 for the first, then one for each extension): `base / 2^j`
 * (ROLLOUT.md §5). All looks together make at most twice `base`.
 */
export function alphaOfLook(j: number, base = 0.05): number {
  return base / 2 ** j;
}
