import type { Act } from '../../core/client.ts';
import { messageOf } from '../../core/errors.ts';
import type { FlagsState, FlagsWritten } from '../../core/flags.ts';
import type { PendingWrite, RolloutState } from '../../core/rollout.ts';
import type { Stage } from '../../core/stage.ts';
import type { JournalRecord } from '../../journal/records.ts';
import type { SavedControl } from './control.ts';
import type { SeatJournal } from './seat.ts';
import type { IntentBody } from './writes.ts';

/** The flags file, as far as an earlier engine may have left something open in it. */
export interface FlagsAccess {
  state(): FlagsState;
  setStage(stage: Stage, expectedRevision: string | null, now: number): Promise<FlagsWritten>;
  rollBack(now: number): Promise<FlagsWritten>;
}

type Kept = Pick<SeatJournal, 'openIntents' | 'record' | 'state' | 'evidenceStart'>;

/** Where an earlier engine ended. */
export interface Earlier {
  /** Null: there was none, or what it kept cannot be read. */
  state: RolloutState | null;
  /** Whose rollback is to be done that the state does not know of, or that could not be written here. */
  rollback: Act | null;
  /** What was done about what it left open, for the list of events. */
  told: string[];
}

/**
 * Takes up what an earlier engine has kept, and closes the writes that it had begun (ROLLOUT.md §3): a rollback is done
 * again, anything else is dropped, and set back where it had reached the file. Never throws: whatever is wrong with the
 * past, this engine has to be able to roll back.
 */
export async function earlierRollout(journal: Kept, flags: FlagsAccess, now: () => number): Promise<Earlier> {
  const earlier: Earlier = { state: null, rollback: null, told: [] };
  try {
    const saved = journal.state()?.state as SavedControl | undefined;
    earlier.state = saved?.state ?? null;
    if (journal.evidenceStart()?.complete === false)
      earlier.told.push('the oldest evidence of this stage is not in the journal any more');
    for (const intent of journal.openIntents()) await settle(intent, journal, flags, now, earlier);
  } catch (error) {
    earlier.told.push(`what was kept cannot be read, and the stage begins anew: ${messageOf(error)}`);
  }
  return earlier;
}

async function settle(
  { id, body }: JournalRecord,
  journal: Kept,
  flags: FlagsAccess,
  now: () => number,
  earlier: Earlier,
): Promise<void> {
  const { write } = body as IntentBody;
  const stage = flags.state().desired.rollout_stage;
  const begun = 'that was begun before cutover ended';
  try {
    if (write.kind === 'rollback') {
      if (earlier.state?.sub.kind !== 'rolled_back') earlier.rollback = { who: write.who, why: write.why };
      if (stage !== 'disabled') await flags.rollBack(now());
      journal.record('commit', now(), { intent: id, again: true });
      earlier.told.push(`the rollback from ${write.from} ${begun} is finished`);
      return;
    }
    const reached = hasReached(write, stage);
    if (reached) await flags.setStage(write.from, flags.state().revision, now());
    const why = reached ? `set back to ${write.from}` : 'it had not been written';
    journal.record('dropped', now(), { intent: id, why });
    earlier.told.push(`the step to ${write.to} ${begun} is dropped: ${why}`);
  } catch (error) {
    // It stays open. A rollback goes on with every tick; a step is set back at the next start, if it still stands.
    earlier.told.push(`the step to ${write.to} ${begun} cannot be closed: ${messageOf(error)}`);
  }
}

/** A step forward that is in the file though nobody has read it back. */
function hasReached({ kind, from, to }: PendingWrite, stage: Stage): boolean {
  return kind === 'promotion' && stage === to && to !== from;
}
