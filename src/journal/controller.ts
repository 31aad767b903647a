import {
  closeSync,
  fchmodSync,
  fchownSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CutoverError, messageOf } from '../core/errors.ts';

/** How long a claim waits for the lock, in ms: who only asks whose it is holds it for an instant. */
const CLAIM_WAITS_MS = 250;
const BUSY = 5;

/** Referred to until it is released: a database that nothing refers to is closed, and its lock is gone. */
const heldByUs = new Set<DatabaseSync>();

/** The engine that decides for a flags file. */
export interface Owner {
  pid: number;
  /** ms since the epoch. */
  startedAt: number;
}

/** Held: this process decides, until it releases it or ends. */
export interface Claim {
  release(): void;
}

/**
 * Claims the rollout of a flags file for this process; null: another one has it. A lock of the operating system, taken
 * through SQLite: the kernel frees it when the process ends, however it ends. The file stays (deleting a lock file lets
 * two in at once); who holds it is written beside it, in `<lock>.owner`.
 * @throws CutoverError when the lock cannot be used at all.
 */
export function claimController(lockPath: string, owner: Owner): Claim | null {
  const held = take(lockPath, CLAIM_WAITS_MS);
  if (held === null) return null;
  heldByUs.add(held);
  try {
    writeOwner(lockPath, owner);
  } catch {
    // The lock holds all the same; others then see that somebody decides, and not who.
  }
  return {
    release() {
      if (!heldByUs.delete(held)) return;
      rmSync(ownerPath(lockPath), { force: true });
      held.close();
    },
  };
}

/**
 * Who holds the rollout: null when nobody does; `pid` and `startedAt` are null when somebody does and did not say who.
 * @throws CutoverError when the lock cannot be used at all.
 */
export function controllerOf(lockPath: string): Owner | { pid: null; startedAt: null } | null {
  if (statSync(lockPath, { throwIfNoEntry: false }) === undefined) return null;
  const probe = take(lockPath, 0);
  if (probe !== null) {
    probe.close();
    return null;
  }
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(ownerPath(lockPath), 'utf8')) as Partial<Owner>;
    if (typeof pid === 'number' && typeof startedAt === 'number') return { pid, startedAt };
  } catch {
    // Not written yet, or not readable: somebody holds the lock all the same.
  }
  return { pid: null, startedAt: null };
}

function take(lockPath: string, waitMs: number): DatabaseSync | null {
  let database: DatabaseSync | undefined;
  try {
    createLockFile(lockPath);
    database = new DatabaseSync(lockPath);
    // Kept in memory: an empty file stays empty and has no journal beside it.
    database.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE`);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === BUSY) return null;
    throw new CutoverError(
      'controller_lock_unusable',
      `the lock ${lockPath} cannot be taken: ${messageOf(error)}`,
      'if no cutover is running, delete it; otherwise see whose file it is',
    );
  }
}

/** Never opened when it exists: closing a file would drop the locks that this process has on it. */
function createLockFile(lockPath: string): void {
  try {
    makeShared(lockPath, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function ownerPath(lockPath: string): string {
  return `${lockPath}.owner`;
}

function writeOwner(lockPath: string, owner: Owner): void {
  // Removed first: that of another user cannot be written, but in a shared folder it can be replaced.
  rmSync(ownerPath(lockPath), { force: true });
  makeShared(ownerPath(lockPath), `${JSON.stringify(owner)}\n`);
}

/** A file for all who may write in the folder: what root leaves must not keep the operator out. */
function makeShared(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o666);
  try {
    const folder = statSync(dirname(path));
    fchmodSync(file, folder.mode & 0o666);
    if (process.getuid?.() === 0) fchownSync(file, folder.uid, folder.gid);
    writeSync(file, content);
  } finally {
    closeSync(file);
  }
}
