import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CutoverError } from '../core/errors.ts';

/** Rights of the others on the folder and on what is in it: none. */
const OTHERS = 0o077;

/** The folder of what belongs to this user's running cutovers: in `$XDG_RUNTIME_DIR`, else beside tmux's own. */
export function runtimeFolder(env: Record<string, string | undefined>): string {
  const { XDG_RUNTIME_DIR: runtime } = env;
  const uid = process.getuid?.() ?? 0;
  return runtime !== undefined && runtime !== ''
    ? join(runtime, 'cutover')
    : join(tmpdir(), `cutover-${uid}`);
}

/** Makes such a folder for this user alone. Throws CutoverError when it is somebody else's, or a link to another. */
export function makeRuntimeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || isOthers(found)) throw foreign(folder);
  if ((found.mode & OTHERS) !== 0) chmodSync(folder, 0o700);
}

/** Whether others may do anything with it. */
export function isOpenToOthers(found: { uid: number; mode: number }): boolean {
  return isOthers(found) || (found.mode & OTHERS) !== 0;
}

function isOthers({ uid }: { uid: number }): boolean {
  return uid !== (process.getuid?.() ?? uid);
}

export function foreign(path: string): CutoverError {
  return new CutoverError(
    'foreign_socket',
    `${path} belongs to somebody else, or is open to others`,
    'see whose it is; remove it if nobody needs it, or set XDG_RUNTIME_DIR to a folder of your own',
  );
}
