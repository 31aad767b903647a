/*
 * `npm run bench:start`: how long an operator waits, with a server that runs. Prints times beside that of a Node program
 * that does nothing, measured in turn with them, and the ratio.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { spawn as spawnPty } from 'node-pty';
import { median } from '../src/statistics/median.ts';
import { atMost, printFigures, told } from './figures.ts';

const ROUNDS = 15;
const BIN = join(import.meta.dirname, '../bin/cutover');
const folder = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
const name = `cutover-test-bench-${randomBytes(4).toString('hex')}`;
const flags = ['--flags', join(folder, 'feature_flags.json')];
const env = { ...process.env, XDG_RUNTIME_DIR: folder } as Record<string, string>;

function run(...args: string[]): number {
  const began = performance.now();
  execFileSync(process.execPath, args, { env, stdio: 'ignore' });
  return performance.now() - began;
}

/** Until the table of agents is on the screen. */
async function firstFrame(): Promise<number> {
  const began = performance.now();
  const size = { name: 'xterm-256color', cols: 120, rows: 40, env };
  const cockpit = spawnPty(process.execPath, [BIN, '-L', name, ...flags], size);
  const ended = new Promise<void>((done) => cockpit.onExit(() => done()));
  let written = '';
  await new Promise<void>((done) =>
    cockpit.onData((data) => {
      written += data;
      if (written.includes('Agents')) done();
    }),
  );
  const took = performance.now() - began;
  cockpit.write('q');
  await ended;
  return took;
}

const pane = ['new-session', '-d', '-x', '120', '-y', '40', 'exec -a claude sleep 1000'];
execFileSync('tmux', ['-L', name, '-f', '/dev/null', ...pane]);
const server = spawn(process.execPath, [BIN, 'server', '--foreground', '-L', name, ...flags], {
  env,
  stdio: 'ignore',
});
try {
  await after(3000);
  const rows: [what: string, most: number | null, measure: () => number | Promise<number>][] = [
    ['node -e 0', null, () => run('-e', '0')],
    ['cutover --version', 80, () => run(BIN, '--version')],
    ['cutover status --format tmux', 150, () => run(BIN, 'status', '--format', 'tmux', ...flags)],
    ['first frame of a window', 350, firstFrame],
  ];
  const times = rows.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, [, , measure]] of rows.entries()) times[i]!.push(await measure());
  const medians = times.map((some) => median(some)!);
  printFigures(
    rows.map(([what, most], i) => {
      const ratio = `, ×${(medians[i]! / medians[0]!).toFixed(1)} of node -e 0`;
      const figure =
        most === null ? told(what, `${medians[i]!.toFixed(0)} ms`) : atMost(what, medians[i]!, most, 'ms');
      return i === 0 ? figure : { ...figure, measured: figure.measured + ratio };
    }),
  );
} finally {
  const ended = new Promise((done) => server.once('exit', done));
  server.kill();
  await ended;
  execFileSync('tmux', ['-L', name, 'kill-server']);
  rmSync(folder, { recursive: true, force: true });
}
