import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { TmuxCommand, TmuxServer } from '../../src/core/tmux.ts';
import { createTmuxCommand } from '../../src/tmux/command.ts';

const execute = promisify(execFile);

/** A tmux server of a test's own, never the default one. */
export interface TestServer {
  /** For `-L`. */
  name: string;
  server: TmuxServer;
  command: TmuxCommand;
  /** Runs a tmux command on it and returns what it printed; throws when tmux says no. */
  run(...args: string[]): Promise<string>;
  kill(): Promise<void>;
}

/** Starts a server with one detached session; `command` is what its first window runs. */
export async function startTmuxServer(
  options: { session?: string; window?: string; cols?: number; rows?: number; command?: string } = {},
): Promise<TestServer> {
  const { session = 'main', window = 'shell', cols = 120, rows = 40, command = 'cat' } = options;
  const name = `cutover-test-${randomBytes(6).toString('hex')}`;
  const run = async (...args: string[]) =>
    (await execute('tmux', ['-u', '-L', name, '-f', '/dev/null', ...args], { maxBuffer: 1 << 26 })).stdout;
  const size = ['-x', String(cols), '-y', String(rows)];
  await run('new-session', '-d', '-s', session, '-n', window, ...size, command);
  return {
    name,
    server: { socketName: name },
    command: createTmuxCommand({ socketName: name }),
    run,
    kill: async () => {
      const socket = await run('display-message', '-p', '#{socket_path}').catch(() => '');
      await run('kill-server').catch(() => '');
      // tmux leaves its socket behind.
      if (socket !== '') await rm(socket.trim(), { force: true });
    },
  };
}

/** How much longer than on a machine of one's own anything may take: CI's is slower, and does other work beside it. */
export const PATIENCE = process.env.CI === undefined ? 1 : 3;

/** Waits until `probe` answers with something other than undefined or false; throws what it last saw after the time. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  patienceMs = 30_000,
): Promise<T> {
  const timeoutMs = patienceMs * PATIENCE;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await probe();
    if (seen !== undefined && seen !== false) return seen as T;
    if (performance.now() > deadline) throw new Error(`not seen within ${timeoutMs} ms: ${what}`);
    await new Promise((again) => setTimeout(again, 20));
  }
}
