import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { CutoverError } from '../core/errors.ts';
import type { TmuxServer } from '../core/tmux.ts';
import { connectEngine, type RemoteClient } from './remote.ts';
import { makeSocketFolder, socketPath } from './socket.ts';

/** A server that does not listen within this time has not come up, in ms. */
const UP_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 25;
/** A log that has grown beyond this is begun anew with the next server, in bytes. */
const LARGEST_LOG = 4 * 1024 * 1024;

/** A server to be started, as a person would start it. */
export interface BackgroundOptions {
  server: TmuxServer;
  flagsPath: string;
  env: Record<string, string | undefined>;
  version: string;
  /** The program and the arguments that run `cutover server` for this tmux server and flags file. */
  command: { program: string; args: readonly string[] };
}

/** Where a server that was started in the background writes what happens. */
export function logPath(socket: string): string {
  return socket.replace(/\.sock$/, '.log');
}

/**
 * Starts a server in the background (in a process group of its own, its output in a log beside the socket) and connects
 * to it. Of several that are started at the same moment one comes up, and all connect to that. Throws CutoverError with
 * the last words of the log when none comes up.
 */
export async function startInBackground(options: BackgroundOptions): Promise<RemoteClient> {
  const path = await socketPath(options.server, options.flagsPath, options.env);
  await makeSocketFolder(path);
  const log = logPath(path);
  const output = openSync(log, isTooLarge(log) ? 'w' : 'a', 0o600);
  const { program, args } = options.command;
  const child = spawn(program, args, { detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  let failed = false;
  child.once('error', () => {
    failed = true;
  });
  child.unref();

  const deadline = performance.now() + UP_WITHIN_MS;
  while (performance.now() < deadline) {
    const client = await connectEngine(path, options.version);
    if (client !== null) return client;
    // It may have ended because another one was quicker, which then is about to listen.
    if (failed || (child.exitCode ?? 0) > 1) break;
    if (child.exitCode !== null && !saidThatAnotherRuns(log)) break;
    await after(LOOK_EVERY_MS);
  }
  throw new CutoverError(
    'server_down',
    `the cutover server did not come up: ${lastLine(log)}`,
    `see ${log}, or run the cockpit with --no-server`,
  );
}

function isTooLarge(log: string): boolean {
  return (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG;
}

const saidThatAnotherRuns = (log: string): boolean => lastLine(log).includes('runs for this tmux server');

function lastLine(log: string): string {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  } catch {
    return 'it left no word';
  }
}
