import { openRules } from '../config/agent-files.ts';
import { defaultSettings, loadSettings } from '../config/settings.ts';
import type { TmuxServer } from '../core/tmux.ts';
import { openFlags } from '../flags/store.ts';
import { labelsPath, openLabels } from '../journal/labels.ts';
import { createLegacyMonitor } from '../monitors/legacy/monitor.ts';
import { createModularMonitor } from '../monitors/modular/monitor.ts';
import { createTmuxCommand } from '../tmux/command.ts';
import { createTmux } from '../tmux/reader.ts';
import { serverLabel } from '../tmux/server.ts';
import { Engine } from './engine.ts';
import { openSeat } from './rollout/open-seat.ts';

/** What an engine watches, and how. */
export interface EngineOptions {
  server: TmuxServer;
  flagsPath: string;
  /** The config folder, with the files of the custom agents; left out: the built-in ones alone. */
  configFolder?: string;
  env: Record<string, string | undefined>;
  intervalMs: number;
  comparison: 'always' | 'flag';
}

/**
 * Opens an engine on a real tmux server and a real flags file; `start()` sets it going. Throws CutoverError when the
 * settings in the config folder are wrong.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const now = () => Date.now();
  const { configFolder } = options;
  const settings = configFolder === undefined ? defaultSettings() : await loadSettings(configFolder);
  const tmux = createTmux(options.server);
  const flags = await openFlags({ path: options.flagsPath, env: options.env, now });
  const rules = configFolder === undefined ? undefined : await openRules(configFolder);
  return new Engine({
    tmux,
    monitors: {
      legacy: createLegacyMonitor(createTmuxCommand(options.server)),
      modular: createModularMonitor(tmux, rules && (() => rules.rules().book)),
    },
    flags,
    ...(rules !== undefined && { rules }),
    labels: await openLabels(labelsPath(options.flagsPath)),
    settings,
    seat: openSeat(options.flagsPath, now),
    serverLabel: serverLabel(options.server),
    tmuxVersion: () => tmux.version(),
    intervalMs: options.intervalMs,
    comparison: options.comparison,
    now,
  });
}
