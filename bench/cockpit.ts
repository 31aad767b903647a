/*
 * `npm run bench:cockpit`: what the cockpit costs. A frame of 1,000 agents in a process of its own; then the built program
 * on a real tmux server: the time from a key to what it draws, and the share of a core that engine and cockpit take, with
 * 1,000 agents of which 5 % are active and a cycle a second, and with 100 that are idle. It asserts nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { build } from 'esbuild';
import { bundleOptions } from '../scripts/bundle.mjs';
import { startCockpit } from './cockpit-program.ts';
import { claude } from './corpus.ts';
import { atMost, printFigures, told } from './figures.ts';
import { startBenchServer } from './server.ts';

const KEYS = 100;
const WATCHED_MS = 30_000;
/** Jiffies of /proc a second. */
const HZ = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));

/** Draws in a process of its own, bundled as the program is. */
async function benchFrame(): Promise<{ medianMs: number; p95Ms: number; bytes: number }> {
  await build({
    ...bundleOptions,
    entryPoints: [join(import.meta.dirname, 'frame.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  const env = { ...process.env, FORCE_COLOR: '1' };
  return JSON.parse(execFileSync(process.execPath, [join(folder, 'frame.mjs')], { env, encoding: 'utf8' }));
}

function jiffies(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** The built program over so many agents, as it is used: engine and cockpit in one process, so that one figure holds both. */
async function benchProgram(agents: number, active: number, interval: string, keys: number) {
  const server = await startBenchServer(claude, agents, active);
  const cockpit = startCockpit(server.name, folder, ['--interval', interval]);
  try {
    await cockpit.shows(`Agents ${agents}`);
    await after(10_000);
    const before = jiffies(cockpit.pid);
    const began = performance.now();
    await after(WATCHED_MS);
    const percent = ((jiffies(cockpit.pid) - before) / HZ / ((performance.now() - began) / 1000)) * 100;
    const waits: number[] = [];
    for (let i = 0; i < keys; i++) {
      await after(60 + Math.random() * 200);
      const drawn = cockpit.draws();
      const pressed = performance.now();
      cockpit.press(i % 2 === 0 ? 'j' : 'k');
      await drawn;
      waits.push(performance.now() - pressed);
    }
    const sorted = waits.sort((a, b) => a - b);
    return { percent, rssMb: cockpit.rssMb(), key: [sorted[keys >> 1]!, sorted[Math.floor(keys * 0.95)]!] };
  } finally {
    await cockpit.quit();
    await server.kill();
  }
}

try {
  const frame = await benchFrame();
  const many = await benchProgram(1000, 50, '1', KEYS);
  const idle = await benchProgram(100, 0, '5', 1);
  printFigures([
    atMost('a frame of 1,000 agents, median', frame.medianMs, 16, 'ms', 1),
    told('a frame of 1,000 agents, P95', `${frame.p95Ms.toFixed(1)} ms`),
    atMost('bytes for one row that changes', frame.bytes, 2048, 'bytes'),
    told('key to frame at 1,000 agents, median', `${many.key[0]!.toFixed(1)} ms`),
    atMost('key to frame at 1,000 agents, P95', many.key[1]!, 50, 'ms', 1),
    atMost('engine and cockpit at 1,000, 5 % active, 1 s', many.percent, 10, '% of a core', 1),
    atMost('its memory', many.rssMb, 200, 'MB'),
    atMost('engine and cockpit at 100, idle, 5 s', idle.percent, 3, '% of a core', 1),
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
