import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { AgentId } from '../core/agent.ts';
import type { CheckId, Percentiles } from '../core/check.ts';
import type { CutoverError } from '../core/errors.ts';
import type { PastComparison, PastCycle } from '../core/history.ts';
import type { MonitorName } from '../core/report.ts';
import type { EventItem } from '../core/snapshot.ts';
import type { HealthInput } from '../health/input.ts';
import { type CheckStore, createCheckStore, type StoredCheck } from './check-results.ts';
import { createCycleStore } from './cycles.ts';
import {
  createDivergenceStore,
  type DivergenceStore,
  type StoredDivergence,
  type StoredSignature,
} from './divergences.ts';
import { createEventStore, type EventQuery, type EventStore } from './events.ts';
import { createEvidenceStream, type EvidenceStream } from './evidence.ts';
import { createObservationStore, type ObservationStore, type StoredObservation } from './observations.ts';
import { journalError } from './problems.ts';
import {
  type ChainCheck,
  createRecords,
  type JournalRecord,
  type RecordQuery,
  type Records,
} from './records.ts';
import { type Answer, createRequests, type Requests } from './requests.ts';
import { createWords, type Words } from './words.ts';

/** Where the evidence of the stage begins. */
export interface EvidenceStart {
  at: number;
  why: string;
  /** false: the oldest of it is gone (more rows than are kept, or writes that failed for long). */
  complete: boolean;
}

/** What the journal tells: as of the last flush, records at once. @throws CutoverError when the file cannot be read. */
export interface JournalReader {
  readonly path: string;
  /** All that health was given since the last mark, in its order and as it was. */
  evidence(): Iterable<HealthInput>;
  /** The last mark; null: there was none yet, and the evidence is all there is. */
  evidenceStart(): EvidenceStart | null;
  /**
   * Divergences since the last mark, oldest first. Enough to count them again: `why`, `crossed`, `gapMs` and the text and
   * line of the sides are not kept.
   */
  divergences(): Iterable<StoredDivergence>;
  /** All questions that differences have posed, with their counts since the journal began. */
  signatures(): StoredSignature[];
  /** Changes of state of an agent, oldest first; the last `limit`. */
  observations(agentId: AgentId, limit?: number): StoredObservation[];
  /** What a check said in `[from, to)`, oldest first. */
  checkResults(id: CheckId, from: number, to: number, limit?: number): StoredCheck[];
  /** Oldest first; without `after` the last ones. Their `id` is the journal's own, over all starts of the engine. */
  events(query?: EventQuery): EventItem[];
  records(query?: RecordQuery): JournalRecord[];
  /** Goes over the whole chain of records. */
  verifyChain(): ChainCheck;
  /** Intents without a commit or a drop, oldest first. */
  openIntents(): JournalRecord[];
  /** The state saved by the last flush. */
  state(): { at: number; state: unknown } | null;
  /** What was remembered under this name; null: nothing. */
  recall(name: string): unknown;
  /** Durations in ms of the cycles that started in `[from, to)` and did not fail, oldest first. */
  durations(monitor: MonitorName, from: number, to: number): number[];
  percentiles(monitor: MonitorName, from: number, to: number): Percentiles;
  /** Cycles of both monitors that started in `[from, to)`, and what was compared in it, oldest first. */
  past(from: number, to: number): { cycles: PastCycle[]; comparisons: PastComparison[] };
  /** What became of a request; null: not answered yet. */
  answerOf(id: number): (Answer & { at: number }) | null;
  /** Bytes of the file with its log. */
  sizeBytes(): number;
  close(): void;
}

/** The parts of the journal, over one open database. */
export interface Stores {
  words: Words;
  evidence: EvidenceStream;
  divergences: DivergenceStore;
  observations: ObservationStore;
  checks: CheckStore;
  events: EventStore;
  records: Records;
  requests: Requests;
}

export function createStores(db: DatabaseSync): Stores {
  const words = createWords(db);
  return {
    words,
    evidence: createEvidenceStream(db),
    divergences: createDivergenceStore(db, words),
    observations: createObservationStore(db, words),
    checks: createCheckStore(db),
    events: createEventStore(db),
    records: createRecords(db),
    requests: createRequests(db),
  };
}

const MOST_OBSERVATIONS = 200;
const MOST_CHECKS = 10_000;

/** `failed`: hears of what SQLite says before it is thrown as an error for an operator. */
export function createReader(
  path: string,
  db: DatabaseSync,
  stores: Stores,
  failed: (error: unknown) => void = () => {},
): JournalReader {
  const cycles = createCycleStore(db);
  const lastMark = db.prepare('SELECT seq, at, why FROM mark ORDER BY seq DESC LIMIT 1');
  const head = db.prepare('SELECT seq, cut_seq FROM head');
  const savedState = db.prepare('SELECT at, body FROM state');

  function told(error: unknown): CutoverError {
    failed(error);
    return journalError(error, path);
  }

  function safely<A extends unknown[], R>(read: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      try {
        return read(...args);
      } catch (error) {
        throw told(error);
      }
    };
  }

  /** What lies in the sequence where the evidence of the stage does. */
  function* sinceMark<T>(read: (after: number, last: number) => Iterable<T>): Iterable<T> {
    try {
      const { seq, cut_seq } = head.get()!;
      const mark = Number(lastMark.get()?.seq ?? 0);
      yield* read(Math.max(mark, Number(cut_seq)), Number(seq));
    } catch (error) {
      throw told(error);
    }
  }

  function evidenceStart(): EvidenceStart | null {
    const mark = lastMark.get();
    if (mark === undefined) return null;
    const complete = Number(head.get()?.cut_seq) <= Number(mark.seq);
    return { at: mark.at as number, why: mark.why as string, complete };
  }

  function state(): { at: number; state: unknown } | null {
    const row = savedState.get();
    if (row === undefined) return null;
    return { at: row.at as number, state: JSON.parse(row.body as string) as unknown };
  }

  function recall(name: string): unknown {
    const row = db.prepare('SELECT body FROM memory WHERE name = ?').get(name);
    return row === undefined ? null : (JSON.parse(row.body as string) as unknown);
  }

  const size = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

  return {
    path,
    evidence: () => sinceMark(stores.evidence.read),
    evidenceStart: safely(evidenceStart),
    divergences: () => sinceMark(stores.divergences.read),
    signatures: safely(stores.divergences.signatures),
    observations: safely((agentId, limit = MOST_OBSERVATIONS) => stores.observations.of(agentId, limit)),
    checkResults: safely((id, from, to, limit = MOST_CHECKS) => stores.checks.read(id, from, to, limit)),
    events: safely((query = {}) => stores.events.read(query)),
    records: safely((query = {}) => stores.records.list(query)),
    verifyChain: safely(stores.records.verify),
    openIntents: safely(stores.records.openIntents),
    state: safely(state),
    recall: safely(recall),
    durations: safely(cycles.durations),
    percentiles: safely(cycles.percentiles),
    past: safely((from, to) => ({
      cycles: cycles.between(from, to),
      comparisons: cycles.comparisons(from, to),
    })),
    answerOf: safely(stores.requests.answerOf),
    sizeBytes: () => size(path) + size(`${path}-wal`),
    close: () => db.close(),
  };
}
