import { randomBytes } from 'node:crypto';
import { chmod, chown, copyFile, lstat, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { CutoverError, messageOf } from '../../core/errors.ts';

/** The user's tmux config: the first of these that exists, else `~/.tmux.conf`. */
export async function locateTmuxConfig(
  env: Record<string, string | undefined>,
  home: string,
): Promise<string> {
  const base = env.XDG_CONFIG_HOME;
  const candidates = [
    ...(base !== undefined && isAbsolute(base) ? [join(base, 'tmux', 'tmux.conf')] : []),
    join(home, '.config', 'tmux', 'tmux.conf'),
  ];
  for (const path of candidates) if (await exists(path)) return path;
  return join(home, '.tmux.conf');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Bytes of a file as Latin-1; null when there is none. Throws CutoverError when it cannot be read. */
export async function readTmuxConfig(path: string): Promise<{ real: string; text: string | null }> {
  try {
    const real = await realpath(path);
    return { real, text: await readFile(real, 'latin1') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw unusable(path, 'read', error, 'see whose file it is, or name another one');
    const isLink = await lstat(path).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (isLink) throw unusable(path, 'read', 'it is a link to a file that is not there', 'mend the link');
    return { real: path, text: null };
  }
}

/**
 * Writes it whole or not at all; mode and owner stay. What was there is kept beside it. Returns the path of that
 * backup; null: there was no file. Throws CutoverError.
 */
export async function writeTmuxConfig(real: string, text: string): Promise<string | null> {
  const temporary = join(dirname(real), `.cutover-${randomBytes(6).toString('hex')}.tmp`);
  try {
    const before = await stat(real).catch(() => null);
    const backup = before === null ? null : `${real}.cutover-backup`;
    if (before !== null && backup !== null) await keepAs(real, backup, before);
    const file = await open(temporary, 'wx', before === null ? 0o644 : before.mode & 0o7777);
    try {
      await file.writeFile(text, 'latin1');
      await file.sync();
    } finally {
      await file.close();
    }
    if (before !== null) await likeBefore(temporary, before);
    await rename(temporary, real);
    return backup;
  } catch (error) {
    await rm(temporary, { force: true });
    throw unusable(real, 'written', error, 'see the rights of its folder, or take the lines of --print');
  }
}

/** Removes a file that held nothing else. */
export async function removeTmuxConfig(real: string): Promise<void> {
  try {
    await rm(real);
  } catch (error) {
    throw unusable(real, 'removed', error, 'see the rights of its folder');
  }
}

interface Rights {
  mode: number;
  uid: number;
  gid: number;
}

async function keepAs(real: string, backup: string, before: Rights): Promise<void> {
  // A link in its place would be followed.
  await rm(backup, { force: true });
  await copyFile(real, backup);
  await likeBefore(backup, before);
}

async function likeBefore(path: string, { mode, uid, gid }: Rights): Promise<void> {
  const now = await stat(path);
  if (now.uid !== uid || now.gid !== gid) await chown(path, uid, gid);
  await chmod(path, mode & 0o7777);
}

function unusable(path: string, act: string, error: unknown, mend: string): CutoverError {
  return new CutoverError('tmux_config', `${path} could not be ${act}: ${messageOf(error)}`, mend);
}
