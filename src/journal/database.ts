import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CutoverError, messageOf } from '../core/errors.ts';
import { journalError, problemOf } from './problems.ts';
import { APPLICATION_ID, MIGRATIONS, migrate, versionOf } from './schema.ts';

/** How long another writer is waited for, in ms: by the engine, whose loop must go on, and by a command. */
const ENGINE_WAITS_MS = 250;
const COMMAND_WAITS_MS = 5000;
const MOST_ATTEMPTS = 8;
const RETRY_MS = 25;
/** Pages after which SQLite moves the log into the file: small, so that no flush has to move much. */
const CHECKPOINT_PAGES = 250;
/** Bytes that the log may keep when it has been moved. */
const LOG_BYTES = 4_000_000;

/** The journal as it was opened for writing. */
export interface OpenedDatabase {
  db: DatabaseSync;
  /** Where the file that was found damaged is now; null: it was fine. */
  setAside: string | null;
}

/**
 * Opens the journal for the engine: makes it if it is absent, readable by its owner alone; brings it to the present
 * version; keeps a damaged one aside and begins anew.
 * @throws CutoverError when it cannot be written, is of a newer cutover or no journal at all.
 */
export function openForWriting(path: string, now: () => number): OpenedDatabase {
  let aside: string | null = null;
  for (let attempt = 1; ; attempt++) {
    try {
      // What is deep in a file shows only while it is used; the next start takes it at its word.
      if (aside === null && existsSync(damageNote(path))) aside = setAside(path, now());
      return { db: openPrepared(path), setAside: aside };
    } catch (error) {
      if (error instanceof CutoverError) throw error;
      const { code } = problemOf(error, path);
      if (code === 'journal_damaged' && aside === null) aside = setAside(path, now());
      // While another process makes or closes the file SQLite does not wait, whatever it was told.
      else if (code === 'journal_busy' && attempt < MOST_ATTEMPTS) pause(RETRY_MS);
      else throw journalError(error, path);
    }
  }
}

/** Leaves word for the next start that the file was found damaged while it was used. */
export function noteDamage(path: string): void {
  try {
    closeSync(openSync(damageNote(path), 'a', 0o600));
  } catch {
    // The next start then finds it, or is told likewise.
  }
}

function damageNote(path: string): string {
  return `${path}-damaged`;
}

/**
 * Opens the journal for a command beside the engine: neither makes, mends nor migrates it. `waitMs`: how long it waits for
 * a writer.
 * @throws CutoverError when there is none, or it cannot be read as it is.
 */
export function openForCommand(path: string, readOnly: boolean, waitMs = COMMAND_WAITS_MS): DatabaseSync {
  if (!existsSync(path)) throw missing(path);
  refuseUnreadable(path);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly });
    db.exec(`PRAGMA busy_timeout = ${waitMs}`);
    refuseOthers(db, path);
    const version = versionOf(db);
    // An engine is making it at this moment.
    if (version === 0) throw missing(path);
    if (version < MIGRATIONS.length)
      throw new CutoverError(
        'journal_older',
        `${path} is of an older cutover`,
        'start cutover once: it brings the journal up to date',
      );
    return db;
  } catch (error) {
    db?.close();
    throw journalError(error, path);
  }
}

/** Of one that it may not read SQLite only says that it cannot be opened. */
function refuseUnreadable(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new CutoverError(
      'journal_unwritable',
      `${path} cannot be read: ${messageOf(error)}`,
      'it is for the user whose cutover decides: ask as that one; `cutover rollback` does not need it',
    );
  }
}

function missing(path: string): CutoverError {
  return new CutoverError(
    'journal_missing',
    `there is no journal yet: ${path}`,
    'start cutover on this flags file first',
  );
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function openPrepared(path: string): DatabaseSync {
  createFile(path);
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA busy_timeout = ${ENGINE_WAITS_MS}`);
    refuseOthers(db, path);
    const isNew = versionOf(db) === 0;
    // Before anything is written: later it takes a rewrite of the whole file.
    if (isNew) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${LOG_BYTES};
    `);
    if (isNew) db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    migrate(db);
    touchTables(db);
    // A file that cannot be written opens all the same; only a write tells.
    db.exec('BEGIN IMMEDIATE; UPDATE head SET seq = seq; COMMIT');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** What agents do is nobody else's business: readable by the owner alone. Of root's making it is the folder's owner's. */
function createFile(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  if (existsSync(path)) {
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    return;
  }
  closeSync(openSync(path, 'a', 0o600));
  if (process.getuid?.() === 0) {
    const { uid, gid } = statSync(folder);
    chownSync(path, uid, gid);
  }
}

/** Not a journal, or one of a newer cutover: left as it is. */
function refuseOthers(db: DatabaseSync, path: string): void {
  const version = versionOf(db);
  const application = Number(db.prepare('PRAGMA application_id').get()?.application_id);
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
  if (tables > 0 && application !== APPLICATION_ID)
    throw new CutoverError(
      'journal_foreign',
      `${path} is a database of another program`,
      'move it away, or name another flags file with --flags FILE',
    );
  if (version > MIGRATIONS.length)
    throw new CutoverError(
      'journal_newer',
      `${path} has version ${version}, and this cutover knows ${MIGRATIONS.length}`,
      'use the newer cutover, or move the file away to begin a new one',
    );
}

/** Reads a page of each table from both ends, and so finds most of what is damaged before it is needed. */
function touchTables(db: DatabaseSync): void {
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  // Two questions: asked for both at once SQLite reads the whole table.
  for (const { name } of tables)
    db.prepare(`SELECT (SELECT min(rowid) FROM "${name}"), (SELECT max(rowid) FROM "${name}")`).get();
}

/** Gives the damaged file another name, with the date, and so its log. */
function setAside(path: string, at: number): string {
  const date = new Date(at)
    .toISOString()
    .replace(/:/g, '-')
    .replace(/\.\d+Z$/, 'Z');
  const base = `${path.replace(/\.db$/, '')}.damaged-${date}`;
  let aside = `${base}.db`;
  for (let n = 2; existsSync(aside); n++) aside = `${base}-${n}.db`;
  try {
    renameSync(path, aside);
    for (const part of ['-wal', '-shm']) if (existsSync(path + part)) renameSync(path + part, aside + part);
    rmSync(damageNote(path), { force: true });
    return aside;
  } catch (error) {
    throw new CutoverError(
      'journal_damaged',
      `${path} is damaged and cannot be kept aside: ${messageOf(error)}`,
      'move it away by hand; cutover begins a new one',
    );
  }
}
