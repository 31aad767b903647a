import type { CheckId, CheckResult } from '../core/check.ts';
import type { RolloutState, TickInput } from '../core/rollout.ts';
import { isLive, judgedStage } from './state.ts';

/** A fault of our own measuring: while it lasts, nothing is promoted and the bake clock stands. */
export interface OwnProblem {
  name: 'stale' | 'share' | 'agents' | 'comparison';
  words: string;
}

/** What is wrong with our own measuring in a stage in which modular has a share; in `disabled` it holds nothing. */
export function ownProblems(
  state: Pick<RolloutState, 'stage' | 'share' | 'drill'>,
  { own, agents }: TickInput,
): OwnProblem[] {
  const judged = judgedStage(state);
  if (!isLive(judged)) return [];
  const problems: OwnProblem[] = [];
  if (own.stale !== null) problems.push({ name: 'stale', words: own.stale });
  if (judged.share <= 0) problems.push({ name: 'share', words: 'the file gives modular no share' });
  else if (own.share !== null) problems.push({ name: 'share', words: own.share });
  if (agents <= 0) problems.push({ name: 'agents', words: 'no agents to watch' });
  // In legacy_disabled there is nothing to compare with.
  if (own.comparison !== null && judged.stage !== 'legacy_disabled')
    problems.push({ name: 'comparison', words: `the comparison is not proven alive: ${own.comparison}` });
  return problems;
}

/** Ticks in a row, with this one, in which each check could not be measured. */
export function errorRunsAfter(
  runs: RolloutState['errorRuns'],
  checks: readonly CheckResult[],
): RolloutState['errorRuns'] {
  const after: Partial<Record<CheckId, number>> = {};
  for (const { id, verdict } of checks) if (verdict === 'error') after[id] = (runs[id] ?? 0) + 1;
  return after;
}

/** Checks that could not be measured too often in a row: the probe is broken, not the monitor (ROLLOUT.md §2). */
export function unmeasured(
  runs: RolloutState['errorRuns'],
  checks: readonly CheckResult[],
  most: number,
): CheckResult[] {
  return checks.filter(({ id }) => (runs[id] ?? 0) > most);
}

/** Checks that decide and say that modular is worse than it may be. */
export function failing(checks: readonly CheckResult[]): CheckResult[] {
  return checks.filter(({ verdict, dryRun }) => verdict === 'fail' && dryRun !== true);
}
