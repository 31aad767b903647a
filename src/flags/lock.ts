import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { CutoverError, messageOf } from '../core/errors.ts';
import { alike, errorCode } from './disk.ts';

const BUSY = 5;
/** A writer holds the lock for some milliseconds: asked again soon, and not by two waiters in step. */
const RETRY_MS = { least: 1, most: 4 };

/**
 * Creates the lock file if it is absent, for everybody who may write in the folder (a lock that root left must not
 * keep the operator out). It is never opened when it exists: closing a file drops all locks that the process has on it.
 */
async function createLockFile(file: string): Promise<void> {
  try {
    const folder = await stat(path.dirname(file), { bigint: true });
    const handle = await open(file, 'wx', 0o666);
    try {
      await alike(handle, folder, Number(folder.mode) & 0o666);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

function tryLock(file: string): DatabaseSync | null {
  const database = new DatabaseSync(file);
  try {
    // In memory: so an empty file stays empty and has no journal beside it.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === BUSY) return null;
    throw error;
  }
}

async function lock(file: string, timeoutMs: number): Promise<DatabaseSync> {
  const deadline = performance.now() + timeoutMs;
  await createLockFile(file);
  for (;;) {
    let held: DatabaseSync | null;
    try {
      held = tryLock(file);
    } catch (error) {
      throw new CutoverError(
        'flags_lock_unusable',
        `the lock ${file} cannot be taken: ${messageOf(error)}`,
        'if no cutover is running, delete it; otherwise see whose file it is',
      );
    }
    if (held !== null) return held;
    if (performance.now() > deadline)
      throw new CutoverError(
        'flags_locked',
        `another process has held the lock ${file} for ${timeoutMs / 1000} s`,
        'see what that process is doing (fuser on the lock names it), then try again',
      );
    await pause(RETRY_MS.least + Math.random() * (RETRY_MS.most - RETRY_MS.least));
  }
}

/**
 * Does `work` while nobody else does any under the same lock file, in this process or another. It is a lock of the
 * operating system, taken through SQLite (an empty database, nothing is ever written to it): the kernel frees it when
 * the process ends, however it ends, so there is no stale lock, no age to guess and no heartbeat. The file stays:
 * deleting a lock file lets two in at once. Who waits is served in no order.
 * @throws CutoverError `flags_locked` or `flags_lock_unusable`, or what the file system says; `work` has not begun then.
 */
export async function withLock<T>(file: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const held = await lock(file, timeoutMs);
  try {
    return await work();
  } finally {
    held.close();
  }
}
