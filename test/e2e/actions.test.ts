import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import type { ActionsView } from '../../src/core/actions.ts';
import type { ListedAction } from '../../src/engine/acting/listed.ts';
import { playing } from '../support/agents.ts';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

let site: RolloutSite;
afterEach(() => site.close());

async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await site.run(...args);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.trim();
}

async function tmux(...args: string[]): Promise<string> {
  return (await promisify(execFile)('tmux', ['-L', site.tmux, ...args])).stdout;
}

it('a PM that is killed is seen to come back: in the cockpit, by watch, status and actions, and in the journal afterwards', async () => {
  site = await openSite();
  const script = join(site.path, 'pm.sh');
  const pm = await playing(site.path, 'claude.idle');
  await writeFile(script, `sleep 2\n${pm}\n`);
  const recoverPm = { mode: 'act', start: ['bash', script] };
  await site.write('cutover/config.json', JSON.stringify({ actions: { recoverPm } }));
  const production = { use_modular_monitor: true, rollout_stage: 'production', rollout_percentage: 100 };
  await writeFile(site.flagsPath, JSON.stringify(production));
  await tmux('new-window', '-d', '-t', 'main:', '-n', 'Claude-pm', pm);
  expect(await said('actions')).toBe('nothing has been done to an agent yet');

  const cockpit = site.window();
  await cockpit.shows(/pm +claude .*○ idle +\d\d:\d\d/, 30_000);
  let told = '';
  const watch = site.spawn('watch', '-L', site.tmux, '--json');
  watch.stdout?.on('data', (data) => {
    told += data;
  });
  await until('watch to follow', () => told.includes('\n'));
  const pid = (await tmux('list-panes', '-a', '-F', '#{window_name} #{pane_pid}'))
    .split('\n')
    .find((line) => line.startsWith('Claude-pm '))!
    .split(' ')[1];
  process.kill(Number(pid), 'SIGKILL');
  await cockpit.shows(
    /^ ↻ recovers the PM of main \(modular, try 1 of 3\): waits for the prompt of main:\d\.0 +\d+ s$/m,
    20_000,
  );
  await cockpit.shows(/↻ main:\d\.0 PM recovered in \d/, 20_000);
  await until('the header to have its two lines again', () => !cockpit.text().includes('try 1 of 3'));
  const cycles = told
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { acting: { kind: string; by: string }[]; held: number });
  expect(cycles.flatMap(({ acting }) => acting)).toContainEqual(
    expect.objectContaining({ kind: 'recover_pm', by: 'modular' }),
  );
  watch.kill('SIGINT');
  await once(watch, 'close');

  expect(await said('actions')).toMatch(
    /^[\d-]{10} [\d:]{8} {2}modular {2}PM {2}main:\d\.0 {2}done {2}[\d.]+ s {2}recovered in [\d.]+ s: main:\d\.0$/,
  );
  const listed = (await said('actions', '--json', '--limit', '5'))
    .split('\n')
    .map((line) => JSON.parse(line) as ListedAction & { v: 1 });
  expect(listed).toMatchObject([
    { v: 1, by: 'modular', kind: 'recover_pm', session: 'main', result: 'done', starts: 1 },
  ]);
  await until('the status to have it', async () =>
    /modular {2}PM recovery +wanted 1 +executed 1 +succeeded 1, failed 0/.test(await said('status')),
  );
  expect(await said('status')).toContain(
    'switched on: PM recovery; only observed: notices, messages sent, windows killed, PMs killed',
  );
  const { actions } = (await site.status()) as unknown as { actions: ActionsView };
  expect(actions.monitors.legacy.executed.recover_pm).toBe(0);
  expect(actions.recent).toMatchObject([{ result: 'done' }]);
});
