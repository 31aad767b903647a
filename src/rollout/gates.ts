import type { CheckResult } from '../core/check.ts';
import { formatHours } from '../core/format.ts';

import type { Gate, RolloutState, TickInput } from '../core/rollout.ts';
import { nextStage } from '../core/stage.ts';
import { approvalGate } from './approval.ts';
import type { RolloutConfig } from './config.ts';
import { freezeAt } from './freeze.ts';
import { dwellOf, lookGate } from './looks.ts';
import { ownProblems, unmeasured } from './own-health.ts';
import { judgedStage } from './state.ts';

/** A gate lets the rollout through: it passes, or it is only measured and shown. */
export function opens({ verdict, dryRun }: Gate): boolean {
  return dryRun || verdict === 'pass';
}

/**
 * Everything that has to be so before the next stage, in the order in which a tick asks for it; empty at the end. In
 * `disabled` and `production` they are for the operator to see, who decides there.
 */
export function gates(now: RolloutState, input: TickInput, at: number, config: RolloutConfig): Gate[] {
  const state = { ...now, ...judgedStage(now) };
  if (nextStage(state.stage) === null) return [];
  const errorRate = input.checks.find(({ id }) => id === 'error_rate');
  const all: (Gate | null)[] = [
    ownGate(state, input, config),
    bakeGate(state, config),
    ...input.checks.map(checkGate),
    lookGate(state, errorRate, config),
    drillGate(state, config),
    legacyGate(state, input, at, config),
    freezeGate(state, at, config),
    approvalGate(state, input, config),
  ];
  return all.filter((gate) => gate !== null);
}

function checkGate({ id, label, verdict, shown, missing, reason, dryRun }: CheckResult): Gate {
  const measured = [shown.value, shown.interval, shown.bound].filter((part) => part !== '').join('  ');
  return {
    id,
    label,
    verdict,
    shown: measured,
    missing: missing === '' && verdict !== 'pass' ? reason : missing,
    dryRun: dryRun === true,
  };
}

function ownGate(state: RolloutState, input: TickInput, config: RolloutConfig): Gate {
  const problems = ownProblems(state, input).map(({ words }) => words);
  const broken = unmeasured(state.errorRuns, input.checks, config.mostUnmeasured).filter(
    ({ dryRun }) => dryRun !== true,
  );
  const words = [...problems, ...broken.map(({ label }) => `${label} cannot be measured`)];
  return {
    id: 'own_health',
    label: 'measured',
    verdict: words.length === 0 ? 'pass' : 'error',
    shown: words.length === 0 ? `${input.agents} ${input.agents === 1 ? 'agent' : 'agents'}` : '–',
    missing: words.join('; '),
    dryRun: false,
  };
}

function bakeGate({ stage, bake }: RolloutState, config: RolloutConfig): Gate | null {
  const dwell = dwellOf(stage, config);
  if (dwell === null) return null;
  const baked = bake.ms >= dwell;
  return {
    id: 'bake',
    label: 'bake',
    verdict: baked ? 'pass' : 'inconclusive',
    shown: `${formatHours(bake.ms)} of ${formatHours(dwell)}`,
    missing: baked ? '' : `${formatHours(dwell - bake.ms)} more of healthy time`,
    dryRun: false,
  };
}

/** A rollback that was tried in this stage: the next one may need it for real. */
function drillGate({ stage, drilled }: RolloutState, config: RolloutConfig): Gate | null {
  const next = nextStage(stage);
  if ((next !== 'beta' && next !== 'production') || !config.drillFor.includes(next)) return null;
  const passed = drilled?.passed === true;
  return {
    id: 'drill',
    label: 'rollback drill',
    verdict: passed ? 'pass' : 'inconclusive',
    shown: drilled === null ? 'none in this stage' : passed ? 'passed' : `failed: ${drilled.problem}`,
    missing: passed ? '' : 'a drill that passes: `cutover drill`',
    dryRun: false,
  };
}

/** Before legacy is not run any more, it has to be known that it could be. */
function legacyGate(
  { stage }: RolloutState,
  { legacyCompletedAt }: TickInput,
  at: number,
  config: RolloutConfig,
): Gate | null {
  if (nextStage(stage) !== 'legacy_disabled') return null;
  const proven = legacyCompletedAt !== null && at - legacyCompletedAt <= config.legacyProof;
  return {
    id: 'legacy_startable',
    label: 'legacy startable',
    verdict: proven ? 'pass' : 'inconclusive',
    shown:
      legacyCompletedAt === null
        ? 'no complete cycle since the start'
        : `last complete cycle ${formatHours(at - legacyCompletedAt)} ago, bound ${formatHours(config.legacyProof)}`,
    missing: proven ? '' : 'a complete cycle of legacy: run it beside modular',
    dryRun: false,
  };
}

function freezeGate(state: RolloutState, at: number, config: RolloutConfig): Gate | null {
  if (dwellOf(state.stage, config) === null) return null;
  const freeze = freezeAt(state.freeze, config.freezeWindows, at);
  return {
    id: 'freeze',
    label: 'no freeze',
    verdict: freeze === null ? 'pass' : 'inconclusive',
    shown: freeze === null ? 'none' : (freeze.window ?? `by ${freeze.who}`),
    missing:
      freeze === null
        ? ''
        : freeze.until === null
          ? 'until it is lifted'
          : `${formatHours(freeze.until - at)} more`,
    dryRun: false,
  };
}
