import type { FlagsState, FlagsWritten } from '../../core/flags.ts';
import type { RolloutState } from '../../core/rollout.ts';
import type { Stage } from '../../core/stage.ts';
import type { SeatJournal } from './seat.ts';
import type { IntentBody } from './writes.ts';

/** What an ended engine left open in the flags file. */
export interface FlagsAccess {
  state(): FlagsState;
  setStage(stage: Stage, expectedRevision: string | null, now: number): Promise<FlagsWritten>;
  rollBack(now: number): Promise<FlagsWritten>;
}

/** What was done about the writes that an earlier engine had begun, in words for the list of events. */
export interface Settled {
  told: string[];
  /** A rollback was begun that the saved state does not know of. */
  rollback: { from: Stage; who: string; why: string } | null;
}

/**
 * Closes the intents that an engine left open when it was killed (ROLLOUT.md §3): a rollback is done again, anything
 * else is dropped, and set back where it had reached the file. Afterwards flags file and journal agree.
 */
export async function settleIntents(
  journal: Pick<SeatJournal, 'openIntents' | 'record'>,
  flags: FlagsAccess,
  state: RolloutState | null,
  now: number,
): Promise<Settled> {
  const settled: Settled = { told: [], rollback: null };
  for (const intent of journal.openIntents()) {
    const { write } = intent.body as IntentBody;
    const stage = flags.state().desired.rollout_stage;
    if (write.kind === 'rollback') {
      if (stage !== 'disabled') await flags.rollBack(now);
      journal.record('commit', now, { intent: intent.id, again: true });
      settled.told.push(`the rollback from ${write.from} that was begun before cutover ended is finished`);
      if (state?.sub.kind !== 'rolled_back')
        settled.rollback = { from: write.from, who: write.who, why: write.why };
      continue;
    }
    const reached = write.kind === 'promotion' && stage === write.to && write.to !== write.from;
    if (reached) await flags.setStage(write.from, flags.state().revision, now);
    const why = reached ? `set back to ${write.from}` : 'it had not been written';
    journal.record('dropped', now, { intent: intent.id, why });
    settled.told.push(`the step to ${write.to} that was begun before cutover ended is dropped: ${why}`);
  }
  return settled;
}
