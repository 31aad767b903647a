import type { EngineClient } from '../../core/client.ts';
import { CutoverError, EXIT } from '../../core/errors.ts';
import type { TmuxServer } from '../../core/tmux.ts';
import type { RemoteClient } from '../../server/remote.ts';
import {
  findConfig,
  findFlags,
  isPopup,
  keepMemorySmall,
  liveOpener,
  paneAttacher,
  paneSwitcher,
  sweepLive,
} from '../../server/window.ts';
import { connectTo, startServerFor, type Where } from '../background.ts';
import { operator } from '../operator.ts';
import { type CommonOptions, serverOf } from '../options.ts';
import { print } from '../output.ts';
import { type Looks, looksOf } from '../ui-settings.ts';
import { firstStart } from '../welcome.ts';

const SWEEP_AFTER_MS = 500;

/** Options of the cockpit. */
export interface CockpitOptions extends CommonOptions {
  compare: 'always' | 'flag';
  tmuxStatus?: boolean;
  /** false: the engine in this process. */
  server: boolean;
  readOnly?: boolean;
  theme?: string;
  ascii?: boolean;
  screenReader?: boolean;
}

/**
 * `cutover`: the cockpit on a tmux server, until the operator quits. It is a window onto the server that runs for this tmux
 * server and flags file, or that it starts in the background, and that runs on afterwards. With `--no-server`, and to look
 * only where none runs, the engine is in this process and ends with it.
 */
export async function cockpit(options: CockpitOptions): Promise<void> {
  requireTerminal();
  const configFolder = findConfig(options.config, process.env);
  const looks = await looksOf(options, process.env, configFolder);
  const flagsPath = findFlags(options.flags, process.env);
  const server = serverOf(options);
  const client = options.server ? await windowOnto({ server, flagsPath, configFolder }, options) : null;
  if (client === null) {
    await openCockpit(server, flagsPath, options, { looks, configFolder });
    return;
  }
  const restart = async () => {
    const again = await startServerFor({ server, flagsPath, configFolder }, options);
    await again.close();
  };
  const place = { server, looks, ...(options.readOnly !== true && { restart }) };
  await drawCockpit(options, async () => client, place);
  const ended = client.snapshot().lost !== undefined;
  if (!ended) print(`the cutover server runs on (pid ${client.pid}); \`cutover kill-server\` ends it`);
}

/** The server that runs, or one that is started; null: there is none, and none is to be started. */
async function windowOnto(where: Where, options: CockpitOptions): Promise<RemoteClient | null> {
  const running = await connectTo(where);
  return running !== null || options.readOnly === true ? running : startServerFor(where, options);
}

/** Draws the cockpit for this server, flags file and config folder (left out: no custom agents). Throws CutoverError without a terminal. */
export async function openCockpit(
  server: TmuxServer,
  flagsPath: string,
  options: CockpitOptions,
  { looks, configFolder }: { looks: Looks; configFolder?: string },
): Promise<void> {
  await drawCockpit(
    options,
    async () => {
      // A window onto a server has no use for an engine.
      const { startLocalEngine } = await import('../../server/local.ts');
      return startLocalEngine({
        server,
        flagsPath,
        ...(configFolder !== undefined && { configFolder }),
        env: process.env,
        intervalMs: options.interval * 1000,
        comparison: options.compare,
        tmuxStatus: options.tmuxStatus ?? false,
        readOnly: options.readOnly ?? false,
      });
    },
    { server, looks },
  );
}

/**
 * Draws the cockpit over what `start` starts, and ends it afterwards. `server`: the tmux server whose panes are shown; left
 * out: they are in none. `restart`: starts the engine again when it is a server that has ended. Throws CutoverError without a terminal.
 */
export async function drawCockpit(
  options: { color: boolean; readOnly?: boolean },
  start: () => Promise<EngineClient>,
  place: { looks: Looks; server?: TmuxServer; restart?: () => Promise<void> },
): Promise<void> {
  requireTerminal();
  // A window stays open for days as well.
  keepMemorySmall();
  const client = await start();
  // What a cockpit that was killed left in tmux can wait; the first frame cannot.
  const sweep = setTimeout(() => place.server !== undefined && void sweepLive(place.server), SWEEP_AFTER_MS);
  try {
    const { server, restart, looks } = place;
    const run = looks.screenReader
      ? (await import('../../ui/plain/reader.ts')).runReader
      : (await import('../../ui/run.ts')).runCockpit;
    const welcomed = firstStart(process.env);
    const goTo = server === undefined ? null : paneSwitcher(server, process.env);
    const attach = server === undefined ? null : paneAttacher(server, process.env);
    await run({
      client,
      who: operator(),
      color: options.color ? 'auto' : 'none',
      readOnly: options.readOnly ?? false,
      ...looks,
      ...(welcomed !== null && { welcomed }),
      ...(restart !== undefined && { restart }),
      ...(server !== undefined && { live: liveOpener(server, process.env) }),
      ...(attach !== null && { attach }),
      ...(goTo !== null && { goTo, popup: isPopup(process.env) }),
    });
  } finally {
    clearTimeout(sweep);
    await client.close();
  }
}

/** Throws CutoverError when there is no terminal to draw on. */
export function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  throw new CutoverError(
    'no_terminal',
    'the cockpit needs a terminal',
    'run it in one, or use `cutover once --json`',
    EXIT.usage,
  );
}
