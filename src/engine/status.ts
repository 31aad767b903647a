import type { ActionsView } from '../core/actions.ts';
import type { Act } from '../core/client.ts';
import type { FlagsState } from '../core/flags.ts';
import type { Refusal, RolloutView } from '../core/rollout.ts';
import type { EventItem } from '../core/snapshot.ts';
import type { Stage } from '../core/stage.ts';
import { openFlags } from '../flags/store.ts';
import { controllerOf } from '../journal/controller.ts';
import { journalPath, openJournalReadOnly } from '../journal/journal.ts';
import type { JournalReader } from '../journal/reader.ts';
import type { RecordKind } from '../journal/records.ts';
import { type ListedAction, listActions } from './acting/listed.ts';
import { SHOWN } from './acting/remembered.ts';
import type { SavedControl } from './rollout/control.ts';
import { controllerLock } from './rollout/controller-lock.ts';
import { stageRefusal } from './rollout/stage-refusal.ts';

/** How a rollout stands, without an engine of one's own. */
export interface RolloutStatus {
  flags: FlagsState;
  /** The engine that decides; null: none runs. */
  engine: { pid: number | null } | null;
  /** As that engine last saved it; null: there is no journal yet. */
  rollout: RolloutView | null;
  savedAt: number | null;
  /** What is done to agents, as that engine last kept it; null: nothing is known of it. */
  actions: ActionsView | null;
  journal: string;
}

/** Reads how the rollout of a flags file stands. Throws CutoverError when the journal cannot be read. */
export async function readStatus(
  flagsPath: string,
  env: Record<string, string | undefined>,
): Promise<RolloutStatus> {
  const flags = await openFlags({ path: flagsPath, env, now: () => Date.now() });
  const owner = controllerOf(controllerLock(flagsPath));
  const journal = journalPath(flagsPath);
  const kept = withJournal(journal, (reader) => ({ saved: reader.state(), actions: reader.recall(SHOWN) }));
  const saved = kept?.saved ?? null;
  const view = (saved?.state as SavedControl | undefined)?.view ?? null;
  const controller = { mine: false, pid: owner?.pid ?? null };
  return {
    flags: flags.state(),
    engine: owner === null ? null : { pid: owner.pid },
    rollout: view === null ? null : { ...view, controller, journalProblem: '' },
    savedAt: saved?.at ?? null,
    actions: (kept?.actions as ActionsView | null | undefined) ?? null,
    journal,
  };
}

export { journalPath } from '../journal/journal.ts';

/** Something of a journal; null where there is none yet. */
export function withJournal<T>(path: string, read: (reader: JournalReader) => T): T | null {
  let reader: JournalReader;
  try {
    reader = openJournalReadOnly(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'journal_missing') return null;
    throw error;
  }
  try {
    return read(reader);
  } finally {
    reader.close();
  }
}

/** Events of the journal after this number; the last ones without it. None without a journal. */
export function readEvents(flagsPath: string, query: { after?: number; limit?: number }): EventItem[] {
  return withJournal(journalPath(flagsPath), (reader) => reader.events(query)) ?? [];
}

/** A record of the journal, as it is listed. */
export interface ListedRecord {
  id: number;
  at: number;
  kind: RecordKind;
  body: unknown;
}

/** The last records of these kinds in a journal, oldest first. */
export function readRecords(path: string, kinds: readonly RecordKind[], limit: number): ListedRecord[] {
  const records = withJournal(path, (reader) => reader.records({ kinds, limit, newestFirst: true }));
  return (records ?? []).reverse();
}

/** The last actions on agents in the journal of a flags file, oldest first. None without a journal. */
export function readActions(path: string, limit: number): ListedAction[] {
  return withJournal(path, (reader) => listActions(reader, limit)) ?? [];
}

/**
 * Why the rollout of a flags file would refuse this stage as it is asked for, by what its engine last saved; null: it
 * would not, or there is no rollout yet.
 */
export function stageRefused(flagsPath: string, stage: Stage, act: Act): Refusal | null {
  const saved = withJournal(journalPath(flagsPath), (reader) => reader.state())?.state as
    | SavedControl
    | undefined;
  return saved === undefined ? null : stageRefusal(saved.state, saved.view ?? { gates: [] }, stage, act);
}
