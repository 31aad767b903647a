import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { watchCycles } from '../support/cycles.ts';
import { NO_MOUNTS, type SmallDisk, smallDisk, watchFlags } from '../support/faults.ts';
import { temporaryFolder } from '../support/program.ts';
import { CANARY, dialogOf, openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

const WITHIN_MS = 90_000;

let site: RolloutSite | null = null;
let disk: SmallDisk | null = null;
afterEach(async () => {
  await site?.close();
  site = null;
  disk = null;
});
const here = () => ['-L', site!.tmux];
const flags = () => readFileSync(site!.flagsPath, 'utf8');

/** A write by a command fails with the file's name and this reason, and the file is as it was. */
async function expectRefused(reason: RegExp): Promise<void> {
  const before = flags();
  for (const command of [
    ['stage', 'set', 'beta', '--yes', '--why', 'it fails'],
    ['rollback', '--why', 'it fails'],
  ]) {
    const { code, stdout, stderr } = await site!.run(...command);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.startsWith(`cutover: ${site!.flagsPath} cannot be written: `)).toBe(true);
    expect(stderr).toMatch(reason);
    expect(flags()).toBe(before);
  }
}

async function expectSoundJournal(): Promise<void> {
  expect(await site!.run('decisions', 'verify')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/decisions come out the same; \d+ records, unaltered/),
  });
}

describe.skipIf(NO_MOUNTS !== '')(`a disk${NO_MOUNTS === '' ? '' : ` (skipped: ${NO_MOUNTS})`}`, () => {
  it('that is full is told with its file, harms no flags and stops nothing; a rollback that it refused is done with the first space', async () => {
    disk = smallDisk(3000);
    // The journal, the flags, and the server with its log: all of it.
    site = await openSite({ folder: disk });
    const cockpit = site.window();
    await cockpit.shows(/CANARY 5%[\s\S]*main:1\.0/, WITHIN_MS);
    const cycles = watchCycles(site);
    await cycles.goOn();
    const sockets = join(site.path, 'run', 'cutover');
    const log = join(sockets, readdirSync(sockets).find((name) => name.endsWith('.log'))!);
    const files = readdirSync(dirname(site.flagsPath)).sort();
    const watched = watchFlags(site.flagsPath);

    disk.fill(log);
    const before = flags();
    await cockpit.shows(
      /journal: \S+cutover-journal\.db cannot be written: no space is left on the disk/,
      WITHIN_MS,
    );
    await expectRefused(/no space is left on the disk; free some space where/);
    await cycles.goOn();
    cockpit.press('R');
    await cockpit.shows(/canary 5 % {2}→ {2}disabled 0 %/);
    cockpit.press('y');
    await cockpit.shows(/NOT ROLLED BACK[\s\S]*no space is left on the disk/, WITHIN_MS);
    // What it tells then cannot be logged.
    await cycles.goOn();
    expect(flags()).toBe(before);
    const whileFull = readFileSync(log, 'utf8');
    expect(whileFull).not.toMatch(/could not be written/);

    disk.free();
    await cockpit.shows(/━ ROLLED BACK/, WITHIN_MS);
    await cockpit.shows(/DISABLED 0%/, WITHIN_MS);
    await until('the journal to be whole', () => !cockpit.text().includes('journal:'), WITHIN_MS);
    await cycles.goOn();
    expect(await site.flags()).toMatchObject({
      site: 'berlin',
      rollout_stage: 'disabled',
      rollout_percentage: 0,
    });
    const { broken, stages, count } = watched.stop();
    expect({ broken, stages }).toEqual({ broken: [], stages: ['canary', 'disabled'] });
    expect(count).toBeGreaterThan(100);
    // No half of a file is left, and the log goes on.
    const lock = '.feature_flags.json.lock';
    expect(readdirSync(dirname(site.flagsPath)).sort()).toEqual([...new Set([...files, lock])].sort());
    expect(readFileSync(log, 'utf8').slice(whileFull.length)).toMatch(/disabled is written and read back/);
    const { rollout } = await site.status();
    expect(rollout?.sub).toMatchObject({ kind: 'rolled_back', from: 'canary', why: 'rollback key' });
    await expectSoundJournal();
  });

  it.each([
    ['full', /no space is left on the disk/, /cutover-journal\.db cannot be written: no space is left/],
    ['read-only', /the file system is read-only/, /lock \S+ cannot be taken: EROFS/],
  ])(
    'that is %s when the server starts is told with its file; the server shows, and with its restart all is well',
    async (how, reason, told) => {
      const folder = await temporaryFolder();
      const remove = async () => {
        await disk?.remove();
        await folder.remove();
      };
      site = await openSite({ folder: { path: folder.path, remove } });
      // The flags file and the journal are on it, and nothing else.
      disk = smallDisk(3000, dirname(site.flagsPath));
      writeFileSync(site.flagsPath, JSON.stringify(CANARY));
      if (how === 'full') disk.fill(site.flagsPath);
      else disk.readOnly(true);
      const cockpit = site.window();
      await cockpit.shows(/CANARY 5%[\s\S]*main:1\.0/, WITHIN_MS);
      await cockpit.shows(/! journal: /);
      cockpit.press('w');
      const said = () => dialogOf(cockpit, 'Wrong now');
      await until('what to do', () => said().includes('then restart cutover: until then nothing is kept'));
      expect(said()).toMatch(told);
      cockpit.press('\u001b');
      const cycles = watchCycles(site);
      await expectRefused(reason);
      await cycles.goOn();

      if (how === 'full') disk.free();
      else disk.readOnly(false);
      expect((await site.run('rollback', '--why', 'it is well')).code).toBe(0);
      await cockpit.shows(/DISABLED 0%/, WITHIN_MS);
      expect(await site.flags()).toMatchObject({ site: 'berlin', rollout_stage: 'disabled' });
      await cycles.goOn();
      expect((await site.run('kill-server', ...here())).code).toBe(0);
      await cockpit.shows(/has ended/);
      expect((await site.run('server', ...here(), '--interval', '0.5')).code).toBe(0);
      await until('a journal', async () => (await site!.status()).rollout !== null, WITHIN_MS);
      await until('the end of the warning', () => !cockpit.text().includes('journal:'), WITHIN_MS);
      await expectSoundJournal();
    },
  );
});
