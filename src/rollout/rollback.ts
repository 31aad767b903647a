import type { CheckResult } from '../core/check.ts';
import type { Decided, Outcome, PendingWrite, RolloutEffect, RolloutState } from '../core/rollout.ts';
import { measured } from './alerts.ts';
import { askFor, by, type Decision, decided, failedDrill, ITSELF, isLive, tell } from './state.ts';

/** A rollback and what speaks for it. */
interface Cause extends Decided {
  evidence: string[];
  outcome: Outcome;
}

/** By a kill switch, the rollback key or `cutover rollback`. */
export function killed({ at, who, why }: Decided): Cause {
  const reason = by({ who, why });
  return { at, who, why, evidence: [], outcome: { action: 'roll_back', step: 'kill', reason, key: 'kill' } };
}

/** By checks that fail. */
export function brokenBy(checks: readonly CheckResult[], at: number): Cause {
  const why = checks
    .map(({ label, reason }) => (reason === '' ? `${label} fails` : `${label}: ${reason}`))
    .join('; ');
  const evidence = checks.map((check) => `${check.label} ${measured(check)}`);
  const key = `checks:${checks.map(({ id }) => id).join(',')}`;
  const outcome = { action: 'roll_back', step: 'rollback_checks', reason: evidence.join('; '), key } as const;
  return { at, who: ITSELF, why, evidence, outcome };
}

/** Something is there to be rolled back, or on its way: a stage with a share, a drill, a stage that is being written. */
export function atStake({ stage, share, drill, pending }: RolloutState): boolean {
  return isLive({ stage, share }) || drill !== null || pending?.kind === 'promotion';
}

/** A rollback was decided, and is not known yet to be on the disk. */
export function isRollingBack({ pending }: RolloutState): boolean {
  return pending?.kind === 'rollback';
}

/**
 * Legacy alone, at once and whatever else goes on: what was pending is dropped, a drill ends, and it sticks until an
 * operator retries (ROLLOUT.md §3).
 */
export function rollBack(state: RolloutState, { at, who, why, evidence, outcome }: Cause): Decision {
  const { drill, pending } = state;
  const from = drill?.stage ?? (isLive(state) ? state.stage : (pending?.to ?? state.stage));
  const write: PendingWrite = { kind: 'rollback', from, to: 'disabled', at, who, why };
  const ended = failedDrill(state, at, `rolled back meanwhile: ${by({ who, why })}`);
  const asked = askFor(
    {
      ...state,
      sub: { kind: 'rolled_back', from, at, who, why, evidence },
      drill: null,
      drilled: ended ?? state.drilled,
      approval: null,
    },
    write,
  );
  const effects: RolloutEffect[] = [asked.ask];
  if (ended !== null) effects.push({ kind: 'drill_ended', result: ended });
  if (pending?.kind === 'promotion')
    effects.push(tell('warn', `the change to ${pending.to} is dropped: it is rolled back`));
  effects.push(tell('bad', `roll back from ${from}, ${by({ who, why })}`, '▼'));
  for (const line of evidence) effects.push(tell('bad', line));
  return decided(asked.state, effects, outcome);
}

/** Asks for the write of a rollback once more. */
export function rollBackAgain(state: RolloutState): RolloutEffect[] {
  return state.pending?.kind === 'rollback' ? [{ kind: 'write', write: state.pending }] : [];
}

/** The rollback key where nothing is at stake: `disabled` is written all the same, since a file may say other things. */
export function writeDisabled(state: RolloutState, act: Decided): Decision {
  const { at, who, why } = act;
  const write: PendingWrite = { kind: 'rollback', from: state.stage, to: 'disabled', at, who, why };
  const asked = askFor(state, write);
  return decided(asked.state, [asked.ask], killed(act).outcome);
}
