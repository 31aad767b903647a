import { createHash } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { TmuxServer } from '../core/tmux.ts';
import { foreign, isOpenToOthers, makeRuntimeFolder, runtimeFolder } from '../engine/runtime-folder.ts';

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
  makeRuntimeFolder(dirname(path));
}

/** Throws CutoverError when the socket, or its folder, is somebody else's or open to others; resolves when there is none. */
export async function checkSocket(path: string): Promise<'there' | 'absent'> {
  for (const one of [dirname(path), path]) {
    const found = await lstat(one).catch(() => null);
    if (found === null) return 'absent';
    if (isOpenToOthers(found)) throw foreign(one);
  }
  return 'there';
}
