import type { DatabaseSync } from 'node:sqlite';
import { canonicalJson, chainHash } from './canonical.ts';

/** What is kept as a record: for good (400 days), durable at once, and chained so that no change goes unseen. */
export const RECORD_KINDS = [
  'decision',
  'intent',
  'commit',
  'dropped',
  'stage',
  'act',
  'judgement',
  'drill',
  'action_intent',
  'action',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** The place of a record in the chain. */
export interface Recorded {
  id: number;
  hash: string;
}

export interface JournalRecord extends Recorded {
  at: number;
  kind: RecordKind;
  body: unknown;
}

export interface RecordQuery {
  kinds?: readonly RecordKind[];
  /** Those after this one; with `newestFirst` it only bounds them. */
  afterId?: number;
  limit?: number;
  newestFirst?: boolean;
}

/** Whether the chain holds; the first record that does not, and why. */
export type ChainCheck = { ok: true; records: number } | { ok: false; id: number; why: string };

/** Both ends of the chain. */
interface Ends {
  anchor: Recorded;
  head: Recorded;
}

type Row = Record<string, unknown>;

/** Records that are read at once. */
const CHUNK = 500;

/** The chain of records. */
export interface Records {
  /** Appends; on the disk when it returns. Throws what SQLite says: nothing is recorded then. */
  append(kind: RecordKind, at: number, body: unknown): Recorded;
  list(query: RecordQuery): JournalRecord[];
  /** Intents that were neither committed nor dropped (`body.intent` of those is the intent's id), oldest first. */
  openIntents(): JournalRecord[];
  /**
   * Goes over the whole chain: nothing was altered, removed from the middle or the end, or put in another order. What
   * retention took from the front is fine: the hash of the last one taken is kept.
   */
  verify(): ChainCheck;
}

export function createRecords(db: DatabaseSync): Records {
  const ends = db.prepare('SELECT anchor_id, anchor_hash, head_id, head_hash FROM head');
  const insert = db.prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?)');
  const moveHead = db.prepare('UPDATE head SET head_id = ?, head_hash = ?, record_bytes = record_bytes + ?');
  const chunk = db.prepare('SELECT * FROM record WHERE id > ? ORDER BY id LIMIT ?');
  const select = (order: 'ASC' | 'DESC') =>
    db.prepare(`
      SELECT * FROM record
      WHERE id > ?1 AND (?2 IS NULL OR kind IN (SELECT value FROM json_each(?2)))
      ORDER BY id ${order} LIMIT ?3`);
  const [oldest, newest] = [select('ASC'), select('DESC')];
  const intents = db.prepare(`
    SELECT * FROM record WHERE kind = 'intent' AND id NOT IN (
      SELECT json_extract(body, '$.intent') FROM record
      WHERE kind IN ('commit', 'dropped') AND json_extract(body, '$.intent') IS NOT NULL
    ) ORDER BY id`);

  function readEnds(): Ends {
    const row = ends.get()!;
    return {
      anchor: { id: row.anchor_id as number, hash: row.anchor_hash as string },
      head: { id: row.head_id as number, hash: row.head_hash as string },
    };
  }

  return {
    append(kind, at, value) {
      const body = canonicalJson(value);
      // Outside of a transaction, as SQLite wants it: an act must be known even after a loss of power.
      db.exec('PRAGMA synchronous = FULL');
      try {
        db.exec('BEGIN IMMEDIATE');
        const { head } = readEnds();
        const id = head.id + 1;
        const hash = chainHash(head.hash, { id, at, kind, body });
        insert.run(id, at, kind, body, hash);
        moveHead.run(id, hash, body.length);
        db.exec('COMMIT');
        return { id, hash };
      } catch (error) {
        rollBack(db);
        throw error;
      } finally {
        db.exec('PRAGMA synchronous = NORMAL');
      }
    },
    list({ kinds, afterId = 0, limit = -1, newestFirst = false }) {
      const only = kinds === undefined ? null : JSON.stringify(kinds);
      return (newestFirst ? newest : oldest).all(afterId, only, limit).map(recordOf);
    },
    openIntents: () => intents.all().map(recordOf),
    verify() {
      const { anchor, head } = readEnds();
      let before = anchor;
      for (;;) {
        const rows = chunk.all(before.id, CHUNK);
        for (const row of rows) {
          const id = row.id as number;
          if (id !== before.id + 1)
            return { ok: false, id: before.id + 1, why: `record ${before.id + 1} is missing` };
          const written = { id, at: row.at as number, kind: row.kind as string, body: row.body as string };
          if (chainHash(before.hash, written) !== row.hash)
            return { ok: false, id, why: `record ${id} is not what was written, or not in its place` };
          before = { id, hash: row.hash };
        }
        if (rows.length < CHUNK) break;
      }
      if (before.id !== head.id || before.hash !== head.hash)
        return {
          ok: false,
          id: before.id + 1,
          why: `the records end at ${before.id}, and ${head.id} were written`,
        };
      return { ok: true, records: before.id - anchor.id };
    },
  };
}

/** Ends a transaction that failed; SQLite may have done so already. */
export function rollBack(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // There is none any more: the error that is on its way says why.
  }
}

function recordOf(row: Row): JournalRecord {
  return {
    id: row.id as number,
    at: row.at as number,
    kind: row.kind as RecordKind,
    body: JSON.parse(row.body as string) as unknown,
    hash: row.hash as string,
  };
}
