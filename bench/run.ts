/*
 * `npm run bench`: every number of DESIGN.md §6 in one run on real panes, as ratios to baselines of the same run where it
 * has one. Prints tables, and with --json one document. It asserts no times: machines differ. `--panes 10,100` measures
 * the cycle at these sizes alone; the goals of the cycle are those at 1,000 panes. Takes about a quarter of an hour.
 */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { discover } from '../src/detect/discover.ts';
import { judgeOnce } from '../src/detect/judge.ts';
import { claude, labelled } from './corpus.ts';
import { benchCycle, type CycleResult } from './cycle.ts';
import { atMost, type Figure, printFigures, timesFaster, timesSlower, told } from './figures.ts';
import { type Growth, growthOf } from './growth.ts';
import { hostileFrames, hostileMs } from './hostile.ts';
import { benchChange, benchFlags } from './latency.ts';
import { median } from './measure.ts';
import { benchTyping } from './typing.ts';

const isJson = process.argv.includes('--json');
const asked = process.argv.indexOf('--panes');
const SIZES = asked > 0 ? process.argv[asked + 1]!.split(',').map(Number) : [10, 100, 500, 1000, 2000];
const HOSTILE = 10_000;

const say = (text: string): void => {
  if (!isJson) process.stdout.write(`${text}\n`);
};

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

function machine(): string {
  const load = loadavg()[0]!.toFixed(1);
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}, load ${load}`;
}

/** The figures of another bench, which is a program of its own. */
function figuresOf(bench: string): Figure[] {
  const file = join(import.meta.dirname, bench);
  return JSON.parse(
    execFileSync(process.execPath, [file, '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
}

/** A cycle, beside its baselines of the same run. */
function rowOf(result: CycleResult): Record<string, string | number> {
  const { panes, processEach, tenAtATime, bareRead, controlRead, allNew, unchanged, gated, listing } = result;
  const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  const times = (value: number): string => `×${value < 10 ? value.toFixed(1) : value.toFixed(0)}`;
  return {
    panes,
    'one by one': ms(processEach),
    '10 at a time': ms(tenAtATime),
    bare: ms(bareRead),
    'bare, control': ms(controlRead),
    listing: `${ms(listing.ms)} / ${ms(listing.controlMs)}`,
    'all new': `${ms(allNew)} ${times(processEach / allNew)}`,
    unchanged: `${ms(unchanged)} ${times(processEach / unchanged)}`,
    ...Object.fromEntries(
      gated.map((one) => [
        `${one.percent} %`,
        `${ms(one.ms)} / ${ms(one.controlMs)} ${times(processEach / one.ms)}`,
      ]),
    ),
  };
}

function growthFigures(name: string, { fixedMs, perPaneMs, perActiveMs, r2, exponent }: Growth): Figure[] {
  const us = (value: number): string => `${(1000 * value).toFixed(0)} µs`;
  const line = `${fixedMs.toFixed(1)} ms + ${us(perPaneMs)} a pane + ${us(perActiveMs)} an active pane, R² ${r2.toFixed(3)}`;
  return [
    told(`the gated cycle ${name}`, line),
    {
      what: `its cost grows with active panes to the power of, ${name}`,
      goal: '0.8–1.2',
      measured: exponent.toFixed(2),
      met: exponent >= 0.8 && exponent <= 1.2,
    },
  ];
}

const cycles: CycleResult[] = [];
for (const panes of SIZES) {
  cycles.push(await benchCycle(claude, panes));
  say(`measured the cycle at ${panes} panes`);
}
const figures: Figure[] = [];
const thousand = cycles.find(({ panes }) => panes === 1000) ?? cycles.at(-1)!;
const five = thousand.gated.find(({ percent }) => percent === 5)!;
const at = `at ${thousand.panes} panes`;
figures.push(
  timesFaster(`all new ${at}, than one process a pane`, thousand.processEach / thousand.allNew, 30),
  timesSlower(`all new ${at}, of the bare read`, thousand.allNew / thousand.bareRead, 2.5),
  timesFaster(`unchanged ${at}, than one process a pane`, thousand.processEach / thousand.unchanged, 50),
  timesSlower(`unchanged ${at}, of the bare read`, thousand.unchanged / thousand.bareRead, 1.4),
  timesFaster(`5 % active, gated, ${at}, than one process a pane`, thousand.processEach / five.ms, 200),
  told(
    `the same by the control client, which saves`,
    `${(100 * (1 - five.controlMs / five.ms)).toFixed(0)} % of it`,
  ),
);
const costs = (key: 'ms' | 'controlMs') =>
  cycles.flatMap(({ panes, gated }) => gated.map((one) => ({ panes, active: one.active, ms: one[key] })));
const growth = { processes: growthOf(costs('ms')), control: growthOf(costs('controlMs')) };
if (cycles.length > 2)
  figures.push(
    ...growthFigures('by processes', growth.processes),
    ...growthFigures('by the control client', growth.control),
  );
const hostile = hostileMs(hostileFrames(HOSTILE, 1), true);
figures.push(
  atMost('to classify a screen', await benchClassify(), 0.2, 'ms', 3),
  atMost(`the worst of ${HOSTILE} hostile screens`, hostile.worst, 5, 'ms', 2),
  atMost('flags file written, renamed and read back, P99', await benchFlags(), 50, 'ms', 1),
);
say('measured the rules and the flags file');
if (asked < 0) {
  const shown = (state: string) => claude.find((frame) => frame.expect?.state === state)!;
  figures.push(
    atMost(
      'screen changed → on the dashboard, beyond the interval',
      await benchChange(shown('idle'), shown('waiting')),
      150,
      'ms',
    ),
  );
  say('measured the way to the dashboard');
  figures.push(...figuresOf('start.ts'));
  say('measured the start');
  figures.push(...figuresOf('cockpit.ts'));
  say('measured the cockpit');
  const typing = await benchTyping(claude, 1000);
  const ms = ({ medianMs, p95Ms }: { medianMs: number; p95Ms: number }) =>
    `${medianMs.toFixed(1)} ms, P95 ${p95Ms.toFixed(1)}`;
  figures.push(
    told('echo of a key in another client, 1,000 panes unwatched', ms(typing.before)),
    told('the same while both monitors watch them each second', ms(typing.during)),
    told('ratio of the medians', `×${(typing.during.medianMs / typing.before.medianMs).toFixed(2)}`),
    told('ratio of the P95', `×${(typing.during.p95Ms / typing.before.p95Ms).toFixed(2)}`),
  );
}

if (isJson) {
  process.stdout.write(`${JSON.stringify({ v: 2, machine: machine(), figures, cycles, growth }, null, 2)}\n`);
} else {
  say(
    '\nA cycle in ms and how many times faster than one process a pane; by processes / by the control client',
  );
  console.table(cycles.map(rowOf));
  printFigures(figures);
  say(machine());
}
