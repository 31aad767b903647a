import { constants } from 'node:fs';
import { copyFile, link, rename } from 'node:fs/promises';
import path from 'node:path';
import { CutoverError } from '../core/errors.ts';
import {
  errorCode,
  type FileRead,
  followLinks,
  makeFolder,
  readFlagsFile,
  removeLeftovers,
  replaceFile,
  sameFile,
  statOrNull,
  syncFolder,
  unwritable,
} from './disk.ts';
import { withLock } from './lock.ts';
import type { Plan } from './plan.ts';
import { inOrder } from './queue.ts';

const LOCK_TIMEOUT_MS = 5000;
const ROLLBACK_LOCK_TIMEOUT_MS = 1000;
/** A program that writes without the lock may come in between: then all begins again, this often. */
const ATTEMPTS = 20;

export interface Written {
  plan: Plan;
  /** What lies under the name now: equal to what was to be written. */
  readBack: FileRead;
  writtenMs: number;
  readBackMs: number;
  notes: string[];
}

export interface WriteOptions {
  /** Makes the write from what lies on the disk under the lock; may refuse by throwing CutoverError. */
  plan(read: FileRead): Plan;
  now: number;
  /** Nothing gates a rollback: it does without a lock that it cannot get. */
  rollback: boolean;
}

/** Keeps a rejected file under another name beside it, and says under which. */
async function keepBeside(target: string, now: number): Promise<string> {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  for (let n = 1; ; n++) {
    const backup = `${target}.rejected-${stamp}${n === 1 ? '' : `-${n}`}`;
    const taken = (error: unknown): boolean => errorCode(error) === 'EEXIST';
    try {
      await link(target, backup);
      return backup;
    } catch (linkError) {
      if (taken(linkError)) continue;
    }
    // Not every file system, and not every owner, permits links.
    try {
      await copyFile(target, backup, constants.COPYFILE_EXCL);
      return backup;
    } catch (copyError) {
      if (taken(copyError)) continue;
    }
    await rename(target, backup);
    return backup;
  }
}

async function attempt(file: string, target: string, options: WriteOptions, start: number, notes: string[]) {
  const read = await readFlagsFile(target);
  if (read.kind === 'unreadable' && read.stat?.isFile() !== true)
    throw new CutoverError(
      'flags_unwritable',
      `${file} cannot be written: ${read.problem.message}`,
      read.problem.mend,
    );
  const plan = options.plan(read);

  const kept = plan.keepsRejected ? await keepBeside(target, options.now) : null;
  const like = read.kind === 'missing' ? null : read.stat;
  // Keeping it aside has touched the old file's times, or its name.
  const unchanged = kept === null ? like : await statOrNull(target);
  const stillValid = async () => sameFile(await statOrNull(target), unchanged);
  if (!(await replaceFile(target, plan.edit.text, like, stillValid))) return null;
  const renamed = performance.now();

  const [readBack, readAt] = await Promise.all([
    readFlagsFile(file).then((back) => [back, performance.now()] as const),
    syncFolder(path.dirname(target)),
  ]).then(([back]) => back);
  if (readBack.kind !== 'text' || readBack.text !== plan.edit.text) return null;
  if (kept !== null) notes.push(`the rejected content is kept as ${kept}`);
  return { plan, readBack, writtenMs: renamed - start, readBackMs: readAt - renamed, notes };
}

/**
 * Writes the flags file: lock, read, plan, temporary file in the same folder, fsync, rename, fsync of the folder, read
 * back and compare. A link is followed, not replaced; mode and owner stay. Either all of it happens or the file is as it
 * was. Writes of one process happen in the order of the calls. `writtenMs` counts from the call to the rename,
 * `readBackMs` from there until the content was read and compared.
 * @throws CutoverError with the mend: the plan's refusal, the lock, the file system.
 */
export function writeFlags(file: string, options: WriteOptions): Promise<Written> {
  const start = performance.now();
  return inOrder(file, () => writeNow(file, options, start));
}

async function writeNow(file: string, options: WriteOptions, start: number): Promise<Written> {
  const notes: string[] = [];
  try {
    const target = await followLinks(file);
    await makeFolder(target);
    const work = async (): Promise<Written> => {
      for (let n = 0; n < ATTEMPTS; n++) {
        const written = await attempt(file, target, options, start, notes);
        if (written !== null) return written;
      }
      throw new CutoverError(
        'flags_contended',
        `${file} is being written by another program again and again`,
        'find the program that writes it (it does not take the lock beside it), stop it, try again',
      );
    };
    const lockFile = path.join(path.dirname(target), `.${path.basename(target)}.lock`);
    try {
      return await withLock(
        lockFile,
        options.rollback ? ROLLBACK_LOCK_TIMEOUT_MS : LOCK_TIMEOUT_MS,
        async () => {
          const written = await work();
          await removeLeftovers(target);
          return written;
        },
      );
    } catch (error) {
      const unlocked =
        error instanceof CutoverError && ['flags_locked', 'flags_lock_unusable'].includes(error.code);
      if (!unlocked || !options.rollback) throw error;
      notes.push(`written without the lock: ${error.message}`);
      return await work();
    }
  } catch (error) {
    throw error instanceof CutoverError ? error : unwritable(file, error);
  }
}
