import type { RolloutState, TickInput } from '../core/rollout.ts';
import type { RolloutConfig } from './config.ts';
import { failing, ownProblems, unmeasured } from './own-health.ts';

/** Why the bake clock stands in this tick; null: it runs. */
export function bakeStops(state: RolloutState, input: TickInput, config: RolloutConfig): string | null {
  if (state.sub.kind === 'rolled_back') return 'rolled back';
  if (state.sub.kind === 'paused') return 'paused';
  if (state.drill !== null) return 'a drill is under way';
  const own = ownProblems(state, input)[0];
  if (own !== undefined) return own.words;
  const check =
    unmeasured(state.errorRuns, input.checks, config.mostUnmeasured).find(({ dryRun }) => dryRun !== true) ??
    failing(input.checks)[0];
  if (check === undefined) return null;
  return check.verdict === 'fail' ? `${check.label} fails` : `${check.label} cannot be measured`;
}

/** Whether the time between two ticks is one in which we were there: longer gaps count nothing (ROLLOUT.md §3). */
export function gapCounts(gapMs: number, intervalMs: number, config: RolloutConfig): boolean {
  return gapMs > 0 && gapMs <= config.longestGapIntervals * intervalMs;
}

/** The clock after a tick. A single failed cycle does not stop it; a check that fails does. */
export function bakeAfter(
  state: RolloutState,
  input: TickInput,
  at: number,
  config: RolloutConfig,
): RolloutState['bake'] {
  const { ms, lastTickAt } = state.bake;
  const gap = lastTickAt === null ? 0 : at - lastTickAt;
  const counts = gapCounts(gap, input.intervalMs, config) && bakeStops(state, input, config) === null;
  return { ms: counts ? ms + gap : ms, lastTickAt: at };
}
