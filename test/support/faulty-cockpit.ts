/*
 * The cockpit over a modular monitor that a test breaks: `node faulty-cockpit.mjs SOCKET FLAGS CONFIG`. A file called
 * `throws`, `crashes` or `slow` in the current folder makes it so, from the next cycle on. Everything else is built as in
 * src/engine/open.ts; nothing of this is in the program that is shipped.
 */
import { existsSync } from 'node:fs';
import { openRules } from '../../src/config/agent-files.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { Engine } from '../../src/engine/engine.ts';
import { openSeat } from '../../src/engine/rollout/open-seat.ts';
import { openFlags } from '../../src/flags/store.ts';
import { labelsPath, openLabels } from '../../src/journal/labels.ts';
import { createLegacyMonitor } from '../../src/monitors/legacy/monitor.ts';
import { createModularMonitor } from '../../src/monitors/modular/monitor.ts';
import type { Monitor } from '../../src/monitors/monitor.ts';
import { createTmuxCommand } from '../../src/tmux/command.ts';
import { createTmux } from '../../src/tmux/reader.ts';
import { serverLabel } from '../../src/tmux/server.ts';
import { runCockpit } from '../../src/ui/run.ts';

const INTERVAL_MS = 200;
/** A slow modular takes so many times what the slowest cycle of legacy took on this machine, and so long at least. */
const SLOW = { times: 4, leastMs: 2000 };

/** The monitor, and how long its slowest cycle took so far, in ms. */
function timed(monitor: Monitor): { monitor: Monitor; slowestMs(): number } {
  let slowestMs = 0;
  return {
    slowestMs: () => slowestMs,
    monitor: {
      name: monitor.name,
      async runCycle(context) {
        const report = await monitor.runCycle(context);
        slowestMs = Math.max(slowestMs, report.durationMs);
        return report;
      },
    },
  };
}

/** The monitor, with the faults that are switched on. */
function faulty(monitor: Monitor, slowestMs: () => number): Monitor {
  return {
    name: monitor.name,
    async runCycle(context) {
      if (existsSync('crashes')) throw new Error('made to crash');
      const report = await monitor.runCycle(context);
      if (existsSync('throws'))
        return {
          ...report,
          observations: [],
          error: { kind: 'exception', message: 'made to throw', mend: 'take the switch away' },
        };
      if (!existsSync('slow')) return report;
      const slept = context.now();
      await context.sleep(Math.max(SLOW.leastMs, SLOW.times * slowestMs()));
      return { ...report, durationMs: report.durationMs + context.now() - slept };
    },
  };
}

async function open(socketName: string, flagsPath: string, configFolder: string): Promise<Engine> {
  const now = () => Date.now();
  const server = { socketName };
  const tmux = createTmux(server);
  const rules = await openRules(configFolder);
  const legacy = timed(createLegacyMonitor(createTmuxCommand(server)));
  return new Engine({
    tmux,
    monitors: {
      legacy: legacy.monitor,
      modular: faulty(
        createModularMonitor(tmux, () => rules.rules().book),
        legacy.slowestMs,
      ),
    },
    flags: await openFlags({ path: flagsPath, env: {}, now }),
    rules,
    labels: await openLabels(labelsPath(flagsPath)),
    settings: await loadSettings(configFolder),
    seat: openSeat(flagsPath, now),
    serverLabel: serverLabel(server),
    tmuxVersion: () => tmux.version(),
    intervalMs: INTERVAL_MS,
    comparison: 'always',
    now,
  });
}

const [socketName, flagsPath, configFolder] = process.argv.slice(2);
if (socketName === undefined || flagsPath === undefined || configFolder === undefined)
  throw new Error('faulty-cockpit SOCKET FLAGS CONFIG');
const engine = await open(socketName, flagsPath, configFolder);
engine.start();
try {
  await runCockpit({ client: engine, who: 'operator', color: 'auto' });
} finally {
  await engine.close();
}
