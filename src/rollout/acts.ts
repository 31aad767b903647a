import { formatHours } from '../core/format.ts';
import type { Decided, PendingWrite, RolloutEvent, RolloutState } from '../core/rollout.ts';
import { nextStage } from '../core/stage.ts';
import { needsApproval } from './approval.ts';
import type { RolloutConfig } from './config.ts';
import { freezeAt } from './freeze.ts';
import { dwellOf } from './looks.ts';
import { atStake, isRollingBack, killed, rollBack, rollBackAgain, writeDisabled } from './rollback.ts';
import { askFor, by, type Decision, decided, refused, tell } from './state.ts';

const MINUTE_MS = 60_000;

type Event<T extends RolloutEvent['type']> = Extract<RolloutEvent, { type: T }>;

/** The rollback key. Nothing refuses it. */
export function kill(state: RolloutState, event: Event<'kill'>): Decision {
  if (isRollingBack(state)) return decided(state, rollBackAgain(state), killed(event).outcome);
  return atStake(state) ? rollBack(state, killed(event)) : writeDisabled(state, event);
}

const decidedOf = ({ at, who, why }: Decided): Decided => ({ at, who, why });

/** Holds the rollout where it is. */
export function pause(state: RolloutState, event: Event<'pause'>, config: RolloutConfig): Decision {
  const { sub, stage } = state;
  if (sub.kind === 'rolled_back')
    return refused(state, 'it is rolled back: nothing moves', 'cutover retry begins again');
  if (sub.kind === 'paused')
    return refused(state, `it is paused already, by ${by(sub)}`, 'cutover resume ends that');
  if (state.drill === null && dwellOf(stage, config) === null)
    return refused(
      state,
      `nothing moves by itself in ${stage}`,
      'cutover freeze holds promotions in the stages to come',
    );
  return decided({ ...state, sub: { kind: 'paused', ...decidedOf(event) } }, [
    tell('warn', `paused by ${by(event)}`),
  ]);
}

export function resume(state: RolloutState, event: Event<'resume'>): Decision {
  const { sub } = state;
  if (sub.kind === 'rolled_back')
    return refused(state, 'it is rolled back, not paused', 'cutover retry begins again');
  if (sub.kind !== 'paused') return refused(state, 'it is not paused', 'there is nothing to resume');
  return decided({ ...state, sub: { kind: 'running' } }, [tell('info', `resumed by ${by(event)}`)]);
}

/** Approves the next step as it was seen; the tick finds out whether that still is so. */
export function approve(state: RolloutState, event: Event<'approve'>, config: RolloutConfig): Decision {
  if (state.sub.kind === 'rolled_back')
    return refused(state, 'it is rolled back: there is nothing to approve', 'cutover retry begins again');
  const next = nextStage(state.stage);
  if (state.drill !== null)
    return refused(state, 'a drill is under way', 'approve when the stage is restored');
  if (!needsApproval(state, config))
    return refused(
      state,
      next === null ? 'no stage follows' : `${next} needs no approval`,
      dwellOf(state.stage, config) === null
        ? 'the operator sets it: cutover stage set'
        : 'it begins by itself when every gate passes',
    );
  const { configHash, evidenceHash } = event;
  const approval = { ...decidedOf(event), stage: state.stage, configHash, evidenceHash };
  return decided({ ...state, approval }, [tell('good', `${next} is approved by ${by(event)}`)]);
}

export function freeze(state: RolloutState, event: Event<'freeze'>): Decision {
  const { until, at } = event;
  if (until !== null && !(until > at))
    return refused(state, 'the freeze would have ended already', 'give a time that is to come');
  const end =
    until === null
      ? 'until it is lifted'
      : `for ${formatHours(Math.ceil((until - at) / MINUTE_MS) * MINUTE_MS)}`;
  return decided({ ...state, freeze: { ...decidedOf(event), until } }, [
    tell('warn', `no promotion ${end}: frozen by ${by(event)}`),
  ]);
}

export function unfreeze(state: RolloutState, event: Event<'unfreeze'>, config: RolloutConfig): Decision {
  if (state.freeze === null) {
    const window = freezeAt(null, config.freezeWindows, event.at);
    return window === null
      ? refused(state, 'nothing is frozen', 'there is nothing to lift')
      : refused(
          state,
          `the window ${window.window} is in the config`,
          'it ends by itself, or change it there',
        );
  }
  return decided({ ...state, freeze: null }, [tell('info', `the freeze is lifted by ${by(event)}`)]);
}

/** After a rollback: begins again, by an operator's word alone. */
export function retry(state: RolloutState, event: Event<'retry'>): Decision {
  const { at, who, why, stage } = event;
  if (state.sub.kind !== 'rolled_back')
    return refused(state, 'it is not rolled back', 'cutover stage set changes the stage');
  if (state.pending !== null)
    return refused(state, 'the rollback is not on the disk yet', 'retry when it is');
  if (stage === 'disabled' || stage === 'legacy_disabled')
    return refused(
      state,
      stage === 'disabled' ? 'disabled is where it stands' : 'a retry keeps legacy to fall back on',
      'retry at canary, beta or production',
    );
  const write: PendingWrite = { kind: 'promotion', from: state.stage, to: stage, at, who, why };
  const asked = askFor({ ...state, sub: { kind: 'running' } }, write);
  const { from, why: reason } = state.sub;
  return decided(asked.state, [
    asked.ask,
    tell(
      'warn',
      `retry at ${stage} by ${by(event)} (rolled back from ${from}${reason === '' ? '' : `: ${reason}`})`,
    ),
  ]);
}
