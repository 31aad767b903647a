import { createHash, randomBytes } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readlink, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { CutoverError, messageOf } from '../core/errors.ts';
import type { FlagsProblem } from '../core/flags.ts';
import { MAX_FLAGS_BYTES } from './parse.ts';

/** The flags file as it lies on the disk at one moment. `revision` identifies the content (mtime and hash). */
export type FileRead =
  | { kind: 'text'; text: string; revision: string; stat: BigIntStats }
  | { kind: 'missing'; revision: string }
  | { kind: 'unreadable'; problem: FlagsProblem; revision: string; stat: BigIntStats | null };

export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** What is wrong with a path and how to mend it, for the codes that a file system answers with. */
function explain(file: string, error: unknown): { message: string; mend: string } {
  const folder = path.dirname(file);
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return {
        message: 'permission denied',
        mend: `give this user the right to read and write in ${folder}`,
      };
    case 'EROFS':
      return { message: 'the file system is read-only', mend: 'choose another place with --flags FILE' };
    case 'ENOSPC':
    case 'EDQUOT':
      return { message: 'no space is left on the disk', mend: `free some space where ${folder} is` };
    case 'ENOTDIR':
    case 'EEXIST':
      return {
        message: 'a part of its path is a file, not a folder',
        mend: 'correct the path: --flags FILE',
      };
    case 'EISDIR':
      return {
        message: 'it is a folder',
        mend: `name the file in it: --flags ${path.join(file, 'feature_flags.json')}`,
      };
    case 'ELOOP':
      return { message: 'its links go in a circle', mend: 'replace the link by a file' };
    case 'EBUSY':
      return {
        message: 'it is a mount point, so no new file can take its name',
        mend: `mount the folder ${folder} instead of the file`,
      };
    case 'EINVAL':
      return { message: 'it is no regular file', mend: 'choose a regular file with --flags FILE' };
    default:
      return {
        message: messageOf(error),
        mend: 'see what the file system says of it, or choose another with --flags FILE',
      };
  }
}

/** The error of a write that did not happen. */
export function unwritable(file: string, error: unknown): CutoverError {
  const { message, mend } = explain(file, error);
  return new CutoverError('flags_unwritable', `${file} cannot be written: ${message}`, mend);
}

function failWith(code: string): never {
  throw Object.assign(new Error(code), { code });
}

/** Reads the file. Never throws: what stands in the way is part of the answer. */
export async function readFlagsFile(file: string): Promise<FileRead> {
  let seen: BigIntStats | null = null;
  const unreadable = (message: string, mend: string): FileRead => ({
    kind: 'unreadable',
    problem: { path: file, line: null, field: null, message, mend },
    revision: seen === null ? `unreadable ${message}` : `${seen.mtimeNs}-${seen.size}`,
    stat: seen,
  });
  let handle: FileHandle | null = null;
  try {
    // Looked at before it is opened: opening a fifo would wait for a writer.
    seen = await stat(file, { bigint: true });
    if (seen.isDirectory()) failWith('EISDIR');
    if (!seen.isFile()) failWith('EINVAL');
    handle = await open(file, 'r');
    seen = await handle.stat({ bigint: true });
    if (seen.size > MAX_FLAGS_BYTES)
      return unreadable('it is larger than 1 MiB', 'put the flags into a file of their own: --flags FILE');
    const bytes = await handle.readFile();
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const revision = `${seen.mtimeNs}-${hash}`;
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: 'text', text, revision, stat: seen };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'missing', revision: 'missing' };
    if (error instanceof TypeError) return unreadable('it is not UTF-8', 'save it as UTF-8');
    const { message, mend } = explain(file, error);
    return unreadable(message, mend);
  } finally {
    await handle?.close();
  }
}

/** Whether two stats are of the same file with the same content, as far as the file system tells. */
export function sameFile(a: BigIntStats | null, b: BigIntStats | null): boolean {
  if (a === null || b === null) return a === b;
  return a.ino === b.ino && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.size === b.size;
}

/** The stat of a file, or null when there is none to be had. */
export async function statOrNull(file: string): Promise<BigIntStats | null> {
  return stat(file, { bigint: true }).catch(() => null);
}

/** Where a path leads when its links are followed, although the last file may not exist yet. */
export async function followLinks(file: string): Promise<string> {
  let at = file;
  for (let hops = 0; hops < 40; hops++) {
    const link = await readlink(at).catch(() => null);
    if (link === null) return at;
    at = path.resolve(path.dirname(at), link);
  }
  return failWith('ELOOP');
}

const temporaryName = (target: string, unique: string): string =>
  path.join(path.dirname(target), `.${path.basename(target)}.${unique}.tmp`);

/** Gives a new file the mode, and as far as we may the owner, of another. */
export async function alike(handle: FileHandle, like: BigIntStats, mode: number): Promise<void> {
  const own = await handle.stat();
  if (own.uid !== Number(like.uid) || own.gid !== Number(like.gid))
    // Only root may give a file away; a file that stays ours is better than none.
    await handle.chown(Number(like.uid), Number(like.gid)).catch(() => undefined);
  await handle.chmod(mode);
}

/** Puts the folder's entries on the disk, where the system can do that to a folder. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'EISDIR', 'ENOTSUP'].includes(errorCode(error))) throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Writes `text` to a file of its own in the target's folder, puts it on the disk and gives it the target's name in one
 * step, unless `stillValid` says no right before: then nothing has happened and it answers false. At no instant is
 * there anything else under the name than the whole old or the whole new content. Mode and owner are those of `like`.
 */
export async function replaceFile(
  target: string,
  text: string,
  like: BigIntStats | null,
  stillValid: () => Promise<boolean>,
): Promise<boolean> {
  const temporary = temporaryName(target, `${process.pid}-${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(temporary, 'wx', 0o666);
    try {
      await handle.writeFile(text);
      if (like !== null) await alike(handle, like, Number(like.mode & 0o7777n));
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (!(await stillValid())) {
      await unlink(temporary);
      return false;
    }
    await rename(temporary, target);
    return true;
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/**
 * Removes what writers that were killed have left behind, as far as it can. Only for the holder of the lock: nobody
 * else writes then.
 */
export async function removeLeftovers(target: string): Promise<void> {
  const folder = path.dirname(target);
  const pattern = /^\d+-[0-9a-f]{12}$/;
  const prefix = `.${path.basename(target)}.`;
  for (const name of await readdir(folder).catch(() => []))
    if (name.startsWith(prefix) && name.endsWith('.tmp') && pattern.test(name.slice(prefix.length, -4)))
      await unlink(path.join(folder, name)).catch(() => undefined);
}

/** Creates the folder of a file if it is not there. */
export async function makeFolder(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
}
