import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchCycles } from '../support/cycles.ts';
import { processesOf } from '../support/faults.ts';
import { Program } from '../support/program.ts';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

const WITHIN_MS = 90_000;
const NOBODY = 65534;

let site: RolloutSite;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());
const here = () => ['-L', site.tmux];
const folder = () => join(site.path, 'run', 'cutover');

/** Starts the server of the place in the background; its pid. */
async function serve(): Promise<number> {
  expect((await site.run('server', ...here(), '--interval', '0.3')).code).toBe(0);
  await until('a cycle', async () => (await site.status()).rollout !== null, WITHIN_MS);
  return (await site.status()).engine!.pid!;
}

describe('the server', () => {
  it('whose socket is removed listens again, so that windows find it, and it ends as it should', async () => {
    const pid = await serve();
    const cycles = watchCycles(site);
    await cycles.goOn();
    const socket = join(folder(), readdirSync(folder()).find((name) => name.endsWith('.sock'))!);
    for (let time = 0; time < 2; time++) {
      rmSync(socket);
      // Who is connected stays so, and the engine goes on.
      await cycles.goOn();
      await until('the socket', () => existsSync(socket), WITHIN_MS);
      expect(statSync(socket).mode & 0o777).toBe(0o600);
      const cockpit = site.window();
      await cockpit.shows(/CANARY 5%[\s\S]*main:1\.0/, WITHIN_MS);
      expect((await site.status()).engine).toEqual({ pid });
      cockpit.press('q');
      await cockpit.ended();
    }
    expect(await site.run('kill-server', ...here())).toMatchObject({
      code: 0,
      stdout: `ended (pid ${pid})\n`,
    });
    expect(readdirSync(folder()).filter((name) => name.endsWith('.sock'))).toEqual([]);
  });

  it('goes on when the reader of its output is gone', async () => {
    const engine = site.spawn('server', '--foreground', ...here(), '--interval', '0.3');
    await once(engine.stdout!, 'data');
    engine.stdout!.destroy();
    const cycles = watchCycles(site);
    await cycles.goOn();
    // It has something to say now.
    expect((await site.run('pause', '--why', 'nobody reads')).code).toBe(0);
    expect((await site.run('rollback', '--why', 'nobody reads')).code).toBe(0);
    await until('the rollback', () => cycles.all.at(-1)?.sub === 'rolled_back', WITHIN_MS);
    await cycles.goOn();
    expect(engine.exitCode).toBeNull();
    engine.kill('SIGTERM');
    expect(await once(engine, 'exit')).toEqual([0, null]);
  });
});

describe('a terminal', () => {
  it('that is closed in the middle of drawing ends the cockpit; the server and tmux know nothing of it', async () => {
    const pid = await serve();
    const clients = () => site.server.run('list-clients');
    for (let time = 0; time < 5; time++) {
      const cockpit = site.window();
      await cockpit.shows(/CANARY 5%[\s\S]*main:1\.0/, WITHIN_MS);
      const { pid: window } = cockpit;
      // Keys in a row keep it drawing while its terminal goes.
      cockpit.press('?\u001b23456jjjj?');
      cockpit.hangUp();
      await until(
        'the end of the cockpit',
        () => processesOf(` ${site.tmux} `).every((line) => !line.trim().startsWith(`${window} `)),
        WITHIN_MS,
      );
    }
    const log = readdirSync(folder()).find((name) => name.endsWith('.log'))!;
    expect(readFileSync(join(folder(), log), 'utf8')).not.toMatch(/Error| at |ended/);
    expect((await site.status()).engine).toEqual({ pid });
    await watchCycles(site).goOn();
    expect(await clients()).toBe('');
    expect((await site.server.run('list-sessions', '-F', '#{session_name}')).trim()).toBe('main');
  });

  /** A cockpit of one's own in this environment, over an agent whose window has a name that is not ASCII. */
  async function openIn(env: Record<string, string>): Promise<Program> {
    await site.server.run('rename-window', '-t', 'main:1', 'claude-größe');
    const args = [...here(), '--interval', '0.3', '--flags', site.flagsPath];
    return new Program(args, { cwd: site.path, env: { XDG_CONFIG_HOME: site.path, ...env } });
  }

  it.each(['C', 'POSIX'])('in the locale %s is drawn in ASCII, and given back', async (locale) => {
    const cockpit = await openIn({ LC_ALL: locale });
    try {
      // tmux itself is read as UTF-8 in any locale: the state is judged by a screen with frames and signs.
      await cockpit.shows(/CANARY 5%[\s\S]*main:1\.0 +.*idle/, WITHIN_MS);
      await cockpit.expectSoundScreen();
      expect(cockpit.text()).toMatch(/^[\x20-\x7e\n]*$/);
      cockpit.press('q');
      expect(await cockpit.ended()).toMatchObject({ exitCode: 0 });
      expect(cockpit.inAlternateScreen).toBe(false);
    } finally {
      await cockpit.close();
    }
  });

  it('that is dumb is given lines of text, and no sequence at all', async () => {
    const cockpit = await openIn({ LC_ALL: 'POSIX', TERM: 'dumb' });
    try {
      await cockpit.shows(/CANARY 5%[\s\S]*main:1\.0 is there: claude/, WITHIN_MS);
      cockpit.press('1\r');
      await cockpit.shows(/main:1\.0 .*idle/, WITHIN_MS);
      // It asks which of them is to be shown in full: none.
      cockpit.press('\r');
      cockpit.press('q\r');
      expect(await cockpit.ended()).toMatchObject({ exitCode: 0 });
      expect(cockpit.written).toMatch(/^[\x20-\x7e\r\n]*$/);
    } finally {
      await cockpit.close();
    }
  });
});

/** Runs a command of the program as somebody else. */
async function asNobody(...args: string[]): Promise<{ code: number | null; said: string }> {
  const bin = join(import.meta.dirname, '../../bin/cutover');
  const env = {
    ...process.env,
    HOME: site.path,
    XDG_CONFIG_HOME: site.path,
    XDG_RUNTIME_DIR: join(site.path, 'run'),
  };
  const child = spawn(process.execPath, [bin, ...args], { cwd: site.path, env, uid: NOBODY, gid: NOBODY });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const [code] = await once(child, 'close');
  return { code, said };
}

/** Whether another user can run the program where it lies. */
const OTHERS_RUN = process.getuid?.() === 0 && othersRun();
function othersRun(): boolean {
  try {
    const bin = join(import.meta.dirname, '../../bin/cutover');
    execFileSync(process.execPath, ['-e', `require('fs').readFileSync(${JSON.stringify(bin)})`], {
      uid: NOBODY,
      gid: NOBODY,
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

it.skipIf(!OTHERS_RUN)(
  'two users: the other reads no journal, ends no server and writes no flags that are not theirs to write (skipped unless root may run it as another)',
  async () => {
    chmodSync(site.path, 0o755);
    const pid = await serve();
    const before = readFileSync(site.flagsPath, 'utf8');
    const rollback = await asNobody('rollback');
    expect(rollback.code).toBe(1);
    expect(rollback.said).toContain(`${site.flagsPath} cannot be written: permission denied`);
    // Whether a stage may be set is said by the journal, which is not theirs to read.
    const stage = await asNobody('stage', 'set', 'beta', '--yes', '--why', 'not mine');
    expect(stage.code).toBe(1);
    expect(stage.said).toContain(`${site.journalPath} cannot be read: EACCES`);
    expect(readFileSync(site.flagsPath, 'utf8')).toBe(before);
    for (const command of [
      ['kill-server', ...here()],
      ['watch', ...here()],
      ['decisions'],
      ['pause', '--why', 'no'],
    ]) {
      const { code, said } = await asNobody(...command);
      expect(code, said).toBe(1);
      expect(said).toMatch(/^cutover: [^\n]+\n$/);
    }
    expect((await site.status()).engine).toEqual({ pid });
    // Where the folder is theirs too, they roll back without the journal: the rights of the file stay, and the engine sees it.
    const { mode } = statSync(site.flagsPath);
    chownSync(dirname(site.flagsPath), 0, NOBODY);
    chmodSync(dirname(site.flagsPath), 0o775);
    expect(await asNobody('rollback', '--why', 'mine too')).toMatchObject({ code: 0 });
    expect(await site.flags()).toMatchObject({ site: 'berlin', rollout_stage: 'disabled' });
    expect(statSync(site.flagsPath).mode).toBe(mode);
    await until(
      'the engine to see it',
      async () => (await site.status()).rollout?.sub.kind === 'rolled_back',
      WITHIN_MS,
    );
    expect((await site.run('retry', '--why', 'again')).code).toBe(0);
    expect((await site.run('decisions', 'verify')).code).toBe(0);
  },
);
