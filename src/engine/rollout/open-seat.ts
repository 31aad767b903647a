import { CutoverError } from '../../core/errors.ts';
import { type Claim, claimController, controllerOf } from '../../journal/controller.ts';
import { type Journal, journalPath, openJournal, openJournalReadOnly } from '../../journal/journal.ts';
import { controllerLock } from './controller-lock.ts';
import { NO_JOURNAL } from './no-journal.ts';
import type { Seat, SeatJournal } from './seat.ts';

/** What another engine saved is read again at most this often, in ms. */
const LOOK_EVERY_MS = 1000;

/**
 * The seat beside a flags file: whoever holds its lock writes its journal. Where the journal cannot be opened the engine
 * decides without one: then nothing is advanced, and a rollback works as ever.
 */
export function openSeat(flagsPath: string, now: () => number): Seat {
  const lock = controllerLock(flagsPath);
  const path = journalPath(flagsPath);
  let claim: Claim | null = null;
  let journal: Journal | null = null;
  let problem = '';
  let shown: { at: number; saved: unknown } = { at: Number.NEGATIVE_INFINITY, saved: null };

  const words = (error: unknown): string => {
    if (!(error instanceof CutoverError)) throw error;
    // What was not opened at the start is not tried again: an earlier state that turns up later would contradict this one.
    return `${error.message}; ${error.mend}; then restart cutover: until then nothing is kept and nothing advanced`;
  };

  const lookAt = (): unknown => {
    try {
      const reader = openJournalReadOnly(path);
      try {
        return reader.state()?.state ?? null;
      } finally {
        reader.close();
      }
    } catch {
      return null;
    }
  };

  return {
    claim(): SeatJournal | null {
      try {
        claim = claimController(lock, { pid: process.pid, startedAt: now() });
      } catch (error) {
        // A folder in which nobody can write has no journal either.
        problem = words(error);
        return unwritten();
      }
      if (claim === null) return null;
      try {
        journal = openJournal(path, { now });
        if (journal.setAside !== null)
          problem = `the journal was damaged: it is kept as ${journal.setAside}, and a new one begun`;
        return journal;
      } catch (error) {
        problem = words(error);
        return unwritten();
      }
    },
    isFree: () => claim === null && problem === '' && controllerOf(lock) === null,
    owner() {
      if (claim !== null) return { pid: process.pid };
      try {
        const pid = controllerOf(lock)?.pid ?? null;
        return pid === null ? null : { pid };
      } catch {
        return null;
      }
    },
    saved() {
      if (claim !== null) return null;
      if (Math.abs(now() - shown.at) >= LOOK_EVERY_MS) shown = { at: now(), saved: lookAt() };
      return shown.saved;
    },
    problem: () => journal?.problem() || problem,
    close() {
      journal?.close();
      claim?.release();
    },
  };
}

/** A journal that keeps nothing: an intent that is not kept keeps the rollout from advancing. */
function unwritten(): SeatJournal {
  return {
    ...NO_JOURNAL,
    record: () => null,
    observation() {},
    divergence() {},
    divergences: () => [],
    event() {},
    events: () => [],
    openIntents: () => [],
    state: () => null,
    remember() {},
    recall: () => null,
    records: () => [],
    past: () => ({ cycles: [], comparisons: [] }),
    openRequests: () => [],
    answer() {},
  };
}
