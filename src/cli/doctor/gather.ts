import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { version } from '../../../package.json';
import { actionsConfigSchema, type StartCommand } from '../../core/actions-config.ts';
import { CutoverError } from '../../core/errors.ts';
import type { TmuxServer } from '../../core/tmux.ts';
import { connectServer } from '../../server/connect.ts';
import {
  journalPath,
  loadRules,
  lookAtServer,
  openFlagsFile,
  readSettings,
  SETTINGS_FILE,
} from '../../server/direct.ts';
import { readStatus } from '../../server/status.ts';
import type { Facts, Trouble } from './facts.ts';

/** Where the doctor looks. */
export interface Place {
  server: TmuxServer;
  flagsPath: string;
  configFolder: string;
  env: Record<string, string | undefined>;
}

/** Gathers all that the doctor judges by. Changes nothing. */
export async function gather(place: Place): Promise<Facts> {
  const { env, flagsPath } = place;
  const folder = dirname(flagsPath);
  const [tmux, server, flags, config, rollout, engine, rights, disk] = await Promise.all([
    tmuxVersion(),
    lookAtServer(place.server),
    openFlagsFile(flagsPath, env),
    configOf(place.configFolder, env),
    rolloutOf(place),
    engineOf(place),
    rightsOf(folder, flagsPath),
    diskOf(folder),
  ]);
  return {
    node: process.versions.node,
    tmux,
    server,
    locale: env.LC_ALL || env.LC_CTYPE || env.LANG || '',
    terminal: terminalOf(env),
    flags: flags.state,
    ...config,
    rollout,
    engine,
    rights,
    disk,
  };
}

async function tmuxVersion(): Promise<string | null> {
  try {
    return (await promisify(execFile)('tmux', ['-V'])).stdout.trim().replace(/^tmux /, '');
  } catch {
    return null;
  }
}

function terminalOf(env: Record<string, string | undefined>): Facts['terminal'] {
  const { stdin, stdout } = process;
  return {
    interactive: stdin.isTTY && stdout.isTTY,
    term: env.TERM ?? '',
    columns: stdout.columns ?? 0,
    rows: stdout.rows ?? 0,
    colourBits: stdout.isTTY ? stdout.getColorDepth(env) : 1,
    noColor: (env.NO_COLOR ?? '') !== '',
  };
}

async function configOf(
  folder: string,
  env: Record<string, string | undefined>,
): Promise<Pick<Facts, 'config' | 'acting'>> {
  const { state: agents } = await loadRules(folder);
  const config = { folder, problems: null, trouble: null, agents };
  const none = { actions: actionsConfigSchema.parse({}), notices: [], start: null };
  try {
    const read = await readSettings(join(folder, SETTINGS_FILE));
    if (!read.ok) return { config: { ...config, problems: read.problems }, acting: null };
    const { actions, notices } = read.value;
    const start = await startOf(actions.recoverPm.start, env.PATH ?? '');
    return { config: { ...config, problems: [] }, acting: { actions, notices, start } };
  } catch (error) {
    const missing = error instanceof CutoverError && error.code === 'no_config';
    if (missing) return { config, acting: none };
    return { config: { ...config, trouble: troubleOf(error) }, acting: null };
  }
}

/** Whether the program of a list is there: tmux looks for it on the PATH of whoever asks it to open a window. */
async function startOf(
  start: StartCommand | undefined,
  path: string,
): Promise<NonNullable<Facts['acting']>['start']> {
  const program = Array.isArray(start) ? start[0] : '';
  const isRelative = program.includes('/') && !isAbsolute(program);
  if (program === '' || isRelative || /\{(session|role)\}/u.test(program)) return null;
  const places = isAbsolute(program)
    ? [program]
    : path.split(delimiter).map((folder) => join(folder, program));
  const found = await Promise.all(places.map(isProgram));
  return { program, found: found.includes(true) };
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function rolloutOf({ flagsPath, env }: Place): Promise<Facts['rollout']> {
  const journal = journalPath(flagsPath);
  try {
    const { savedAt, engine } = await readStatus(flagsPath, env);
    return { journal, savedAt, decides: engine, trouble: null };
  } catch (error) {
    return { journal, savedAt: null, decides: null, trouble: troubleOf(error) };
  }
}

async function engineOf({ server, flagsPath, env }: Place): Promise<Facts['engine']> {
  try {
    const client = await connectServer({ server, flagsPath, env, version });
    const pid = client?.pid ?? null;
    await client?.close();
    return { pid, trouble: null };
  } catch (error) {
    return { pid: null, trouble: troubleOf(error) };
  }
}

async function rightsOf(folder: string, file: string): Promise<Facts['rights']> {
  const may = (path: string, mode: number) =>
    access(path, mode).then(
      () => true,
      () => false,
    );
  const there = await nearest(folder);
  return {
    folder,
    exists: there === folder,
    folderWritable: await may(there, constants.W_OK | constants.X_OK),
    fileReadable: !(await may(file, constants.F_OK)) || (await may(file, constants.R_OK)),
  };
}

/** The folder itself, or the nearest above it that is there. */
async function nearest(folder: string): Promise<string> {
  for (let path = folder; ; path = dirname(path)) {
    const found = await stat(path).catch(() => null);
    if (found !== null || path === dirname(path)) return path;
  }
}

async function diskOf(folder: string): Promise<Facts['disk']> {
  try {
    const { bavail, bsize, files, ffree } = await statfs(await nearest(folder));
    // Some file systems do not count files.
    return { freeBytes: bavail * bsize, freeFiles: files > 0 ? ffree : null };
  } catch {
    return null;
  }
}

function troubleOf(error: unknown): Trouble {
  if (!(error instanceof CutoverError)) throw error;
  return { message: error.message, mend: error.mend };
}
