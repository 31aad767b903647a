import { formatDuration, formatHours } from '../core/format.ts';
import type {
  Decided,
  Drill,
  DrillResult,
  PendingWrite,
  RolloutEffect,
  RolloutEvent,
  RolloutState,
} from '../core/rollout.ts';
import { STAGE_PERCENTAGE } from '../core/stage.ts';
import type { RolloutConfig } from './config.ts';
import { askFor, type Decision, decided, failedDrill, refused, tell } from './state.ts';

/** Begins a drill: `disabled` for real, until legacy has served, then the stage again. */
export function beginDrill(state: RolloutState, { at, who, why }: Decided): Decision {
  const { stage, share, sub } = state;
  if (sub.kind === 'rolled_back')
    return refused(state, 'it is rolled back: legacy serves already', 'retry first: cutover retry');
  if (state.drill !== null) return refused(state, 'a drill is under way', 'wait until it has ended');
  if (state.pending !== null)
    return refused(state, `${state.pending.to} is being written`, 'begin the drill when it is done');
  if (stage !== 'canary' && stage !== 'beta')
    return refused(
      state,
      `there is no drill in ${stage}`,
      stage === 'disabled' ? 'begin canary first' : 'a drill belongs to canary and beta',
    );
  if (share !== STAGE_PERCENTAGE[stage])
    return refused(
      state,
      `the file gives modular ${share} %, and a drill would restore ${STAGE_PERCENTAGE[stage]} %`,
      `set the stage ${stage} again first`,
    );
  const drill: Drill = { at, who, why, stage, step: 'rolling_back', disabledAt: null, servedAt: null };
  const write: PendingWrite = { kind: 'drill', from: stage, to: 'disabled', at, who, why };
  const asked = askFor({ ...state, drill }, write);
  return decided(asked.state, [
    asked.ask,
    tell('warn', `rollback drill by ${who}: ${stage} → disabled, until legacy has served`, '▼'),
  ]);
}

/** `disabled` is on the disk and was read back. */
export function drillIsDisabled(state: RolloutState, drill: Drill, at: number): Decision {
  return decided(
    {
      ...state,
      stage: 'disabled',
      share: 0,
      pending: null,
      drill: { ...drill, step: 'waiting_for_legacy', disabledAt: at },
    },
    [tell('info', `drill: disabled was read back after ${formatDuration(at - drill.at)}`)],
  );
}

/** A tick was served: in a drill, by legacy and begun after `disabled`, that is what was waited for. */
export function served(state: RolloutState, event: Extract<RolloutEvent, { type: 'served' }>): Decision {
  const { drill } = state;
  const awaited =
    drill?.step === 'waiting_for_legacy' &&
    drill.disabledAt !== null &&
    event.monitor === 'legacy' &&
    event.tickAt >= drill.disabledAt;
  if (!awaited) return decided(state);
  const { effects, ...rest } = restore(state, { ...drill, servedAt: event.at }, event.at);
  const text = `drill: legacy served after ${formatDuration(event.at - drill.at)}`;
  return { ...rest, effects: [tell('info', text), ...effects] };
}

function restore(state: RolloutState, drill: Drill, at: number): Decision {
  const { who, stage } = drill;
  const why = `restores ${stage} after the drill`;
  const asked = askFor(
    { ...state, drill: { ...drill, step: 'restoring' } },
    { kind: 'restore', from: 'disabled', to: stage, at, who, why },
  );
  return decided(asked.state, [asked.ask]);
}

/** The stage is back. What was gathered in it stays: the drill was no part of it. */
export function drillIsRestored(
  state: RolloutState,
  drill: Drill,
  at: number,
  config: RolloutConfig,
): Decision {
  const after = (time: number | null): number | null => (time === null ? null : time - drill.at);
  const tooLong = at - drill.at > config.drillLongest;
  const problem =
    drill.servedAt === null
      ? `legacy served nothing within ${formatHours(config.drillLongest)}`
      : tooLong
        ? `it took ${formatDuration(at - drill.at)}, more than ${formatHours(config.drillLongest)}`
        : '';
  const result: DrillResult = {
    at,
    who: drill.who,
    why: drill.why,
    stage: drill.stage,
    passed: problem === '',
    disabledMs: after(drill.disabledAt),
    servedMs: after(drill.servedAt),
    restoredMs: at - drill.at,
    problem,
  };
  const text = `${drill.stage} is restored after ${formatDuration(at - drill.at)}`;
  return decided(
    {
      ...state,
      stage: drill.stage,
      share: STAGE_PERCENTAGE[drill.stage],
      pending: null,
      drill: null,
      drilled: result,
    },
    [
      { kind: 'drill_ended', result },
      problem === ''
        ? tell('good', `drill passed: ${text}`)
        : tell('bad', `drill failed: ${problem}; ${text}`),
    ],
  );
}

/** `disabled` could not be written: nothing was changed, and the drill is over. */
export function drillIsNotWritten(state: RolloutState, at: number, message: string): Decision {
  const result = failedDrill(state, at, message);
  const ended: RolloutEffect[] = result === null ? [] : [{ kind: 'drill_ended', result }];
  return decided({ ...state, pending: null, drill: null, drilled: result ?? state.drilled }, [
    ...ended,
    tell('bad', `drill failed, ${state.stage} stands: ${message}`),
  ]);
}

/** A tick in a drill: the stage is restored when it has waited too long, and until that is on the disk. */
export function drillTick(state: RolloutState, drill: Drill, at: number, config: RolloutConfig): Decision {
  const overdue = drill.step !== 'restoring' && at - drill.at > config.drillLongest;
  const again = drill.step === 'restoring' && state.pending === null;
  return overdue || again ? restore(state, drill, at) : decided(state);
}

/** How far a drill is, in words. */
export function drillWords({ step }: Drill): string {
  if (step === 'rolling_back') return 'drill: disabled is being written';
  return step === 'restoring' ? 'drill: the stage is being restored' : 'drill: waiting for legacy';
}
