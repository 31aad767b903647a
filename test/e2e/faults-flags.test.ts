import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Cycles, watchCycles } from '../support/cycles.ts';
import { watchFlags } from '../support/faults.ts';
import type { Program } from '../support/program.ts';
import { CANARY, openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

const WITHIN_MS = 90_000;
const HUNDRED_MB = 100 * 1024 * 1024;

let site: RolloutSite;
let cockpit: Program;
let cycles: Cycles;
beforeEach(async () => {
  site = await openSite();
  cockpit = site.window();
  await cockpit.shows(/CANARY 5%[\s\S]*main:1\.0/, WITHIN_MS);
  cycles = watchCycles(site);
  await cycles.goOn();
});
afterEach(() => site.close());

const text = (changes: object = {}) => `${JSON.stringify({ ...CANARY, ...changes }, null, 2)}\n`;

/** Another content takes the name in one step, as a program does that is careful. */
function replace(content: string): void {
  writeFileSync(`${site.flagsPath}.new`, content);
  renameSync(`${site.flagsPath}.new`, site.flagsPath);
}

/** What takes the place of the file, and what is said of it. */
const REPLACED: [string, (path: string) => void, RegExp][] = [
  ['a folder', (path) => mkdirSync(path), /it is a folder/],
  ['a FIFO', (path) => execFileSync('mkfifo', [path]), /it is no regular file/],
  ['a link to no flags elsewhere', (path) => symlinkSync('../elsewhere.txt', path), /feature_flags\.json:1/],
  ['a link to itself', (path) => symlinkSync('feature_flags.json', path), /its links go in a circle/],
  [
    '100 MB',
    (path) => {
      writeFileSync(path, '{');
      truncateSync(path, HUNDRED_MB);
    },
    /it is larger than 1 MiB/,
  ],
];

it('flags that are replaced by a folder, a FIFO, links, 100 MB or nothing are told, and what was last good holds until they are back', async () => {
  const elsewhere = join(site.path, 'elsewhere.txt');
  writeFileSync(elsewhere, 'nobody’s flags\n');
  for (const [what, put, said] of REPLACED) {
    rmSync(site.flagsPath, { recursive: true, force: true });
    put(site.flagsPath);
    await cockpit.shows(
      new RegExp(`flags rejected: feature_flags\\.json.*${said.source}|flags rejected: ${said.source}`),
      WITHIN_MS,
    );
    for (const cycle of await cycles.goOn())
      expect(cycle, what).toMatchObject({
        stage: 'canary',
        percentage: 5,
        agents: 1,
        tmux: 'ok',
        error: null,
      });
    const refused = await site.run('stage', 'set', 'beta', '--yes', '--why', what);
    expect(refused, what).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(said) });
    expect(refused.stderr).toContain(site.flagsPath);
    rmSync(site.flagsPath, { recursive: true });
    replace(text());
    await until(
      'the end of the warning',
      () => !/flags rejected/.test(cockpit.lines().slice(0, 4).join()),
      WITHIN_MS,
    );
  }
  expect(readFileSync(elsewhere, 'utf8')).toBe('nobody’s flags\n');

  rmSync(site.flagsPath);
  await cockpit.shows(/feature_flags\.json: the file is gone; what it said last still holds here/, WITHIN_MS);
  for (const cycle of await cycles.goOn()) expect(cycle).toMatchObject({ stage: 'canary', percentage: 5 });
  // Nothing gates a rollback, not even 100 MB: they are kept beside it, and nothing of it is read.
  REPLACED.at(-1)![1](site.flagsPath);
  await cockpit.shows(/flags rejected: .*larger than 1 MiB/, WITHIN_MS);
  cockpit.press('R');
  await cockpit.shows(/disabled 0 %/);
  cockpit.press('y');
  await cockpit.shows(/DISABLED 0%/, WITHIN_MS);
  expect(await site.flags()).toMatchObject({
    site: 'berlin',
    rollout_stage: 'disabled',
    use_modular_monitor: false,
  });
  const kept = (await readdir(dirname(site.flagsPath))).filter((name) => name.includes('.rejected-'));
  expect(kept).toHaveLength(1);
  expect((await stat(join(dirname(site.flagsPath), kept[0]!))).size).toBe(HUNDRED_MB);
  expect((await site.run('decisions', 'verify')).code).toBe(0);
});

it('flags that change 100 times a second are followed, and a rollback gets through', async () => {
  const watched = watchFlags(site.flagsPath);
  let changes = 0;
  let inPlace = false;
  // As a program does that reads, changes a field of its own, and writes, without a lock.
  const writer = setInterval(() => {
    const next = JSON.stringify({ ...JSON.parse(readFileSync(site.flagsPath, 'utf8')), changes: ++changes });
    if (inPlace) writeFileSync(site.flagsPath, next);
    else replace(next);
  }, 10);
  try {
    await until('500 changes', () => changes >= 500, WITHIN_MS);
    inPlace = true;
    await until('500 more', () => changes >= 1000, WITHIN_MS);
    inPlace = false;
    for (const cycle of await cycles.goOn())
      expect(cycle).toMatchObject({ stage: 'canary', percentage: 5, sub: 'running', agents: 1 });
    // The writer knows no lock: what it read just before would undo the rollback. It is asked for again then.
    await until(
      'the rollback',
      async () => {
        expect((await site.run('rollback', '--why', 'it flaps')).code).toBe(0);
        return (await site.flags()).rollout_stage === 'disabled';
      },
      WITHIN_MS,
    );
    await cockpit.shows(/DISABLED 0%/, WITHIN_MS);
  } finally {
    clearInterval(writer);
  }
  const { broken, stages, count } = watched.stop();
  expect({ broken, stages }).toEqual({ broken: [], stages: ['canary', 'disabled'] });
  expect(count).toBeGreaterThan(1000);
  expect(await site.flags()).toMatchObject({ site: 'berlin', changes, rollout_stage: 'disabled' });
  // Half a file was never taken for a fault.
  const events = (await site.run('events', '--json')).stdout;
  expect(events).not.toMatch(/rejected/);
  expect(events).toMatch(/it flaps/);
  expect((await site.run('decisions', 'verify')).code).toBe(0);
});
