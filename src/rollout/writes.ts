import type { PendingWrite, RolloutEffect, RolloutEvent, RolloutState } from '../core/rollout.ts';
import { STAGE_PERCENTAGE } from '../core/stage.ts';
import { WRITE_ALERT } from './alerts.ts';
import type { RolloutConfig } from './config.ts';
import { drillIsDisabled, drillIsNotWritten, drillIsRestored } from './drill.ts';
import { beginStage, by, type Decision, decided, tell } from './state.ts';

type Written = Extract<RolloutEvent, { type: 'written' }>;
type WriteFailed = Extract<RolloutEvent, { type: 'write_failed' }>;

/** The write that this is said of; null: nobody waits for it any more. */
function meant({ pending }: RolloutState, { write }: Written | WriteFailed): PendingWrite | null {
  if (pending === null || write === undefined) return pending;
  const same = write.kind === pending.kind && write.to === pending.to && write.at === pending.at;
  return same ? pending : null;
}

/** A write is on the disk and was read back. */
export function written(state: RolloutState, event: Written, config: RolloutConfig): Decision {
  const write = meant(state, event);
  if (write === null) return decided(state);
  const wasBroken = state.alerts.includes(WRITE_ALERT);
  const mended = { ...state, alerts: state.alerts.filter((name) => name !== WRITE_ALERT) };
  const { effects, ...rest } = done(mended, write, event.at, config);
  const told = wasBroken ? [tell('good', 'the flags file can be written again')] : [];
  return { ...rest, effects: [...told, ...effects] };
}

function done(state: RolloutState, write: PendingWrite, at: number, config: RolloutConfig): Decision {
  const { drill } = state;
  if (write.kind === 'drill' && drill !== null) return drillIsDisabled(state, drill, at);
  if (write.kind === 'restore' && drill !== null) return drillIsRestored(state, drill, at, config);
  const { to, from } = write;
  const there = state.stage === to && state.share === STAGE_PERCENTAGE[to];
  const effects: RolloutEffect[] = there ? [] : [{ kind: 'reset_evidence', why: `${to} begins` }];
  if (write.kind === 'rollback')
    effects.push(tell('good', 'disabled is written and read back: legacy alone'));
  else effects.push(tell('good', `${from} → ${to}, modular serves ${STAGE_PERCENTAGE[to]} %, ${by(write)}`));
  const begun = there ? state : { ...beginStage(state, to, at), drilled: afterStage(state, write) };
  return decided({ ...begun, pending: null }, effects);
}

/** A drill that a rollback has ended stays in view; with a new stage the old one's drill counts no more. */
const afterStage = ({ drilled }: RolloutState, { kind }: PendingWrite): RolloutState['drilled'] =>
  kind === 'rollback' ? drilled : null;

/** A write is not on the disk. A rollback stays pending and is asked again; a promotion is decided again. */
export function writeFailed(state: RolloutState, event: WriteFailed): Decision {
  const write = meant(state, event);
  if (write === null) return decided(state);
  const { message, movedOn, at } = event;
  if (write.kind === 'drill') return drillIsNotWritten(state, at, message);
  const kept = write.kind === 'rollback' ? write : null;
  if (movedOn && write.kind !== 'rollback') {
    const text = fromDisabled(write)
      ? `${write.to} was not begun: the file was changed meanwhile; set it again`
      : `the file was changed meanwhile: ${write.to} is decided again`;
    return decided({ ...state, pending: null }, [tell('warn', text)]);
  }
  const again = fromDisabled(write) ? 'set it again' : 'it is tried again with every tick';
  const told = state.alerts.includes(WRITE_ALERT)
    ? []
    : [tell('bad', `${write.to} could not be written: ${message}; ${again}`)];
  const alerts = told.length === 0 ? state.alerts : [...state.alerts, WRITE_ALERT];
  return decided({ ...state, pending: kept, alerts }, told);
}

/** An operator's act, which is not repeated by itself. */
const fromDisabled = ({ kind, from }: PendingWrite): boolean => kind === 'promotion' && from === 'disabled';
