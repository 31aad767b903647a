/** Ticks after which the pattern of any share in steps of 0.001 % has come round. */
const LONGEST_PERIOD = 100_000;

/**
 * Whether modular has the authority in this tick (ROLLOUT.md §1): deterministic and evenly spread, so that any run of
 * 100 ticks holds exactly `percentage` of modular's (for whole percentages). 0 and 100 bypass the formula.
 */
export function servedByModular(tick: number, percentage: number): boolean {
  if (percentage <= 0) return false;
  if (percentage >= 100) return true;
  return Math.floor(((tick + 1) * percentage) / 100) > Math.floor((tick * percentage) / 100);
}

/** Ticks from this one until the authority changes hands; null when it does not at this percentage. */
export function ticksUntilChange(tick: number, percentage: number): number | null {
  if (percentage <= 0 || percentage >= 100) return null;
  const now = servedByModular(tick, percentage);
  for (let ahead = 1; ahead <= LONGEST_PERIOD; ahead++)
    if (servedByModular(tick + ahead, percentage) !== now) return ahead;
  return null;
}
