import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { attack, carryOut, SOAK } from '../support/socket-fuzz.ts';
import { until } from '../support/tmux-server.ts';

const ATTACKS = 150 * SOAK;

let site: RolloutSite;
const peers: Socket[] = [];
beforeEach(async () => {
  site = await openSite();
});
afterEach(async () => {
  for (const one of peers.splice(0)) one.destroy();
  await site.close();
});

it(`${ATTACKS} hostile peers on its socket change nothing: not the flags, not the journal, not the server`, async () => {
  const server = site.spawn('server', '--foreground', '-L', site.tmux, '--interval', '0.3');
  server.stdout?.resume();
  const pid = await until('the server', async () => (await site.status()).engine?.pid ?? undefined, 60_000);
  const window = site.window();
  await window.shows(/main:1\.0/);
  const before = await readFile(site.flagsPath);
  const folder = join(site.path, 'run', 'cutover');
  const socket = (await readdir(folder)).find((name) => name.endsWith('.sock'))!;

  for (const one of fc.sample(attack, { numRuns: ATTACKS, seed: Number(process.env.SEED ?? 11) })) {
    peers.push(await carryOut(join(folder, socket), one));
    expect((await readFile(site.flagsPath)).equals(before)).toBe(true);
  }

  expect(await readFile(site.flagsPath)).toEqual(before);
  expect((await site.status()).engine?.pid).toBe(pid);
  expect(await site.run('decisions', 'verify')).toMatchObject({ code: 0, stderr: '' });
  const decided = (await site.run('decisions', '--json', '--limit', '1000')).stdout;
  expect(decided).not.toMatch(/mallory|pwned/);
  // The window is still one: what is done in it holds.
  window.press('R');
  await window.shows('roll back now');
  window.press('y');
  await window.shows(/○ DISABLED 0%/);
  expect(await site.flags()).toMatchObject({ site: 'berlin', rollout_stage: 'disabled' });
  expect(await site.run('kill-server', '-L', site.tmux)).toMatchObject({ code: 0 });
  await until('the end', () => server.exitCode !== null, 60_000);
  expect(server.exitCode).toBe(0);
  expect(await readdir(folder)).not.toContain(socket);
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'args=']);
  expect(stdout.split('\n').filter((line) => line.includes(`server --foreground -L ${site.tmux}`))).toEqual(
    [],
  );
});
