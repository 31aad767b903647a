import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import { flagsSchema } from '../src/core/flags.ts';
import type { Frame } from '../src/core/frame.ts';
import type { Tmux } from '../src/core/tmux.ts';
import { createModularMonitor } from '../src/monitors/modular/monitor.ts';
import type { Monitor } from '../src/monitors/monitor.ts';
import { median as middle } from '../src/statistics/median.ts';
import { ControlClient } from '../src/tmux/control.ts';
import { TmuxLauncher } from '../src/tmux/launcher.ts';
import { captureCommands, heightCommands, listingCommands } from '../src/tmux/protocol.ts';
import { createTmux } from '../src/tmux/reader.ts';
import { readByProcesses } from '../src/tmux/reading.ts';
import { median } from './measure.ts';
import { type BenchServer, startBenchServer } from './server.ts';

const execute = promisify(execFile);

/** Panes that have written since the last cycle, in percent of all. */
export const ACTIVE_PERCENT = [0, 5, 100] as const;
/** A pane that has written is looked at again until its second is over, in ms: then only the next ones are active. */
const QUIET_MS = 2100;
const HISTORY_LINES = 500;

/** What the cycle over so many panes cost, in ms (medians), and what was compared with it. */
export interface CycleResult {
  panes: number;
  /** One `capture-pane` process a pane, one by one. */
  processEach: number;
  /** The same, ten at a time. */
  tenAtATime: number;
  /** One listing and one batched capture of all panes, nothing done with what they print. */
  bareRead: number;
  /** The same by a control client that is there already. */
  controlRead: number;
  /** A first cycle: everything is captured, discovered and judged. */
  allNew: number;
  /** Every screen is captured again and none has changed. */
  unchanged: number;
  /** Only what may have changed is captured, by share of panes that have written: read by processes, by a control client. */
  gated: { percent: number; active: number; ms: number; controlMs: number }[];
  /** The listing alone, which no cycle can do without: by processes, by a control client. */
  listing: { ms: number; controlMs: number };
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

/** Has the first so many panes write a character. */
async function poke(server: BenchServer, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const commands = ids.map((id) => `send-keys -t ${id} x\n`).join('');
  await readByProcesses({ socketName: server.name }).read(commands);
  await after(50);
}

/** Medians of cycles before each of which a share of the panes has written. */
async function gatedCycles(
  server: BenchServer,
  ids: readonly string[],
  runs: number,
): Promise<CycleResult['gated']> {
  const target = { socketName: server.name };
  const byControl = createTmux(target, {
    control(problem) {
      if (problem !== null) throw new Error(`the control client: ${problem}`);
    },
  });
  const launcher = new TmuxLauncher();
  const monitors = [createModularMonitor(createTmux(target, { launcher })), createModularMonitor(byControl)];
  try {
    for (const monitor of monitors) await cycle(monitor);
    const results: CycleResult['gated'] = [];
    for (const percent of ACTIVE_PERCENT) {
      const active = Math.round((ids.length * percent) / 100);
      const times: number[][] = [[], []];
      for (let run = 0; run < runs; run++) {
        await after(QUIET_MS);
        // What was new in the quiet time is looked at before, and by both in turn.
        for (const monitor of monitors) await cycle(monitor);
        await poke(server, ids.slice(0, active));
        for (const at of run % 2 === 0 ? [0, 1] : [1, 0]) {
          const began = performance.now();
          await cycle(monitors[at]!);
          times[at]!.push(performance.now() - began);
        }
      }
      const [ms, controlMs] = times.map((some) => middle(some));
      results.push({ percent, active, ms: ms!, controlMs: controlMs! });
    }
    return results;
  } finally {
    await byControl.close();
    launcher.close();
  }
}

async function processes(server: BenchServer, ids: readonly string[], atOnce: number): Promise<void> {
  const waiting = [...ids];
  const worker = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
      await execute('tmux', ['-L', server.name, 'capture-pane', '-p', '-t', id], { maxBuffer: 1 << 24 });
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Measures the modular cycle over this many real panes, and its baselines, in one run. */
export async function benchCycle(frames: Frame[], panes: number): Promise<CycleResult> {
  const server = await startBenchServer(frames, panes, 0, HISTORY_LINES);
  const target = { socketName: server.name };
  const client = new ControlClient(target);
  const launcher = new TmuxLauncher();
  try {
    const tmux = createTmux(target, { launcher });
    const reading = readByProcesses(target, launcher);
    const ids = (await tmux.list()).panes.map((pane) => pane.paneId);
    const runs = panes > 500 ? 7 : 15;
    const commands = (nonce: string) => [
      listingCommands(nonce),
      heightCommands(nonce) + captureCommands(nonce, ids),
    ];
    const nonce = () => `x${randomBytes(12).toString('hex')}x`;

    const bareRead = await median(runs, async () => {
      for (const some of commands(nonce())) await reading.read(some);
    });
    const controlRead = await median(runs, async () => {
      for (const some of commands(nonce())) await client.run(some, 20_000);
    });
    const listing = {
      ms: await median(runs, () => tmux.list()),
      controlMs: await median(runs, () => client.run(listingCommands(nonce()), 20_000)),
    };
    const allNew = await median(runs, async () => {
      const found = await cycle(createModularMonitor(tmux));
      if (found !== panes) throw new Error(`${found} agents found among ${panes}`);
    });
    const watching = createModularMonitor(restless(tmux));
    await cycle(watching);
    const unchanged = await median(runs, () => cycle(watching));
    const gated = await gatedCycles(server, ids, 5);
    const { panes: listed } = await tmux.list();
    const first = await median(5, () => createTmux(target).foreground(listed));
    const looker = createTmux(target);
    await looker.foreground(listed);
    const again = await median(runs, () => looker.foreground(listed));
    const slow = panes > 500 ? 1 : 3;
    const processEach = await median(slow, () => processes(server, ids, 1));
    const tenAtATime = await median(slow, () => processes(server, ids, 10));
    return {
      ...{ panes, processEach, tenAtATime, bareRead, controlRead, allNew, unchanged, gated, listing },
      processes: { first, again },
    };
  } finally {
    await client.close();
    launcher.close();
    await server.kill();
  }
}
