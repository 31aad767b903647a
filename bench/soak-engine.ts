/*
 * Bundled by bench/soak.ts: an engine with modular alone on a fast clock, `node soak-engine.mjs SOCKET FLAGS MINUTES SPEED`.
 * Prints a line of JSON every few seconds: what it has done, and what of the machine it holds.
 */
import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';
import { defaultSettings } from '../src/config/settings.ts';
import { Engine } from '../src/engine/engine.ts';
import { keepMemorySmall } from '../src/engine/memory.ts';
import { openSeat } from '../src/engine/rollout/open-seat.ts';
import { openFlags } from '../src/flags/store.ts';
import { labelsPath, openLabels } from '../src/journal/labels.ts';
import { createLegacyMonitor } from '../src/monitors/legacy/monitor.ts';
import { createModularMonitor } from '../src/monitors/modular/monitor.ts';
import { createTmuxCommand } from '../src/tmux/command.ts';
import { TmuxLauncher } from '../src/tmux/launcher.ts';
import { createTmux } from '../src/tmux/reader.ts';
import { ReadingTurns, takingTurns } from '../src/tmux/turns.ts';

/** What the engine holds and has done at a moment. */
export interface SoakSample {
  seconds: number;
  ticks: number;
  cycles: number;
  /** Cycles that ended with an error. */
  failed: number;
  agents: number;
  /** Ticks that no report has served yet. */
  unserved: number;
  rssMb: number;
  heapMb: number;
  files: number;
  journalMb: number;
  /** The longest that the event loop was held since the last sample, in ms. */
  heldMs: number;
}

const INTERVAL_MS = 5000;
const SAMPLE_EVERY_MS = 5000;

const [socketName, flagsPath, minutes, speedText] = process.argv.slice(2) as [string, string, string, string];
const speed = Number(speedText);
keepMemorySmall();
const [wall, machine] = [Date.now(), performance.now()];
const now = () => Math.round(wall + (performance.now() - machine) * speed);
const server = { socketName };
// As src/engine/open.ts does it: one read at a time, by a small process.
const [turns, launcher] = [new ReadingTurns(), new TmuxLauncher()];
const tmux = createTmux(server, { turns, launcher });
let cycles = 0;
let failed = 0;
const modular = createModularMonitor(tmux);
const engine = new Engine({
  tmux,
  monitors: {
    legacy: createLegacyMonitor(takingTurns(createTmuxCommand(server, launcher), turns)),
    modular: {
      ...modular,
      async runCycle(context) {
        const report = await modular.runCycle(context);
        cycles++;
        if (report.error !== null) failed++;
        return report;
      },
    },
  },
  flags: await openFlags({ path: flagsPath, env: {}, now }),
  labels: await openLabels(labelsPath(flagsPath)),
  settings: defaultSettings(),
  seat: openSeat(flagsPath, now),
  serverLabel: socketName,
  tmuxVersion: () => tmux.version(),
  intervalMs: INTERVAL_MS,
  comparison: 'flag',
  now,
  speed,
});
engine.start();
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const journalMb = (): number =>
  readdirSync(dirname(flagsPath))
    .filter((name) => name.startsWith('cutover-journal'))
    .reduce((sum, name) => sum + statSync(`${dirname(flagsPath)}/${name}`).size, 0) / 1e6;
const began = performance.now();
while (performance.now() - began < Number(minutes) * 60_000) {
  await after(SAMPLE_EVERY_MS);
  const { authority, rows } = engine.snapshot();
  const { rss, heapUsed } = process.memoryUsage();
  const sample: SoakSample = {
    seconds: Math.round((performance.now() - began) / 1000),
    ticks: authority.tick + 1,
    cycles,
    failed,
    agents: rows.length,
    unserved: authority.tick + 1 - authority.ticks,
    rssMb: rss / 1e6,
    heapMb: heapUsed / 1e6,
    files: readdirSync('/proc/self/fd').length,
    journalMb: journalMb(),
    heldMs: delay.max / 1e6,
  };
  delay.reset();
  process.stdout.write(`${JSON.stringify(sample)}\n`);
}
await engine.close();
