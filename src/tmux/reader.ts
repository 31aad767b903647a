import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Tmux, TmuxServer } from '../core/tmux.ts';
import { TmuxError } from '../core/tmux.ts';
import { createTmuxCommand } from './command.ts';
import { createProcessTable } from './processes.ts';
import { captureCommands, listingCommands, parseCaptures, parseListing, tooOld } from './protocol.ts';

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

  return {
    get subprocesses() {
      return subprocesses + processes.subprocesses;
    },
    version: () => version,
    async list() {
      const nonce = freshNonce();
      const run = await read(listingCommands(nonce));
      try {
        const listing = parseListing(run, nonce);
        version = listing.version;
        return listing;
      } catch (error) {
        if (error instanceof TmuxError && error.status === 'too_old')
          throw tooOld(await clientVersion(version));
        throw error;
      }
    },
    async capture(paneIds) {
      if (paneIds.length === 0) return new Map();
      const nonce = freshNonce();
      return parseCaptures(await read(captureCommands(nonce, paneIds)), nonce, paneIds);
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
