import type { Settings } from '../config/settings.ts';
import { MONITOR_NAMES, type MonitorName } from '../core/report.ts';
import type { EventLevel } from '../core/snapshot.ts';
import type { Tmux, TmuxServer } from '../core/tmux.ts';
import type { RuleBook } from '../detect/book.ts';
import { createCommandMonitor } from '../monitors/command/monitor.ts';
import { createLegacyMonitor } from '../monitors/legacy/monitor.ts';
import { createModularMonitor } from '../monitors/modular/monitor.ts';
import type { Monitor } from '../monitors/monitor.ts';
import { runCommand } from '../process/run.ts';
import { createTmuxCommand } from '../tmux/command.ts';
import type { TmuxLauncher } from '../tmux/launcher.ts';
import { serverArguments } from '../tmux/server.ts';
import { type ReadingTurns, takingTurns } from '../tmux/turns.ts';

type Monitors = Record<MonitorName, Monitor>;

/** The two monitors on a tmux server: ours, or what the settings name in their place. `book`: the rules of modular. */
export function openMonitors(options: {
  server: TmuxServer;
  tmux: Tmux;
  turns: ReadingTurns;
  /** Starts legacy's processes; left out: they are started from here. */
  launcher?: TmuxLauncher;
  settings: Settings;
  env: Record<string, string | undefined>;
  book?: () => RuleBook;
}): Monitors {
  const { server, tmux, turns, launcher, settings, env, book } = options;
  const { legacy, modular } = settings.monitors;
  const given = { run: runCommand, env, tmuxSocket: serverArguments(server).join(' ') };
  return {
    legacy:
      legacy === undefined
        ? createLegacyMonitor(takingTurns(createTmuxCommand(server, launcher), turns))
        : createCommandMonitor('legacy', legacy, given),
    modular:
      modular === undefined
        ? createModularMonitor(tmux, book)
        : createCommandMonitor('modular', modular, given),
  };
}

/** Those that are commands of the operator's. */
export function externalOf(monitors: Monitors): MonitorName[] {
  return MONITOR_NAMES.filter((name) => monitors[name].external !== undefined);
}

/**
 * The name of the pair whose evidence a stage gathers: `builtIn` names our modular. Another command in the place of either
 * is another pair, and what was seen with the old one says nothing of it.
 */
export function nameOfPair({ legacy, modular }: Monitors, builtIn: string): string {
  const name = modular.external === undefined ? builtIn : `command ${modular.external.fingerprint}`;
  return legacy.external === undefined ? name : `${name}, legacy command ${legacy.external.fingerprint}`;
}

/** Says in the events which monitors are commands. */
export function tellExternal(
  engine: { tell(level: EventLevel, glyph: string, text: string): void },
  monitors: Monitors,
): void {
  for (const name of externalOf(monitors))
    engine.tell('info', '●', `${name} is the command ${monitors[name].external!.program} here`);
}
