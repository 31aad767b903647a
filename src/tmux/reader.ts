import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Tmux, TmuxServer } from '../core/tmux.ts';
import { TmuxError } from '../core/tmux.ts';
import { failureOf, tooOld } from '../core/tmux-failure.ts';
import { createTmuxCommand } from './command.ts';
import { createProcessTable } from './processes.ts';
import {
  type Captures,
  captureCommands,
  heightCommands,
  listingCommands,
  parseCaptures,
  parseHeights,
  parseListing,
} from './protocol.ts';

/** A read that takes longer has gone wrong, in ms: a thousand panes take about a tenth of a second. */
const READ_TIMEOUT_MS = 10_000;

/** Opens a tmux server for reading: one subprocess per read, whatever the number of panes (`tmux source-file -`). */
export function createTmux(server: TmuxServer): Tmux & { version(): string | null } {
  const command = createTmuxCommand(server);
  const processes = createProcessTable();
  let subprocesses = 0;
  let version: string | null = null;

  const read = (commands: string) => {
    subprocesses++;
    return command(['source-file', '-'], { timeoutMs: READ_TIMEOUT_MS, input: commands });
  };

  async function captureOnce(paneIds: readonly string[], group?: number): Promise<Captures> {
    const nonce = freshNonce();
    const run = await read(heightCommands(nonce) + captureCommands(nonce, paneIds, group));
    const sizes = parseHeights(run.stdout, nonce);
    const captures = sizes && parseCaptures(sizes.rest, nonce, paneIds, sizes.heights, group);
    if (captures === null) throw failureOf(run, 'capture the panes');
    return captures;
  }

  return {
    get subprocesses() {
      return subprocesses + processes.subprocesses;
    },
    version: () => version,
    async list(expected = []) {
      const [nonce, captureNonce] = [freshNonce(), freshNonce()];
      const captures = expected.length === 0 ? '' : captureCommands(captureNonce, expected);
      const run = await read(`${listingCommands(nonce)}${captures}`);
      try {
        const { panes, serverSeconds, rest, ...server } = parseListing(run, nonce);
        version = server.version;
        const heights = new Map(panes.map((pane) => [pane.paneId, pane.rows]));
        const captured = expected.length === 0 ? null : parseCaptures(rest, captureNonce, expected, heights);
        const screens = [...(captured?.screens ?? [])].filter(([id]) => heights.has(id));
        return { panes, serverSeconds, screens: new Map(screens) };
      } catch (error) {
        if (error instanceof TmuxError && error.status === 'too_old')
          throw tooOld(await clientVersion(version));
        throw error;
      }
    },
    async capture(paneIds) {
      if (paneIds.length === 0) return new Map();
      const { screens, unclear } = await captureOnce(paneIds);
      if (unclear.length > 0) {
        // One to a group nothing can be mixed up; what is unclear even then did not answer.
        for (const [id, screen] of (await captureOnce(unclear, 1)).screens) screens.set(id, screen);
      }
      for (const id of paneIds)
        if (!screens.has(id)) screens.set(id, { error: 'tmux did not answer for the pane' });
      return screens;
    },
    foreground: (panes) => processes.foreground(panes),
  };
}

function freshNonce(): string {
  return `x${randomBytes(12).toString('hex')}x`;
}

async function clientVersion(known: string | null): Promise<string> {
  try {
    return known ?? (await promisify(execFile)('tmux', ['-V'])).stdout.trim().replace(/^tmux /, '');
  } catch {
    return 'in use';
  }
}
