import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { ScreenResult, Tmux, TmuxRun, TmuxServer } from '../core/tmux.ts';
import { TmuxError } from '../core/tmux.ts';
import { failureOf, tooOld } from '../core/tmux-failure.ts';
import { type ReadingChange, readByControl } from './control-reading.ts';
import type { TmuxLauncher } from './launcher.ts';
import { createProcessTable } from './processes.ts';
import {
  type Captures,
  captureCommands,
  heightCommands,
  type KnownPanes,
  listingCommands,
  parseCaptures,
  parseHeights,
  parseListing,
} from './protocol.ts';
import { type Reading, readByProcesses } from './reading.ts';
import { ReadingTurns } from './turns.ts';

/**
 * Panes captured in one read. tmux answers nobody else meanwhile: a key typed into a pane waits for a read to end, and
 * what a read prints is held in memory.
 */
const CAPTURES_A_READ = 250;

/** How a server is read. */
export interface TmuxOptions {
  /** Shared by all who read the server; left out: turns of its own. */
  turns?: ReadingTurns;
  /** Starts the processes; who gives it closes it. Left out: they are started from here. */
  launcher?: TmuxLauncher;
  /** By a control client that stays, falling back to processes, and who hears of that; left out: by processes. */
  control?: ReadingChange;
}

/** A server that is open for reading. */
export interface TmuxReader extends Tmux {
  /** Of the server; null: not known yet. */
  version(): string | null;
  close(): Promise<void>;
}

/**
 * Opens a tmux server for reading: one subprocess for the listing and one for each 250 screens (`tmux source-file -`), or
 * a control client for all. Never two reads at a time.
 */
export function createTmux(server: TmuxServer, options: TmuxOptions = {}): TmuxReader {
  const { turns = new ReadingTurns(), launcher, control } = options;
  const byProcesses = readByProcesses(server, launcher);
  const reading = control === undefined ? byProcesses : readByControl(server, byProcesses, control);
  const processes = createProcessTable();
  const known: KnownPanes = new Map();
  let version: string | null = null;
  let waitedMs = 0;
  let listedMs: number | null = null;

  const read = async (commands: string, by: Reading = reading): Promise<TmuxRun> => {
    const turn = await turns.take(() => by.read(commands));
    waitedMs += turn.waitedMs;
    return turn.value;
  };

  async function captureOnce(paneIds: readonly string[], group?: number, by?: Reading): Promise<Captures> {
    const nonce = freshNonce();
    const run = await read(heightCommands(nonce) + captureCommands(nonce, paneIds, group), by);
    const sizes = parseHeights(run.stdout, nonce);
    const captures = sizes && parseCaptures(sizes.rest, nonce, paneIds, sizes.heights, group);
    if (captures === null) throw failureOf(run, 'capture the panes');
    return captures;
  }

  async function captureSome(paneIds: readonly string[]): Promise<Map<string, ScreenResult>> {
    const { screens, unclear } = await captureOnce(paneIds);
    if (unclear.length > 0) {
      // One to a group nothing can be mixed up; what is unclear even then did not answer, or has printed what a control
      // client is told with: a process of its own knows the end of what it prints.
      for (const [id, screen] of (await captureOnce(unclear, 1, byProcesses)).screens)
        screens.set(id, screen);
    }
    return screens;
  }

  return {
    get subprocesses() {
      return reading.subprocesses + processes.subprocesses;
    },
    get waitedMs() {
      return waitedMs;
    },
    get listedMs() {
      return listedMs;
    },
    version: () => version,
    close: () => reading.close(),
    async list(expected = []) {
      const [nonce, captureNonce] = [freshNonce(), freshNonce()];
      const together = expected.slice(0, CAPTURES_A_READ);
      const captures = together.length === 0 ? '' : captureCommands(captureNonce, together);
      const [asked, waited] = [performance.now(), waitedMs];
      const run = await read(`${listingCommands(nonce)}${captures}`);
      try {
        const { panes, serverSeconds, rest, ...server } = parseListing(run, nonce, known);
        version = server.version;
        const heights = new Map(panes.map((pane) => [pane.paneId, pane.rows]));
        const captured = together.length === 0 ? null : parseCaptures(rest, captureNonce, together, heights);
        listedMs = performance.now() - asked - (waitedMs - waited);
        const screens = [...(captured?.screens ?? [])].filter(([id]) => heights.has(id));
        return { panes, serverSeconds, screens: new Map(screens) };
      } catch (error) {
        if (error instanceof TmuxError && error.status === 'too_old')
          throw tooOld(await clientVersion(version));
        throw error;
      }
    },
    async capture(paneIds) {
      const screens = new Map<string, ScreenResult>();
      for (let i = 0; i < paneIds.length; i += CAPTURES_A_READ)
        for (const [id, screen] of await captureSome(paneIds.slice(i, i + CAPTURES_A_READ)))
          screens.set(id, screen);
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
