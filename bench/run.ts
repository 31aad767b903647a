/*
 * `npm run bench`: what a cycle costs on real panes, as ratios to baselines of the same run. Prints a table, and with
 * --json one document. It asserts no times: machines differ.
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { gunzipSync } from 'node:zlib';
import type { Frame } from '../src/core/frame.ts';
import { discover } from '../src/detect/discover.ts';
import { judgeOnce } from '../src/detect/judge.ts';
import { parseRecording } from '../src/detect/recording.ts';
import { benchCycle, type CycleResult } from './cycle.ts';
import { hostileFrames, hostileMs } from './hostile.ts';
import { median, ratio } from './measure.ts';

const corpus = new URL('../fixtures/corpus/dev.jsonl.gz', import.meta.url);
const frames = parseRecording(gunzipSync(readFileSync(corpus)).toString('utf8'), 'dev.jsonl.gz');
const labelled = frames.filter((frame) => frame.ansi !== undefined);
const claude = labelled.filter((frame) => frame.expect?.agent === 'claude' && frame.command === 'claude');

/** Milliseconds to judge one screen by the rules, parsed anew each time. */
async function benchClassify(): Promise<number> {
  const screens = labelled.flatMap((frame) => {
    const found = discover(frame);
    return found === null ? [] : [{ frame, kind: found.kind }];
  });
  // Each judgement gets a frame of its own, so that nothing parsed before is used again.
  const all = () => {
    for (const { frame, kind } of screens) judgeOnce({ ...frame }, kind, 0);
  };
  all();
  return (await median(20, all)) / screens.length;
}

function perPane(ms: number, panes: number): string {
  return `${Math.round((1000 * ms) / panes)} µs`;
}

function row(result: CycleResult): Record<string, string | number> {
  const { panes, processEach, bareRead, allNew, unchanged, gated, listing, processes } = result;
  return {
    panes,
    'one process a pane': `${Math.round(processEach)} ms`,
    'all new': `${ratio(processEach / allNew)} faster, ${ratio(allNew / bareRead)} of the bare read`,
    unchanged: `${ratio(processEach / unchanged)} faster, ${ratio(unchanged / bareRead)} of the bare read`,
    '5 % active, gated': `${ratio(processEach / gated)} faster`,
    'the listing in it': `${Math.round((100 * listing) / gated)} %`,
    'process look-up': `${perPane(processes.first, panes)} a pane the first time, ${perPane(processes.again, panes)} again; only where the command does not tell`,
  };
}

const goals =
  'goals at 1,000 panes: all new ≥ ×30 and ≤ ×2.5, unchanged ≥ ×50 and ≤ ×1.4, gated ≥ ×200; a screen ≤ 0.2 ms, the worst ≤ 5 ms';
const classifyMs = await benchClassify();
const HOSTILE = 10_000;
const hostile = hostileMs(hostileFrames(HOSTILE, 1), true);
const cycles: CycleResult[] = [];
for (const panes of [100, 1000]) cycles.push(await benchCycle(claude as Frame[], panes));

if (process.argv.includes('--json')) {
  process.stdout.write(
    `${JSON.stringify({ v: 1, machine: machine(), classifyMs, hostile, cycles }, null, 2)}\n`,
  );
} else {
  for (const result of cycles) {
    for (const [name, value] of Object.entries(row(result)))
      process.stdout.write(`${name.padEnd(20)} ${value}\n`);
    process.stdout.write('\n');
  }
  process.stdout.write(`classify one screen  ${classifyMs.toFixed(3)} ms\n`);
  process.stdout.write(
    `hostile screens      ${hostile.median.toFixed(3)} ms, the worst of ${HOSTILE} as every agent ${hostile.worst.toFixed(3)} ms\n`,
  );
  process.stdout.write(`\n${goals}\n${machine()}\n`);
}

function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`;
}
