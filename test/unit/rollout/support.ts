import type { CheckId, CheckResult } from '../../../src/core/check.ts';
import { CHECK_IDS } from '../../../src/core/check.ts';
import type {
  Decided,
  Look,
  RolloutEffect,
  RolloutEvent,
  RolloutState,
  TickInput,
} from '../../../src/core/rollout.ts';
import { STAGE_PERCENTAGE, type Stage } from '../../../src/core/stage.ts';
import { rolloutConfig } from '../../../src/rollout/config.ts';
import { decide } from '../../../src/rollout/decide.ts';
import { type Decision, initialState } from '../../../src/rollout/state.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const INTERVAL = 10 * SECOND;
/** A Tuesday. */
export const START = Date.parse('2026-11-24T08:00:00Z');
export const CONFIG = rolloutConfig();

export const ANA = { who: 'ana', why: 'to see' };

export function check(id: CheckId, changes: Partial<CheckResult> = {}): CheckResult {
  return {
    id,
    label: id.replace('_', ' '),
    verdict: 'pass',
    alert: false,
    reason: '',
    value: 0,
    interval: null,
    n: 8213,
    bound: 0.1,
    shown: { value: '0.000 %', interval: '≤ 0.035 %', bound: '<0.1 %' },
    missing: '',
    ...changes,
  };
}

/** All checks pass, but for these. */
export function checks(changes: Partial<Record<CheckId, Partial<CheckResult>>> = {}): CheckResult[] {
  return CHECK_IDS.map((id) => check(id, changes[id]));
}

export function input(changes: Partial<TickInput> = {}): TickInput {
  return {
    intervalMs: INTERVAL,
    checks: checks(),
    own: { stale: null, share: null, comparison: null },
    agents: 42,
    monitor: 'rules-1',
    killed: null,
    configHash: 'config-1',
    evidenceHash: 'evidence-1',
    legacyCompletedAt: null,
    ...changes,
  };
}

export function state(changes: Partial<RolloutState> = {}): RolloutState {
  const stage: Stage = changes.stage ?? 'canary';
  return {
    ...initialState({ stage, share: STAGE_PERCENTAGE[stage], at: START }),
    monitor: 'rules-1',
    bake: { ms: 0, lastTickAt: START },
    ...changes,
  };
}

export const PASSED_LOOK: Look = {
  at: START,
  bakeMs: 24 * HOUR,
  alpha: 0.025,
  passed: true,
  shown: '≤ 0.035 %, n 8,640',
};

/** A stage that lacks nothing but the next tick. */
export function ripe(changes: Partial<RolloutState> = {}): RolloutState {
  const stage = changes.stage ?? 'canary';
  const drilled = {
    at: START,
    ...ANA,
    stage,
    passed: true,
    disabledMs: 7,
    servedMs: 2100,
    restoredMs: 2110,
    problem: '',
  };
  return state({
    bake: { ms: stage === 'beta' ? 72 * HOUR : 24 * HOUR, lastTickAt: START },
    looks: [PASSED_LOOK],
    drilled,
    ...changes,
  });
}

export const NEXT = START + INTERVAL;

export function tickEvent(changes: Partial<TickInput> = {}, at = NEXT): RolloutEvent {
  return { type: 'tick', at, input: input(changes) };
}

export function tick(
  of: RolloutState,
  changes: Partial<TickInput> = {},
  at = NEXT,
  config = CONFIG,
): Decision {
  return decide(of, tickEvent(changes, at), config);
}

type ActType = 'kill' | 'pause' | 'resume' | 'unfreeze' | 'drill';

export function act(of: RolloutState, type: ActType, by: Partial<Decided> = {}, config = CONFIG): Decision {
  return decide(of, { type, at: NEXT, ...ANA, ...by }, config);
}

export function flags(of: RolloutState, stage: Stage, changes: Partial<FlagsEvent> = {}): Decision {
  const share = STAGE_PERCENTAGE[stage];
  return decide(of, { type: 'flags', at: NEXT, ...ANA, stage, share, killed: null, ...changes }, CONFIG);
}
type FlagsEvent = Extract<RolloutEvent, { type: 'flags' }>;

export function written(of: RolloutState, at = NEXT, config = CONFIG): Decision {
  return decide(of, { type: 'written', at }, config);
}

export function writes(effects: readonly RolloutEffect[]) {
  return effects.flatMap((effect) => (effect.kind === 'write' ? [effect.write] : []));
}

export function told(effects: readonly RolloutEffect[]): string {
  return effects.flatMap((effect) => (effect.kind === 'tell' ? [effect.text] : [])).join('\n');
}

export const resets = (effects: readonly RolloutEffect[]): boolean =>
  effects.some(({ kind }) => kind === 'reset_evidence');

/** Each sub-state from which a rollback has to be possible, in a stage with a share. */
export function everySubState(): Record<string, RolloutState> {
  const drill = { at: START, ...ANA, stage: 'canary' as const, disabledAt: null, servedAt: null };
  const off = { stage: 'disabled' as const, share: 0 };
  return {
    running: state(),
    paused: state({ sub: { kind: 'paused', at: START, ...ANA } }),
    'awaiting approval': ripe({ sub: { kind: 'awaiting_approval', since: START } }),
    'frozen by hand': state({ freeze: { at: START, ...ANA, until: null } }),
    'promotion pending': ripe({
      pending: { kind: 'promotion', from: 'canary', to: 'beta', at: START, who: 'cutover', why: '' },
    }),
    'drill, being written': state({
      drill: { ...drill, step: 'rolling_back' },
      pending: { kind: 'drill', from: 'canary', to: 'disabled', at: START, ...ANA },
    }),
    'drill, waiting for legacy': state({
      ...off,
      drill: { ...drill, step: 'waiting_for_legacy', disabledAt: START + 7 },
    }),
    'drill, being restored': state({
      ...off,
      drill: { ...drill, step: 'restoring', disabledAt: START + 7, servedAt: START + 2000 },
      pending: { kind: 'restore', from: 'disabled', to: 'canary', at: START, ...ANA },
    }),
    'beta, running': state({ stage: 'beta' }),
    production: state({ stage: 'production' }),
    'legacy disabled': state({ stage: 'legacy_disabled' }),
  };
}

/** Rolled back, on the disk. */
export function rolledBack(changes: Partial<RolloutState> = {}): RolloutState {
  return state({
    stage: 'disabled',
    sub: {
      kind: 'rolled_back',
      from: 'canary',
      at: START,
      who: 'cutover',
      why: 'error rate: 5 failed cycles in a row',
      evidence: ['error rate 2.41 %'],
    },
    ...changes,
  });
}
