import type { Outcome, RolloutEffect, RolloutEvent, RolloutState, SubState } from '../core/rollout.ts';
import { STAGE_PERCENTAGE, type Stage } from '../core/stage.ts';
import { atStake, isRollingBack, killed, rollBack } from './rollback.ts';
import { beginStage, by, type Decision, decided, failedDrill, isLive, tell } from './state.ts';

type FileSays = Extract<RolloutEvent, { type: 'flags' }>;

/** The flags file as it is now: stage and share follow it, whoever wrote it. */
export function fileSays(state: RolloutState, event: FileSays): Decision {
  if (isRollingBack(state)) return whileRollingBack(state, event);
  if (event.killed !== null && (atStake(state) || isLive(event))) return killSwitch(state, event);
  if (state.drill !== null) return whileDrilling(state, event);
  const { pending } = state;
  if (pending !== null && says(event, pending.to)) return decided(state);
  if (!differs(state, event)) return decided(state);
  if (pending === null) return changed(state, event);
  // The write may be on its way to the disk: disabled is written behind it.
  if (!isLive(event)) return follow(rollBack(state, killed(event)), event);
  const { effects, ...rest } = changed({ ...state, pending: null }, event);
  return {
    ...rest,
    effects: [tell('warn', `the change to ${pending.to} is dropped: the file was changed`), ...effects],
  };
}

const differs = (state: RolloutState, { stage, share }: FileSays): boolean =>
  stage !== state.stage || share !== state.share;

const says = (event: FileSays, stage: Stage): boolean =>
  event.stage === stage && event.share === STAGE_PERCENTAGE[stage];

/** Somebody has set another stage or share. */
function changed(state: RolloutState, event: FileSays): Decision {
  const { stage, share } = event;
  const wasServing = isLive(state);
  const setDisabled = stage === 'disabled' && state.stage !== 'disabled';
  if (setDisabled && share > 0) return follow(rollBack(state, killed(event)), event);
  if (wasServing && (setDisabled || (share <= 0 && state.share > 0))) return rolledBackByHand(state, event);

  const retried = state.sub.kind === 'rolled_back' && isLive(event);
  const begun = beginStage(state, stage, event.at, share);
  const how = retried ? ', which retries after the rollback' : '';
  return decided({ ...begun, sub: retried ? { kind: 'running' } : begun.sub }, [
    { kind: 'reset_evidence', why: `${stage} begins` },
    tell('warn', `${state.stage} → ${stage}, modular serves ${share} %, set by ${by(event)}${how}`),
  ]);
}

/** Legacy alone by somebody's hand: a rollback as any other, but for the write, which is done. */
function rolledBackByHand(state: RolloutState, event: FileSays): Decision {
  const { at, who, why } = event;
  const begun = beginStage(state, event.stage, at, event.share);
  const sub: SubState =
    state.sub.kind === 'rolled_back'
      ? state.sub
      : { kind: 'rolled_back', from: state.stage, at, who, why, evidence: [] };
  const reason = by(event);
  const outcome: Outcome = { action: 'roll_back', step: 'kill', reason, key: 'by_hand' };
  return decided(
    { ...begun, sub },
    [
      { kind: 'reset_evidence', why: `${event.stage} begins` },
      tell('bad', `rolled back from ${state.stage}, set in the file by ${reason}`, '▼'),
    ],
    outcome,
  );
}

/** Rolled back, and the file says so already or something else: the stage that it says begins. */
function follow(decision: Decision, event: FileSays): Decision {
  const { state, effects } = decision;
  if (!differs(state, event)) return decision;
  const { stage, share, at } = event;
  const { drilled } = state;
  return {
    ...decision,
    state: { ...beginStage(state, stage, at, share), drilled },
    effects: [...effects, { kind: 'reset_evidence', why: `${stage} begins` }],
  };
}

/** A kill switch is on. `disabled` is written too: without it another process would go on by the file. */
function killSwitch(state: RolloutState, event: FileSays): Decision {
  const { at, who, why, killed: words, stage, share } = event;
  const before = atStake(state) ? state : { ...state, stage, share };
  return follow(rollBack(before, killed({ at, who, why: why === '' ? (words ?? '') : why })), event);
}

/** The rollback wins over whatever is written meanwhile; it is asked again until it is on the disk. */
function whileRollingBack(state: RolloutState, event: FileSays): Decision {
  if (!differs(state, event)) return decided(state);
  const overwritten = isLive(event)
    ? [tell('warn', `set to ${event.stage} by ${by(event)} in a rollback: it will be overwritten`)]
    : [];
  return follow(decided(state, overwritten), event);
}

/** What the file may say in each step of a drill without that somebody else has changed it. */
function isOfDrill({ drill, pending }: RolloutState, event: FileSays): boolean {
  if (drill === null) return false;
  const off = says(event, 'disabled');
  const on = says(event, drill.stage);
  if (drill.step === 'waiting_for_legacy') return off;
  return off || (on && pending !== null);
}

/** Somebody else's change ends a drill, and what they set stands. */
function whileDrilling(state: RolloutState, event: FileSays): Decision {
  const { drill } = state;
  if (drill === null || isOfDrill(state, event)) return decided(state);
  const result = failedDrill(state, event.at, `the file was changed meanwhile, by ${by(event)}`);
  const stopped: RolloutState = {
    ...state,
    stage: drill.stage,
    share: STAGE_PERCENTAGE[drill.stage],
    drill: null,
    drilled: result,
    pending: null,
  };
  const ended: RolloutEffect[] = result === null ? [] : [{ kind: 'drill_ended', result }];
  ended.push(tell('bad', `the drill has ended: the file was changed by ${by(event)}`));
  if (!differs(stopped, event)) return decided(stopped, ended);
  const next = changed(stopped, event);
  return { ...next, effects: [...ended, ...next.effects] };
}
