import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { CheckResult } from '../core/check.ts';
import type { Divergence } from '../core/divergence.ts';
import type { EventItem } from '../core/snapshot.ts';
import { safeJson } from '../core/text.ts';
import type { HealthInput } from '../health/input.ts';
import { WriteBuffer } from './buffer.ts';
import { noteDamage, openForCommand, openForWriting } from './database.ts';
import type { StoredObservation } from './observations.ts';
import { journalError, problemOf } from './problems.ts';
import { createReader, createStores, type JournalReader, type Stores } from './reader.ts';
import { type Recorded, type RecordKind, rollBack } from './records.ts';
import type { Answer, NewRequest, Request } from './requests.ts';
import { createPruner, RETENTION, type Retention } from './retention.ts';

export type { StoredCheck } from './check-results.ts';
export type { SideWords, StoredDivergence, StoredSignature } from './divergences.ts';
export type { EventQuery } from './events.ts';
export type { StoredObservation } from './observations.ts';
export type { EvidenceStart, JournalReader } from './reader.ts';
export type { ChainCheck, JournalRecord, Recorded, RecordKind, RecordQuery } from './records.ts';
export type { Answer, NewRequest, Request } from './requests.ts';
export type { Keep, Retention } from './retention.ts';

/** The journal of a flags file, beside it. */
const FILE = 'cutover-journal.db';
/** What is of no use once the act is done. */
const INTENTS: ReadonlySet<RecordKind> = new Set(['intent', 'action_intent']);
/** Records that wait for a disk that can be written again. */
const MOST_WAITING_RECORDS = 1000;

/** What happened, and why: kept over restarts. Writing never throws: what stands in the way is told by `problem()`. */
export interface Journal extends JournalReader {
  /** Where the file that was found damaged at the start is now; null: it was fine. */
  readonly setAside: string | null;
  /** What was given to health, in its order. */
  health(input: HealthInput): void;
  /** The evidence of a stage begins anew here. */
  mark(at: number, why: string): void;
  /** Kept when it is another state than the last one of this agent and monitor. */
  observation(observation: StoredObservation): void;
  /** `cycle`: number of legacy's cycle. */
  divergence(divergence: Divergence, cycle: number): void;
  /** Kept for each check whose verdict or alert has changed, or when a minute has passed. */
  checks(at: number, results: readonly CheckResult[]): void;
  /** Its own number counts no more: the journal gives it another. */
  event(event: EventItem): void;
  /** The state to be written by the next flush, as it is now: state and evidence are always of the same flush. */
  saveState(at: number, state: unknown): void;
  /** What is to be known after a restart, under a name; written with the next flush. */
  remember(name: string, at: number, value: unknown): void;
  /** Writes what has gathered, in one transaction; then removes a little of what is kept no longer. false: it failed. */
  flush(): boolean;
  /**
   * Appends a record; on the disk when it returns. null: it could not be written. It is then written with the next
   * flush, unless it is an intent: an intent that is not known before the act must not turn up after it.
   */
  record(kind: RecordKind, at: number, body: unknown): Recorded | null;
  /** What commands ask for, oldest first. Cheap to call often. */
  openRequests(): readonly Request[];
  /** From now on the request is not open; the answer is written at once or with the next flush. */
  answer(id: number, at: number, answer: Answer): void;
  /** What stands in the way of the journal, with the mend; empty: nothing. */
  problem(): string;
  /** Writes what has gathered and closes. */
  close(): void;
}

/** Who posts a request and awaits its answer: a command beside the engine. */
export interface Mailbox {
  /** Durable when it returns; its number. Throws CutoverError. */
  post(request: NewRequest): number;
  answerOf(id: number): (Answer & { at: number }) | null;
  close(): void;
}

export interface JournalOptions {
  /** ms since the epoch; for what is kept and for names of files. */
  now: () => number;
  retention?: Partial<Retention>;
}

/** The file of the journal for this flags file. */
export function journalPath(flagsPath: string): string {
  return join(dirname(flagsPath), FILE);
}

/**
 * Opens the journal for the engine; makes it when it is absent. A damaged file is kept aside under another name and a new
 * one begun (`setAside`).
 * @throws CutoverError when it cannot be written, or was made by a newer cutover or another program.
 */
export function openJournal(path: string, { now, retention }: JournalOptions): Journal {
  const { db, setAside } = openForWriting(path, now);
  try {
    const stores = createStores(db);
    const pruner = createPruner(db, stores.words, { ...RETENTION, ...retention });
    return createJournal(path, db, stores, () => pruner.run(now()), setAside);
  } catch (error) {
    db.close();
    throw journalError(error, path);
  }
}

/** Opens the journal to read it only, also while an engine writes. @throws CutoverError when there is none to read. */
export function openJournalReadOnly(path: string): JournalReader {
  const db = openForCommand(path, true);
  try {
    return createReader(path, db, createStores(db));
  } catch (error) {
    db.close();
    throw journalError(error, path);
  }
}

/** Opens the journal to ask something of the engine. @throws CutoverError when there is none. */
export function openMailbox(path: string, waitMs?: number): Mailbox {
  const db = openForCommand(path, false, waitMs);
  const stores = createStores(db);
  return {
    post(request) {
      try {
        return stores.requests.post(request);
      } catch (error) {
        throw journalError(error, path);
      }
    },
    answerOf: createReader(path, db, stores).answerOf,
    close: () => db.close(),
  };
}

function createJournal(
  path: string,
  db: DatabaseSync,
  stores: Stores,
  prune: () => void,
  setAside: string | null,
): Journal {
  const { words, evidence, divergences, observations, checks, events, records, requests } = stores;
  const head = db.prepare('SELECT seq FROM head');
  const moveHead = db.prepare('UPDATE head SET seq = ?');
  const tellGap = db.prepare('UPDATE head SET cut_seq = ?');
  const insertMark = db.prepare('INSERT INTO mark VALUES (?, ?, ?)');
  const putState = db.prepare('INSERT OR REPLACE INTO state VALUES (1, ?, ?)');
  const putMemory = db.prepare('INSERT OR REPLACE INTO memory VALUES (?, ?, ?)');
  const buffer = new WriteBuffer();
  const answers = new Map<number, { at: number; answer: Answer }>();
  let waitingRecords: { kind: RecordKind; at: number; body: unknown }[] = [];
  let state: { at: number; text: string } | null = null;
  const memories = new Map<string, { at: number; text: string }>();
  let problem = '';

  function failed(error: unknown): void {
    const { code, message, mend } = problemOf(error, path);
    if (code === 'journal_damaged') noteDamage(path);
    problem = `${message}; ${mend}`;
  }

  /** Does something that may fail; it then says so by `problem()`. */
  function attempt(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }

  function writeBuffered(): void {
    db.exec('BEGIN IMMEDIATE');
    try {
      let seq = Number(head.get()?.seq);
      if (buffer.lost > 0) tellGap.run(++seq);
      const refused = buffer.writeAll(() => ++seq);
      moveHead.run(seq);
      if (state !== null) putState.run(state.at, state.text);
      for (const [name, { at, text }] of memories) putMemory.run(name, at, text);
      db.exec('COMMIT');
      problem =
        refused.length === 0 ? '' : `${refused.length} entries were not taken by ${path}: ${refused[0]}`;
    } catch (error) {
      rollBack(db);
      for (const memory of [words, divergences, observations]) memory.forget();
      throw error;
    }
    buffer.clear();
    memories.clear();
    state = null;
  }

  /** Records that waited, in their order, before anything that is recorded later. */
  function writeWaitingRecords(): void {
    while (waitingRecords.length > 0) {
      const { kind, at, body } = waitingRecords[0]!;
      records.append(kind, at, body);
      waitingRecords.shift();
    }
  }

  function writeAnswers(): void {
    for (const [id, { at, answer }] of answers) {
      requests.answer(id, at, answer);
      answers.delete(id);
    }
  }

  function flush(): boolean {
    const written = attempt(writeBuffered);
    if (!written) return false;
    return attempt(writeWaitingRecords) && attempt(writeAnswers) && attempt(prune);
  }

  return {
    ...createReader(path, db, stores, failed),
    setAside,
    health: (input) => buffer.add((next) => evidence.write(next(), input)),
    mark: (at, why) => buffer.add((next) => insertMark.run(next(), at, why.toWellFormed())),
    observation(observation) {
      let changed = true;
      attempt(() => {
        changed = observations.changed(observation);
      });
      if (changed) buffer.add(() => observations.write(observation));
    },
    divergence: (divergence, cycle) => buffer.add((next) => divergences.write(next(), divergence, cycle)),
    checks(at, results) {
      for (const result of results) if (checks.due(at, result)) buffer.add(() => checks.write(at, result));
    },
    event: (event) => buffer.add(() => events.write(event)),
    saveState(at, value) {
      state = { at, text: safeJson(value ?? null) };
    },
    remember(name, at, value) {
      memories.set(name, { at, text: safeJson(value ?? null) });
    },
    flush,
    record(kind, at, body) {
      let recorded: Recorded | null = null;
      const done = attempt(() => {
        writeWaitingRecords();
        recorded = records.append(kind, at, body);
      });
      if (!done && !INTENTS.has(kind))
        waitingRecords = [...waitingRecords, { kind, at, body: structuredClone(body) }].slice(
          -MOST_WAITING_RECORDS,
        );
      return recorded;
    },
    openRequests() {
      let open: readonly Request[] = [];
      attempt(() => {
        open = requests.open();
      });
      return answers.size === 0 ? open : open.filter(({ id }) => !answers.has(id));
    },
    answer(id, at, answer) {
      answers.set(id, { at, answer });
      attempt(writeAnswers);
    },
    problem: () => problem,
    close() {
      flush();
      db.close();
    },
  };
}
