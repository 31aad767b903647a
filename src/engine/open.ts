import { openRules } from '../config/agent-files.ts';
import { defaultSettings, loadSettings } from '../config/settings.ts';
import { formatDuration } from '../core/format.ts';
import type { TmuxServer } from '../core/tmux.ts';
import { openFlags } from '../flags/store.ts';
import { labelsPath, openLabels } from '../journal/labels.ts';
import { createTmuxCommand } from '../tmux/command.ts';
import type { ReadingChange } from '../tmux/control-reading.ts';
import { TmuxLauncher } from '../tmux/launcher.ts';
import { createTmux } from '../tmux/reader.ts';
import { serverLabel } from '../tmux/server.ts';
import { createStatusOption } from '../tmux/status-option.ts';
import { ReadingTurns } from '../tmux/turns.ts';
import { openActingWorld } from './acting/world.ts';
import { Engine } from './engine.ts';
import { keepMemorySmall } from './memory.ts';
import { openMonitors, tellExternal } from './monitors.ts';
import { openNotices } from './notify/open.ts';
import { openSeat } from './rollout/open-seat.ts';
import type { Seat } from './rollout/seat.ts';
import { showStatus } from './tmux-status.ts';

/** What an engine watches, and how. */
export interface EngineOptions {
  server: TmuxServer;
  flagsPath: string;
  /** The config folder, with the files of the custom agents; left out: the built-in ones alone. */
  configFolder?: string;
  env: Record<string, string | undefined>;
  intervalMs: number;
  comparison: 'always' | 'flag';
  /** Show, and neither decide nor act: the flags file, the journal and the agents are left alone. */
  readOnly?: boolean;
  /** Keep `@cutover_status` of the tmux server up to date, and unset it at the end. Default: change nothing of tmux. */
  tmuxStatus?: boolean;
}

/**
 * Opens an engine on a real tmux server and a real flags file; `start()` sets it going. Throws CutoverError when the
 * settings in the config folder are wrong.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  keepMemorySmall();
  const now = () => Date.now();
  const { configFolder } = options;
  const settings = configFolder === undefined ? defaultSettings() : await loadSettings(configFolder);
  const turns = new ReadingTurns();
  const launcher = new TmuxLauncher();
  let readerChanged: ReadingChange = () => {};
  const tmux = createTmux(options.server, {
    turns,
    launcher,
    ...(settings.tmux.reader === 'control' && {
      control: (problem: string | null, againInMs: number) => readerChanged(problem, againInMs),
    }),
  });
  const flags = await openFlags({ path: options.flagsPath, env: options.env, now });
  const rules = configFolder === undefined ? undefined : await openRules(configFolder);
  const monitors = openMonitors({
    server: options.server,
    tmux,
    turns,
    launcher,
    settings,
    env: options.env,
    ...(rules !== undefined && { book: () => rules.rules().book }),
  });
  const acting = openActingWorld({
    server: options.server,
    tmux,
    env: options.env,
    now,
    ...(rules !== undefined && { book: () => rules.rules().book }),
  });
  const status =
    options.tmuxStatus === true ? createStatusOption(createTmuxCommand(options.server)) : undefined;
  let closeNotices = async (): Promise<void> => {};
  const engine = new Engine({
    tmux,
    monitors,
    flags,
    ...(rules !== undefined && { rules }),
    labels: await openLabels(labelsPath(options.flagsPath)),
    settings,
    ...(options.readOnly !== true && { acting }),
    seat:
      options.readOnly === true
        ? watching(openSeat(options.flagsPath, now))
        : openSeat(options.flagsPath, now),
    serverLabel: serverLabel(options.server),
    tmuxVersion: () => tmux.version(),
    intervalMs: options.intervalMs,
    comparison: options.comparison,
    now,
    release: async () => {
      await closeNotices();
      await status?.clear();
      await tmux.close();
      launcher.close();
    },
  });
  readerChanged = (problem, againInMs) => tellReader(engine, problem, againInMs);
  if (status !== undefined) showStatus(engine, status);
  closeNotices = openNotices(engine, settings.notices, options);
  tellExternal(engine, monitors);
  return engine;
}

/** Says in the events how the server is read from now on. */
function tellReader(engine: Engine, problem: string | null, againInMs: number): void {
  if (problem === null) engine.tell('good', '✓', 'the control client reads tmux again');
  else
    engine.tell(
      'warn',
      '▲',
      `the control client does not read tmux: ${problem}; processes do, and it is tried again in ${formatDuration(againInMs)}`,
    );
}

/** A seat that this engine never takes; who has it is seen all the same. */
function watching(seat: Seat): Seat {
  return { ...seat, claim: () => null, isFree: () => false };
}
