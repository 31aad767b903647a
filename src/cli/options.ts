import { type Command, InvalidArgumentError, Option } from 'commander';
import { THEME_NAMES } from '../core/themes.ts';
import type { TmuxServer } from '../core/tmux.ts';

/** Options that most commands share. */
export interface CommonOptions {
  socketName?: string;
  socketPath?: string;
  flags?: string;
  config?: string;
  /** Seconds. */
  interval: number;
  color: boolean;
}

const SHORTEST_INTERVAL_S = 0.2;
const LONGEST_INTERVAL_S = 3600;

/** Reads a number from the command line, within these bounds. */
export function numberFrom(least: number, most: number, what: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`give ${what} from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Reads an interval in seconds. */
export const seconds = numberFrom(SHORTEST_INTERVAL_S, LONGEST_INTERVAL_S, 'seconds');

/** Takes an option that may be given several times. */
export function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

/** Adds `-L` and `-S`. */
export function withServer(command: Command): Command {
  return command
    .addOption(new Option('-L, --socket-name <name>', 'tmux server, as in `tmux -L`').conflicts('socketPath'))
    .addOption(new Option('-S, --socket-path <path>', 'tmux server, as in `tmux -S`'));
}

/** Adds `--flags`. */
export function withFlags(command: Command): Command {
  return command.option(
    '--flags <file>',
    'the flags file (default: the nearest .tmux_orchestrator/feature_flags.json)',
  );
}

/** Adds `--config`. */
export function withConfig(command: Command): Command {
  return command.option(
    '--config <dir>',
    'the config folder, with the custom agents in agents/ (default: ~/.config/cutover)',
  );
}

/** Adds what an engine takes: the interval, the comparison. */
export function withEngine(command: Command): Command {
  return command
    .option('--interval <seconds>', 'time between cycles', seconds, 5)
    .addOption(
      new Option('--compare <when>', 'run both monitors in every cycle, or as parallel_run_comparison says')
        .choices(['always', 'flag'])
        .default('always'),
    )
    .option('--tmux-status', 'keep @cutover_status of the tmux server up to date, for its status line');
}

/** Adds how the cockpit looks, and whether it may change anything. */
export function withScreen(command: Command): Command {
  return command
    .option('--read-only', 'a cockpit in which nothing can be changed, not even by a rollback')
    .addOption(new Option('--theme <name>', 'colours (ui.theme of the settings)').choices(THEME_NAMES))
    .option('--ascii', 'signs and frames in ASCII (ui.ascii of the settings)')
    .option('--screen-reader', 'as lines of text, nothing drawn (ui.screenReader of the settings)')
    .option('--no-color', 'no colours');
}

/** Adds what the cockpit takes: what its engine does, how it looks. */
export function withCockpit(command: Command): Command {
  return withScreen(withEngine(command));
}

/** The tmux server that the options name. */
export function serverOf(options: { socketName?: string; socketPath?: string }): TmuxServer {
  const server: TmuxServer = {};
  if (options.socketName !== undefined) server.socketName = options.socketName;
  if (options.socketPath !== undefined) server.socketPath = options.socketPath;
  return server;
}

/**
 * Options of a command, with those given before its name (`cutover -L work once`, as tmux's users write it) where the
 * command itself was not given them.
 */
export function optionsOf<Options>(command: Command): Options {
  const options: Record<string, unknown> = command.opts();
  for (let parent = command.parent; parent !== null; parent = parent.parent) {
    for (const [name, value] of Object.entries(parent.opts())) {
      const given = parent.getOptionValueSource(name) === 'cli';
      if (given && command.getOptionValueSource(name) !== 'cli') options[name] = value;
    }
  }
  return options as Options;
}
