import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

let site: RolloutSite;
let outer: TestServer;
const tmux = async (...args: string[]) =>
  (await promisify(execFile)('tmux', ['-u', '-L', site.tmux, ...args])).stdout;

beforeEach(async () => {
  site = await openSite();
  outer = await startTmuxServer({
    cols: 160,
    command: `cd '${site.path}'; env -u TMUX tmux -u -L ${site.tmux} attach-session`,
  });
  await tmux('set-option', '-g', 'status-right-length', '120');
  await tmux('set-option', '-g', 'status-right', '<#{@cutover_status}>');
});
afterEach(async () => {
  await outer.kill();
  await site.close();
});

const screen = () => outer.run('capture-pane', '-p');
const shows = (pattern: RegExp) => until(String(pattern), async () => pattern.test(await screen()));
const option = () => tmux('show-options', '-gqv', '@cutover_status');

/** Children that the tmux server has, and page faults of those that have ended: another one has always some. */
async function childrenOf(pid: string): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const faults = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[8]!;
  return [await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8'), faults];
}

describe('the status segment', () => {
  it.runIf(process.platform === 'linux')(
    'follows the stage in a status line, for which tmux starts no process',
    async () => {
      const cockpit = site.program(['--no-server', '-L', site.tmux, '--interval', '0.5', '--tmux-status']);
      await shows(/<◐ CANARY 5% .*>/);
      const pid = (await tmux('display-message', '-p', '#{pid}')).trim();
      const before = await childrenOf(pid);
      await site.run('pause');
      await shows(/<◐ CANARY 5% .*paused>/);
      await site.run('rollback', '--why', '#(touch pwned) #[fg=red]x #{pid}');
      await shows(/<▼ ROLLED BACK canary \d\d:\d\d: #\(touch pwned\) #\[fg=red\]x #\{pid\}>/);
      expect(await childrenOf(pid)).toEqual(before);
      await expect(access(join(site.path, 'pwned'))).rejects.toThrow('ENOENT');
      // The count counts.
      await tmux('set-option', '-g', 'status-left', '#(true)');
      await until('a process', async () => String(await childrenOf(pid)) !== String(before));

      cockpit.kill('SIGTERM');
      await cockpit.ended();
      expect(await option()).toBe('');
      await shows(/<>/);
    },
  );

  it('is kept by an engine without a window too, and not unless asked for', async () => {
    const server = site.spawn(
      'server',
      '--foreground',
      '-L',
      site.tmux,
      '--interval',
      '0.5',
      '--tmux-status',
    );
    await shows(/<◐ CANARY 5% .*>/);
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await ended;
    expect(await option()).toBe('');
    const cockpit = site.program(['--no-server', '-L', site.tmux, '--interval', '0.5']);
    await cockpit.shows(/CANARY 5%/);
    cockpit.press('q');
    await cockpit.ended();
    expect(await option()).toBe('');
  });
});
