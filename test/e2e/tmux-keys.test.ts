import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

let site: RolloutSite;
let outer: TestServer;
const tmux = (...args: string[]) => promisify(execFile)('tmux', ['-u', '-L', site.tmux, ...args]);

beforeEach(async () => {
  site = await openSite();
  await tmux('set-environment', '-g', 'XDG_CONFIG_HOME', site.path);
  await tmux('set-environment', '-g', 'XDG_RUNTIME_DIR', join(site.path, 'run'));
  outer = await startTmuxServer({
    cols: 140,
    rows: 45,
    command: `env -u TMUX tmux -u -L ${site.tmux} attach-session`,
  });
  await until('a client', async () => (await tmux('list-clients')).stdout !== '');
});
afterEach(async () => {
  const killed = await site.run('kill-server', '-L', site.tmux);
  await outer.kill();
  await site.close();
  // The popup's cockpit has started it.
  expect(killed).toMatchObject({ code: 0, stderr: '' });
});

const screen = () => outer.run('capture-pane', '-p');
const press = (...keys: string[]) => outer.run('send-keys', ...keys);
const shows = (pattern: RegExp) => until(String(pattern), async () => pattern.test(await screen()), 20_000);

describe('the keys of an installed config', () => {
  it('open the cockpit in a popup, and roll back after a y', async () => {
    const file = join(site.path, 'tmux.conf');
    const installed = await site.run('tmux', '--install', file, '-L', site.tmux);
    expect(installed).toMatchObject({ code: 0, stderr: '' });
    await tmux('source-file', file);

    await press('C-b', 'g');
    await shows(/│ cutover +◐ CANARY 5%/);
    await shows(/Agents 1/);
    const borders = (await screen()).split('\n').filter((line) => /[┌└]─{100,}[┐┘]/.test(line));
    expect(borders.map((line) => line.trim().length)).toEqual([133, 133]);
    await press('q');
    await until('the popup is gone', async () => !(await screen()).includes('┌'));
    expect((await site.flags()).rollout_stage).toBe('canary');

    await press('C-b', 'B');
    await shows(/Roll back: legacy alone from the next cycle on\? \(y\/n\)/);
    await press('y');
    await shows(/canary 5 % {2}→ {2}disabled 0 %/);
    expect(await site.flags()).toMatchObject({ rollout_stage: 'disabled', rollout_percentage: 0 });
  });
});
