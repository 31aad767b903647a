/*
 * `npm run soak -- --minutes N` (default 10): 1,000 agents, 5 % of them writing, watched on a clock that is 20 times as fast
 * (a cycle of 5 s each quarter of a second; 10,000 cycles take 42 minutes), and what grows meanwhile: memory, open files,
 * the journal, the tmux server. Then the long forms of the fault and hostile tests, unless `--no-tests`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { bundleOptions } from '../scripts/bundle.mjs';
import { openJournalReadOnly } from '../src/journal/journal.ts';
import { slopeInterval } from '../src/statistics/slope.ts';
import { claude } from './corpus.ts';
import { type Figure, printFigures, told } from './figures.ts';
import { type BenchServer, startBenchServer } from './server.ts';
import type { SoakSample } from './soak-engine.ts';

const SPEED = 20;
/** The first part of the run, in which caches and histories fill, says nothing of growth. */
const WARM_UP = 0.3;
const CYCLES = 1000;

const argument = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const minutes = argument('minutes', 10);
const agents = argument('agents', 1000);

interface Sample extends SoakSample {
  tmuxMb: number;
}

async function run(server: BenchServer, folder: string): Promise<Sample[]> {
  const program = join(folder, 'soak-engine.mjs');
  await build({
    ...bundleOptions,
    entryPoints: [join(import.meta.dirname, 'soak-engine.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  const flags = join(folder, 'feature_flags.json');
  // Modular serves every tick: what is missing then is missing from it.
  writeFileSync(
    flags,
    '{ "use_modular_monitor": true, "rollout_stage": "production", "rollout_percentage": 100 }\n',
  );
  const tmuxPid = (await server.tmux('display-message', '-p', '#{pid}')).trim();
  const tmuxMb = (): number =>
    (Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${tmuxPid}/status`, 'utf8'))?.[1]) * 1024) / 1e6;
  const child = spawn(process.execPath, [program, server.name, flags, String(minutes), String(SPEED)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const samples: Sample[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const sample: Sample = { ...JSON.parse(line), tmuxMb: tmuxMb() };
    samples.push(sample);
    if (samples.length % 12 === 0)
      process.stderr.write(`${sample.cycles} cycles, ${sample.rssMb.toFixed(0)} MB, ${sample.files} files\n`);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`the engine ended with ${code}`);
  return samples;
}

/** A slope per thousand cycles with its interval; whether it may be none. */
function growth(
  what: string,
  samples: readonly Sample[],
  of: (sample: Sample) => number,
  unit: string,
): Figure {
  const fitted = slopeInterval(samples.map((sample) => ({ x: sample.cycles / CYCLES, y: of(sample) })));
  const [first, last] = [of(samples[0]!), of(samples.at(-1)!)];
  const from = `${first.toFixed(1)} → ${last.toFixed(1)} ${unit}`;
  if (fitted === null) return told(what, from);
  const { slope, low, high } = fitted;
  return told(
    what,
    `${from}, ${slope.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) per 1,000 cycles`,
  );
}

async function soak(): Promise<void> {
  const server = await startBenchServer(claude, agents, Math.round(agents * 0.05), 500);
  const folder = mkdtempSync(join(tmpdir(), 'cutover-soak-'));
  try {
    const all = await run(server, folder);
    const last = all.at(-1)!;
    const settled = all.slice(Math.floor(all.length * WARM_UP));
    const journal = openJournalReadOnly(join(folder, 'cutover-journal.db'));
    const chain = journal.verifyChain();
    journal.close();
    const is = (what: string, goal: string, measured: string, met: boolean): Figure => ({
      what,
      goal,
      measured,
      met,
    });
    printFigures([
      told(
        'agents, and cycles of them',
        `${last.agents}, ${last.cycles} in ${(last.seconds / 60).toFixed(1)} min`,
      ),
      // One may be running, another waiting for it, when the last sample is taken.
      is('ticks that no cycle has served', '≤ 2', String(last.unserved), last.unserved <= 2),
      told(
        'ticks that shared the cycle of the next',
        String(Math.max(0, last.ticks - last.cycles - last.unserved)),
      ),
      is('cycles that failed', '0', String(last.failed), last.failed === 0),
      is('memory at the end', '≤ 200 MB', `${last.rssMb.toFixed(0)} MB`, last.rssMb <= 200),
      growth('memory', settled, ({ rssMb }) => rssMb, 'MB'),
      growth('heap in use', settled, ({ heapMb }) => heapMb, 'MB'),
      growth('open files', settled, ({ files }) => files, ''),
      growth('journal', settled, ({ journalMb }) => journalMb, 'MB'),
      growth('tmux server', settled, ({ tmuxMb }) => tmuxMb, 'MB'),
      told(
        'longest hold of the event loop',
        `${Math.max(...settled.map(({ heldMs }) => heldMs)).toFixed(0)} ms`,
      ),
      is('journal verifies', 'yes', chain.ok ? `yes, ${chain.records} records` : 'no', chain.ok),
    ]);
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tests that are short in the suite, at their full length. */
function longTests(): void {
  const tests: [project: string, env: Record<string, string>, files: string[]][] = [
    ['e2e', { CUTOVER_KILLS: '200' }, ['test/e2e/faults-kill.test.ts']],
    ['e2e', { SOAK: '20', CI: '1' }, ['test/e2e/hostile-socket.test.ts']],
    [
      'unit',
      { SOAK: '20', CI: '1' },
      ['test/unit/server/hostile.test.ts', 'test/property/hostile-files.test.ts'],
    ],
  ];
  for (const [project, env, files] of tests) {
    const { status } = spawnSync('npx', ['vitest', 'run', '--project', project, ...files], {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  }
}

if (minutes > 0) await soak();
if (!process.argv.includes('--no-tests')) longTests();
