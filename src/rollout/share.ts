import { formatCount, formatPercent } from '../core/format.ts';
import { binomialTwoSided } from '../statistics/binomial.ts';

/** Ticks since the share was last changed, and those of them that modular served. */
export interface RealisedShare {
  ticks: number;
  modularTicks: number;
  /** Configured, in %. */
  share: number;
}

/**
 * Whether the realised share is off beyond chance (ROLLOUT.md §1: exact binomial): in words, or null. `significance` is
 * the p-value below which it is.
 */
export function shareProblem(
  { ticks, modularTicks, share }: RealisedShare,
  significance: number,
): string | null {
  if (binomialTwoSided(modularTicks, ticks, share / 100) >= significance) return null;
  const realised = formatPercent((100 * modularTicks) / ticks, 1);
  return `modular served ${realised} of ${formatCount(ticks)} cycles instead of ${formatPercent(share)}: beyond chance`;
}
