import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import { flagsSchema } from '../src/core/flags.ts';
import type { Frame } from '../src/core/frame.ts';
import type { Tmux } from '../src/core/tmux.ts';
import { createModularMonitor } from '../src/monitors/modular/monitor.ts';
import type { Monitor } from '../src/monitors/monitor.ts';
import { createTmuxCommand } from '../src/tmux/command.ts';
import { captureCommands, heightCommands, listingCommands } from '../src/tmux/protocol.ts';
import { createTmux } from '../src/tmux/reader.ts';
import { median } from './measure.ts';
import { startBenchServer } from './server.ts';

const execute = promisify(execFile);

/** What the cycle over so many panes cost, in ms (medians), and what was compared with it. */
export interface CycleResult {
  panes: number;
  /** One `capture-pane` process a pane, one by one. */
  processEach: number;
  /** One listing and one batched capture of all panes, nothing done with what they print. */
  bareRead: number;
  /** A first cycle: everything is captured, discovered and judged. */
  allNew: number;
  /** Every screen is captured again and none has changed. */
  unchanged: number;
  /** Only what may have changed is captured: 5 % of the panes write. */
  gated: number;
  /** The listing alone, which the gated cycle cannot do without. */
  listing: number;
  /** The processes behind all panes, looked up for the first time, and again while nothing has changed. */
  processes: { first: number; again: number };
}

const flags = flagsSchema.parse({
  default_strategy: 'concurrent',
  use_concurrent_strategy: true,
  max_concurrent_checks: 50,
});

async function cycle(monitor: Monitor): Promise<number> {
  const report = await monitor.runCycle({
    tick: 0,
    now: () => Date.now(),
    sleep: async () => {},
    signal: new AbortController().signal,
    flags,
  });
  if (report.error !== null) throw new Error(report.error.message);
  return report.observations.length;
}

/** The same server, but every pane looks as if it had just written: what is captured is then all of it. */
function restless(tmux: Tmux): Tmux {
  return {
    get subprocesses() {
      return tmux.subprocesses;
    },
    get waitedMs() {
      return tmux.waitedMs;
    },
    get listedMs() {
      return tmux.listedMs;
    },
    async list(expected) {
      const listing = await tmux.list(expected);
      return {
        ...listing,
        panes: listing.panes.map((pane) => ({ ...pane, activity: listing.serverSeconds })),
      };
    },
    capture: (ids) => tmux.capture(ids),
    foreground: (panes) => tmux.foreground(panes),
  };
}

/** Measures the modular cycle over this many real panes, and its baselines, in one run. */
export async function benchCycle(frames: Frame[], panes: number): Promise<CycleResult> {
  const server = await startBenchServer(frames, panes, Math.round(panes * 0.05));
  try {
    const target = { socketName: server.name };
    const tmux = createTmux(target);
    const command = createTmuxCommand(target);
    const ids = (await tmux.list()).panes.map((pane) => pane.paneId);
    const runs = 21;

    const bareRead = await median(runs, async () => {
      const nonce = `x${randomBytes(12).toString('hex')}x`;
      await command(['source-file', '-'], { timeoutMs: 20_000, input: listingCommands(nonce) });
      await command(['source-file', '-'], {
        timeoutMs: 20_000,
        input: heightCommands(nonce) + captureCommands(nonce, ids),
      });
    });
    const listing = await median(runs, () => tmux.list());
    const allNew = await median(runs, async () => {
      const found = await cycle(createModularMonitor(tmux));
      if (found !== panes) throw new Error(`${found} agents found among ${panes}`);
    });
    const watching = createModularMonitor(restless(tmux));
    await cycle(watching);
    const unchanged = await median(runs, () => cycle(watching));
    const gatedMonitor = createModularMonitor(tmux);
    await cycle(gatedMonitor);
    // A second in which nothing but the active panes writes: the seconds of the start are not vouched for.
    await after(3000);
    await cycle(gatedMonitor);
    const gated = await median(runs, () => cycle(gatedMonitor));
    const { panes: listed } = await tmux.list();
    const first = await median(5, () => createTmux(target).foreground(listed));
    const looker = createTmux(target);
    await looker.foreground(listed);
    const again = await median(15, () => looker.foreground(listed));
    const processEach = await median(3, async () => {
      for (const id of ids) await execute('tmux', ['-L', server.name, 'capture-pane', '-p', '-t', id]);
    });
    return { panes, processEach, bareRead, allNew, unchanged, gated, listing, processes: { first, again } };
  } finally {
    await server.kill();
  }
}
