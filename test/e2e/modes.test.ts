import { chmod, lstat, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

/** What was there before. */
const OF_THE_TEST = ['.tmux_orchestrator', 'claude.idle.screen', 'cutover', 'cutover/config.json', 'run'];

let site: RolloutSite;
let umask: number;
beforeEach(async () => {
  umask = process.umask(0o022);
  site = await openSite();
  // What is made from now on is open to everybody, unless cutover sees to it.
  process.umask(0);
});
afterEach(async () => {
  process.umask(umask);
  await site.close();
});

/** The rights of everything in the site's folder, by its path; a number in a name is `ID`. */
async function modes(): Promise<Map<string, string>> {
  const entries = await readdir(site.path, { recursive: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const mode = (await lstat(join(site.path, entry)).catch(() => null))?.mode;
      const path = relative(site.path, join(site.path, entry)).replace(/[0-9a-f]{16}/, 'ID');
      return [path, mode === undefined ? 'gone' : (mode & 0o7777).toString(8)] as const;
    }),
  );
  return new Map(found);
}

it('what cutover stores is its operator’s alone, but for the flags and the locks of those who share them', async () => {
  const { mode: flagsMode } = await stat(site.flagsPath);
  const window = site.window();
  await window.shows(/main:1\.0/);
  window.press('\r');
  await window.shows(/┏━ main:1\.0[\s\S]*for shortcuts/);
  window.press('l');
  await window.shows('modular says');
  window.press('\r');
  await until('the label', async () => (await modes()).has('.tmux_orchestrator/labels.jsonl'));
  const taken = join(site.path, 'taken.jsonl');
  for (const args of [
    ['record', taken, '--duration', '1', '-L', site.tmux],
    ['labels', 'export', join(site.path, 'labelled.jsonl')],
    ['rollback'],
  ])
    expect(await site.run(...args)).toMatchObject({ code: 0 });

  await expectRights({
    '.tmux_orchestrator/feature_flags.json': '644',
    '.tmux_orchestrator/.feature_flags.json.lock': '644',
    '.tmux_orchestrator/.cutover-controller.lock': '644',
    '.tmux_orchestrator/.cutover-controller.lock.owner': '644',
  });
  expect((await stat(site.flagsPath)).mode).toBe(flagsMode);

  // A flags file for the team alone: what takes its place has its rights, as has the rejected one kept beside it.
  await site.write('.tmux_orchestrator/feature_flags.json', '{ "rollout_stage": ');
  await chmod(site.flagsPath, 0o640);
  expect(await site.run('rollback')).toMatchObject({ code: 0 });
  const kept = (await readdir(dirname(site.flagsPath))).filter((name) =>
    /^feature_flags\.json\../.test(name),
  );
  expect(kept).toHaveLength(1);
  await expectRights({
    '.tmux_orchestrator/feature_flags.json': '640',
    [`.tmux_orchestrator/${kept[0]}`]: '640',
    '.tmux_orchestrator/.feature_flags.json.lock': '644',
    '.tmux_orchestrator/.cutover-controller.lock': '644',
    '.tmux_orchestrator/.cutover-controller.lock.owner': '644',
  });
});

/** All that there is has its rights: what `shared` names, and else nothing for others. */
async function expectRights(shared: Record<string, string>): Promise<void> {
  const alone = {
    '.tmux_orchestrator/cutover-journal.db': '600',
    '.tmux_orchestrator/labels.jsonl': '600',
    'taken.jsonl': '600',
    'labelled.jsonl': '600',
    'run/cutover': '700',
    'run/cutover/ID.sock': '600',
    'run/cutover/ID.log': '600',
    'run/cutover/ID.sock.lock': '600',
    'run/cutover/ID.sock.lock.owner': '600',
  };
  const found = await modes();
  // While it is open the journal has two more files beside it.
  for (const name of ['-wal', '-shm']) {
    expect(found.get(`.tmux_orchestrator/cutover-journal.db${name}`) ?? '600').toBe('600');
    found.delete(`.tmux_orchestrator/cutover-journal.db${name}`);
  }
  for (const name of OF_THE_TEST) found.delete(name);
  expect(Object.fromEntries(found)).toEqual({ ...alone, ...shared });
}
