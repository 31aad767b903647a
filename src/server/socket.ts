import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CutoverError } from '../core/errors.ts';
import type { TmuxServer } from '../core/tmux.ts';
import { runtimeFolder } from '../engine/runtime-folder.ts';

/** Rights of the others on the folder and the socket: none. */
const OTHERS = 0o077;

/**
 * Where the engine of this tmux server and flags file listens: one socket for each pair, however the two are written. The
 * flags file need not exist.
 */
export async function socketPath(
  server: TmuxServer,
  flagsPath: string,
  env: Record<string, string | undefined>,
): Promise<string> {
  const folder = await realpath(dirname(flagsPath)).catch(() => resolve(dirname(flagsPath)));
  const watched = [server.socketPath ?? '', server.socketName ?? '', env.TMUX_TMPDIR ?? ''];
  const pair = JSON.stringify([watched, join(folder, basename(flagsPath))]);
  const name = createHash('sha256').update(pair).digest('hex').slice(0, 16);
  return join(runtimeFolder(env), `${name}.sock`);
}

/** Makes the folder of the sockets for this user alone. Throws CutoverError when it is somebody else's. */
export async function makeSocketFolder(path: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) throw foreign(folder);
  if ((found.mode & OTHERS) !== 0) await chmod(folder, 0o700);
}

/** Throws CutoverError when the socket, or its folder, is somebody else's or open to others; resolves when there is none. */
export async function checkSocket(path: string): Promise<'there' | 'absent'> {
  for (const one of [dirname(path), path]) {
    const found = await lstat(one).catch(() => null);
    if (found === null) return 'absent';
    if (found.uid !== (process.getuid?.() ?? found.uid) || (found.mode & OTHERS) !== 0) throw foreign(one);
  }
  return 'there';
}

function foreign(path: string): CutoverError {
  return new CutoverError(
    'foreign_socket',
    `${path} belongs to somebody else, or is open to others`,
    'see whose it is; remove it if nobody needs it, or set XDG_RUNTIME_DIR to a folder of your own',
  );
}
