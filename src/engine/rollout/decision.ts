import { isDeepStrictEqual } from 'node:util';
import type { CheckResult } from '../../core/check.ts';
import type { Outcome, Refusal, RolloutEffect, RolloutEvent, RolloutState } from '../../core/rollout.ts';
import type { HealthConfig } from '../../health/config.ts';
import type { Evidence } from '../../health/evidence.ts';
import { judgeEvidence } from '../../health/health.ts';
import type { RolloutConfig } from '../../rollout/config.ts';
import { decide } from '../../rollout/decide.ts';

/** A decision with all that it was made from, as the journal keeps it. */
export interface Decision {
  v: 1;
  state: RolloutState;
  event: RolloutEvent;
  /** What the checks of a tick were judged from; null for the other events. */
  evidence: Evidence | null;
  rollout: RolloutConfig;
  health: HealthConfig;
  outcome: Outcome | null;
  refusal: Refusal | null;
  next: RolloutState;
  effects: RolloutEffect[];
}

/** Makes a decision, with all that it was made from. */
export function makeDecision(
  from: Pick<Decision, 'state' | 'event' | 'evidence' | 'rollout' | 'health'>,
): Decision {
  const { state: next, effects, outcome, refusal } = decide(from.state, from.event, from.rollout);
  return { v: 1, ...from, outcome, refusal, next, effects };
}

/**
 * Makes a stored decision again from its stored inputs. Returns where the answer is another one, in words; null: it is
 * the same. `stored` is what JSON gave back.
 */
export function verifyDecision(stored: Decision): string | null {
  if (stored.event.type === 'tick') {
    if (stored.evidence === null) return 'the evidence of the tick is missing';
    const checks: CheckResult[] = plain(judgeEvidence(stored.evidence, stored.health));
    const said = stored.event.input.checks;
    const other = checks.find((check, i) => !isDeepStrictEqual(check, said[i]));
    if (other !== undefined || checks.length !== said.length)
      return `the check ${other?.label ?? ''} says something else of the stored evidence`.replace('  ', ' ');
  }
  const again = plain(makeDecision(stored));
  for (const part of ['outcome', 'refusal', 'effects', 'next'] as const)
    if (!isDeepStrictEqual(again[part], stored[part])) return `${part} is another one`;
  return null;
}

/** As JSON gives it back. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Whether a decision is worth to be kept: it does something, changes the reason, or answers somebody. */
export function isWorthKeeping(decision: Decision, lastKey: string): boolean {
  const { event, outcome, effects } = decision;
  if (event.type === 'tick') return effects.some(({ kind }) => kind !== 'tell') || outcome?.key !== lastKey;
  if (event.type === 'flags' || event.type === 'served') return effects.length > 0;
  return true;
}
