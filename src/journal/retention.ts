import type { DatabaseSync } from 'node:sqlite';
import { rollBack } from './records.ts';
import type { Words } from './words.ts';

const DAY_MS = 86_400_000;

/** How long a table is kept: what is older or beyond the newest rows goes, oldest first. */
export interface Keep {
  ms: number;
  rows: number;
}

/** What the journal keeps. */
export interface Retention {
  /**
   * The stream of evidence, with ticks, cycles and divergences; rows of all kinds together. What the current stage needs
   * (since the last mark) is never too old, but it counts: beyond the rows the oldest of it goes too, and the evidence is
   * then told to be incomplete.
   */
  evidence: Keep;
  observations: Keep;
  checks: Keep;
  events: Keep;
  requests: Keep;
  /** `bytes`: of their bodies together. The chain goes on from the last one that went. */
  records: Keep & { bytes: number };
  /** Bytes in use in the file; above them the largest of the volume data goes, however young. */
  bytes: number;
  /** What one flush may spend on this: ms, and steps of 100 rows a table. Few pages are touched, so few are moved. */
  budgetMs: number;
  steps: number;
}

/**
 * Two weeks of volume data and 400 days of records. The rows are what fits into 190 MB together, at about 32 bytes a row
 * of evidence, 45 an observation, 90 a check and 150 an event.
 */
export const RETENTION: Retention = {
  evidence: { ms: 14 * DAY_MS, rows: 2_200_000 },
  observations: { ms: 14 * DAY_MS, rows: 1_000_000 },
  checks: { ms: 14 * DAY_MS, rows: 200_000 },
  events: { ms: 14 * DAY_MS, rows: 50_000 },
  requests: { ms: 14 * DAY_MS, rows: 10_000 },
  records: { ms: 400 * DAY_MS, rows: 100_000, bytes: 50_000_000 },
  bytes: 190_000_000,
  budgetMs: 5,
  steps: 5,
};

/** Rows of a table that are removed in one step. */
const STEP = 100;
/** Free pages that are left for what comes next, and those given back to the disk by one flush. */
const SPARE_PAGES = 1000;
const VACUUM_PAGES = 50;

const EVIDENCE = ['cycle', 'tick', 'comparison', 'input', 'divergence'] as const;

/** Removes what is kept no longer, in small steps. */
export interface Pruner {
  /** Does a part of what there is to do: as much as one flush may spend. Throws what SQLite says. */
  run(now: number): void;
}

export function createPruner(db: DatabaseSync, words: Words, keep: Retention): Pruner {
  const tables = [
    frontOf(db, ['observation'], 'id', keep.observations),
    frontOf(db, ['check_result'], 'id', keep.checks),
    frontOf(db, ['event'], 'id', keep.events),
    evidenceFront(db, keep.evidence),
  ];
  const requests = frontOf(db, ['request'], 'id', keep.requests);
  const records = recordsFront(db, keep.records);
  const pageCount = db.prepare('PRAGMA page_count');
  const freePages = db.prepare('PRAGMA freelist_count');
  const pageSize = Number(db.prepare('PRAGMA page_size').get()?.page_size);
  const oldest = db.prepare(`
    SELECT min(at) AS at FROM (
      SELECT min(at) AS at FROM (SELECT at FROM observation ORDER BY id LIMIT 1)
      UNION ALL SELECT at FROM (SELECT at FROM divergence ORDER BY seq LIMIT 1)
    )`);
  let wordsDay = Number.NaN;

  function usedBytes(): number {
    const pages = Number(pageCount.get()?.page_count) - Number(freePages.get()?.freelist_count);
    return pages * pageSize;
  }

  /** One step; false: there was nothing to do. */
  function step(now: number): boolean {
    let done = false;
    for (const front of [...tables, requests, records]) done = front.step(now) || done;
    if (!done && usedBytes() > keep.bytes) {
      const largest = tables.reduce((a, b) => (b.rows() > a.rows() ? b : a));
      done = largest.cut();
    }
    return done;
  }

  function vacuum(): void {
    if (Number(freePages.get()?.freelist_count) > SPARE_PAGES)
      db.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`);
  }

  return {
    run(now) {
      const until = performance.now() + keep.budgetMs;
      db.exec('BEGIN IMMEDIATE');
      try {
        for (let done = 0; done < keep.steps && step(now) && performance.now() < until; done++);
        const day = Math.floor(now / DAY_MS);
        if (day !== wordsDay) {
          // Two days of grace: a word's day is that of the flush, a row's time that of what it tells.
          words.prune(Math.min(now, Number(oldest.get()?.at ?? now)) - 2 * DAY_MS);
          wordsDay = day;
        }
        db.exec('COMMIT');
      } catch (error) {
        rollBack(db);
        throw error;
      }
      if (performance.now() < until) vacuum();
    },
  };
}

/** The old end of a table, or of several that share a numbering. */
interface Front {
  rows(): number;
  /** Removes a step of what is kept no longer; false: nothing was. */
  step(now: number): boolean;
  /** Removes a step of the oldest, whatever its age; false: there is none. */
  cut(): boolean;
}

interface Hooks {
  /** Rows above this number are never too old. */
  neverOld?(): number;
  removed?(last: number): void;
}

function frontOf(
  db: DatabaseSync,
  names: readonly string[],
  id: 'id' | 'seq',
  keep: Keep,
  hooks: Hooks = {},
): Front {
  const each = names.map((name) => ({
    first: db.prepare(`SELECT min(${id}) AS id FROM ${name}`),
    last: db.prepare(`SELECT max(${id}) AS id FROM ${name}`),
    old: db.prepare(`SELECT max(${id}) AS id FROM ${name} WHERE ${id} >= ? AND ${id} < ? AND at < ?`),
    remove: db.prepare(`DELETE FROM ${name} WHERE ${id} <= ?`),
  }));
  const first = () => Math.min(...each.map((one) => Number(one.first.get()?.id ?? Number.POSITIVE_INFINITY)));
  const last = () => Math.max(...each.map((one) => Number(one.last.get()?.id ?? Number.NEGATIVE_INFINITY)));

  function remove(to: number): boolean {
    for (const one of each) one.remove.run(to);
    hooks.removed?.(to);
    return true;
  }

  return {
    rows: () => Math.max(0, last() - first() + 1),
    step(now) {
      const [from, to] = [first(), last()];
      if (from > to) return false;
      const tooMany = to - from + 1 - keep.rows;
      if (tooMany > 0) return remove(from + Math.min(STEP, tooMany) - 1);
      const limit = now - keep.ms;
      const old = Math.max(
        ...each.map((one) => Number(one.old.get(from, from + STEP, limit)?.id ?? Number.NEGATIVE_INFINITY)),
      );
      const upTo = Math.min(old, hooks.neverOld?.() ?? old);
      return upTo >= from && remove(upTo);
    },
    cut() {
      const [from, to] = [first(), last()];
      return from <= to && remove(Math.min(to, from + STEP - 1));
    },
  };
}

function evidenceFront(db: DatabaseSync, keep: Keep): Front {
  const lastMark = db.prepare('SELECT max(seq) AS seq FROM mark');
  const setCut = db.prepare('UPDATE head SET cut_seq = max(cut_seq, ?)');
  const removeMarks = db.prepare('DELETE FROM mark WHERE seq <= ? AND seq < (SELECT max(seq) FROM mark)');
  return frontOf(db, EVIDENCE, 'seq', keep, {
    neverOld: () => Number(lastMark.get()?.seq ?? 0),
    removed(last) {
      setCut.run(last);
      removeMarks.run(last);
    },
  });
}

function recordsFront(db: DatabaseSync, keep: Retention['records']): Front {
  const bytes = db.prepare('SELECT record_bytes AS bytes FROM head');
  const anchor = db.prepare(`
    UPDATE head SET anchor_id = ?1,
      anchor_hash = (SELECT hash FROM record WHERE id = ?1),
      record_bytes = record_bytes - (SELECT sum(length(body)) FROM record WHERE id <= ?1)`);
  const remove = db.prepare('DELETE FROM record WHERE id <= ?');
  const span = db.prepare('SELECT min(id) AS first, max(id) AS last FROM record');
  const old = db.prepare('SELECT max(id) AS id FROM record WHERE id < ? AND at < ?');

  function removeTo(id: number): boolean {
    anchor.run(id);
    remove.run(id);
    return true;
  }

  function ends(): { first: number; last: number } | null {
    const row = span.get();
    return row === undefined || row.first === null
      ? null
      : { first: row.first as number, last: row.last as number };
  }

  return {
    rows() {
      const found = ends();
      return found === null ? 0 : found.last - found.first + 1;
    },
    step(now) {
      const found = ends();
      if (found === null) return false;
      const { first, last } = found;
      const tooMany = last - first + 1 - keep.rows;
      if (tooMany > 0) return removeTo(first + Math.min(STEP, tooMany) - 1);
      if (Number(bytes.get()?.bytes) > keep.bytes) return removeTo(first);
      const upTo = old.get(first + STEP, now - keep.ms)?.id;
      return typeof upTo === 'number' && removeTo(upTo);
    },
    cut: () => false,
  };
}
