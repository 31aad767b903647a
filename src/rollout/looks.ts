import type { CheckResult } from '../core/check.ts';
import { formatCount, formatHours } from '../core/format.ts';
import type { Gate, Look, RolloutState } from '../core/rollout.ts';
import type { Stage } from '../core/stage.ts';
import { alphaOfLook } from '../statistics/looks.ts';
import type { RolloutConfig } from './config.ts';

/** Milliseconds of bake before the stage after this one may begin by itself; null where none does. */
export function dwellOf(stage: Stage, config: RolloutConfig): number | null {
  return stage === 'canary' || stage === 'beta' ? config.dwell[stage] : null;
}

/** Error that the look that comes next may make (ROLLOUT.md §5): halved by every look that has failed. */
export function alphaOf({ looks }: Pick<RolloutState, 'looks'>, base?: number): number {
  return alphaOfLook(looks.filter(({ passed }) => !passed).length, base);
}

/**
 * The bake at which the error rate is looked at next: at the end of the dwell, and a whole extension after a look that
 * has failed. Null: it is not looked at any more, because a look has passed, none is left, or the stage has none.
 */
export function lookDueMs(
  stage: Stage,
  looks: readonly Pick<Look, 'bakeMs' | 'passed'>[],
  config: RolloutConfig,
): number | null {
  const dwell = dwellOf(stage, config);
  const last = looks.at(-1);
  if (dwell === null || last === undefined) return dwell;
  return last.passed || looks.length > config.mostExtensions ? null : last.bakeMs + config.extension;
}

/** Takes the look that is due. What cannot be measured is not looked at: the look stays due. */
export function takeLook(
  state: RolloutState,
  check: CheckResult | undefined,
  at: number,
  config: RolloutConfig,
): Look | null {
  const due = lookDueMs(state.stage, state.looks, config);
  if (due === null || state.bake.ms < due || check === undefined || check.verdict === 'error') return null;
  const { interval, value } = check.shown;
  return {
    at,
    bakeMs: state.bake.ms,
    alpha: alphaOf(state),
    passed: check.verdict === 'pass',
    shown: `${interval === '' ? value : interval}, n ${formatCount(check.n)}`,
  };
}

/** The gate of the looks: the last one has passed, and the error rate still does. */
export function lookGate(
  state: RolloutState,
  check: CheckResult | undefined,
  config: RolloutConfig,
): Gate | null {
  const dwell = dwellOf(state.stage, config);
  if (dwell === null) return null;
  const { looks, bake } = state;
  const last = looks.at(-1);
  const passes = last?.passed === true && check?.verdict === 'pass';
  const due = lookDueMs(state.stage, looks, config);
  return {
    id: 'look',
    label: 'look at the error rate',
    verdict: passes ? 'pass' : 'inconclusive',
    shown:
      last === undefined
        ? 'none yet'
        : `${looks.length} of at most ${config.mostExtensions + 1}: ${last.shown}`,
    missing: passes
      ? ''
      : last?.passed === true
        ? 'it passed, but the error rate does not now'
        : due === null
          ? 'no look is left: the operator decides'
          : bake.ms >= due
            ? 'due: the error rate cannot be measured'
            : `the ${last === undefined ? 'look' : 'next look'} at ${formatHours(due)} of bake`,
    dryRun: check?.dryRun === true,
  };
}
