/*
 * `npm run bench:cockpit`: what the cockpit costs. A frame of 1,000 agents in a process of its own; then the built program
 * on a real tmux server: the time from a key to what it draws, and the share of a core that engine and cockpit take, with
 * 1,000 agents of which 5 % are active and a cycle a second, and with 100 that are idle. It asserts nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { spawn } from 'node-pty';
import { parseRecording } from '../src/detect/recording.ts';
import { startBenchServer } from './server.ts';

const BIN = join(import.meta.dirname, '../bin/cutover');
const KEYS = 100;
const WATCHED_MS = 30_000;
/** Jiffies of /proc a second. */
const HZ = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

const corpus = new URL('../fixtures/corpus/dev.jsonl.gz', import.meta.url);
const frames = parseRecording(gunzipSync(readFileSync(corpus)).toString('utf8'), 'dev.jsonl.gz').filter(
  (frame) => frame.ansi !== undefined && frame.expect?.agent === 'claude' && frame.command === 'claude',
);
const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));

/** Draws in a process of its own, bundled as the program is. */
async function benchFrame(): Promise<{ medianMs: number; p95Ms: number; bytes: number }> {
  await build({
    entryPoints: [join(import.meta.dirname, 'frame.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported only when it is needed need not be there, as react-devtools-core.
    splitting: true,
    format: 'esm',
    platform: 'node',
    jsx: 'automatic',
    external: ['node-pty', 'react-devtools-core'],
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
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

const rssMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** The built program over so many agents, as it is used: engine and cockpit in one process, so that one figure holds both. */
async function benchProgram(agents: number, active: number, interval: string, keys: number) {
  const server = await startBenchServer(frames, agents, active);
  const args = [
    '--no-server',
    '-L',
    server.name,
    '--interval',
    interval,
    '--flags',
    join(folder, 'flags.json'),
  ];
  const program = spawn(process.execPath, [BIN, ...args], {
    name: 'xterm-256color',
    cols: 120,
    rows: 40,
    env: { ...process.env, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder } as Record<string, string>,
  });
  let written = '';
  let heard = (): void => {};
  program.onData((data) => {
    written += data;
    heard();
  });
  const ended = new Promise((done) => program.onExit(done));
  try {
    while (!written.includes(`Agents ${agents}`)) await after(100);
    await after(10_000);
    const before = jiffies(program.pid);
    const began = performance.now();
    await after(WATCHED_MS);
    const percent = ((jiffies(program.pid) - before) / HZ / ((performance.now() - began) / 1000)) * 100;
    const waits: number[] = [];
    for (let i = 0; i < keys; i++) {
      await after(60 + Math.random() * 200);
      const drawn = new Promise<void>((done) => {
        heard = done;
      });
      const pressed = performance.now();
      program.write(i % 2 === 0 ? 'j' : 'k');
      await drawn;
      waits.push(performance.now() - pressed);
    }
    const sorted = waits.sort((a, b) => a - b);
    return { percent, rssMb: rssMb(program.pid), key: [sorted[keys >> 1], sorted[Math.floor(keys * 0.95)]] };
  } finally {
    program.write('q');
    await ended;
    await server.kill();
  }
}

try {
  const frame = await benchFrame();
  const many = await benchProgram(1000, 50, '1', KEYS);
  const idle = await benchProgram(100, 0, '5', 1);
  const ms = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(1)} ms`);
  console.table({
    'a frame of 1,000 agents, median': { measured: ms(frame.medianMs), goal: '≤ 16 ms' },
    'a frame of 1,000 agents, P95': { measured: ms(frame.p95Ms), goal: '' },
    'bytes for one row that changes': { measured: `${frame.bytes} B`, goal: '≤ 2 KB' },
    'key to frame at 1,000, median': { measured: ms(many.key[0]), goal: '' },
    'key to frame at 1,000, P95': { measured: ms(many.key[1]), goal: '≤ 50 ms' },
    'engine and cockpit at 1,000, 5 % active, 1 s': {
      measured: `${many.percent.toFixed(1)} % of a core`,
      goal: '≤ 10 %',
    },
    'its memory': { measured: `${many.rssMb.toFixed(0)} MB`, goal: '≤ 200 MB' },
    'engine and cockpit at 100, idle, 5 s': {
      measured: `${idle.percent.toFixed(1)} % of a core`,
      goal: '≤ 3 %',
    },
  });
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
