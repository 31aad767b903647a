import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { PATIENCE, until } from '../support/tmux-server.ts';

let site: RolloutSite;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const here = () => ['-L', site.tmux];
const window = () => site.window();
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Starts a server and waits until it has measured something; its pid. */
async function serve(): Promise<number> {
  const child = site.spawn('server', '--foreground', ...here(), '--interval', '0.5');
  const pid = await until('the server', async () => (await site.status()).engine?.pid ?? undefined, 20_000);
  child.stdout?.resume();
  await until('a tick of it', async () => (await site.status()).rollout !== null, 20_000);
  return pid;
}

describe('an engine without a window', () => {
  it('goes on without a terminal, shows the same in every window, and outlives them', async () => {
    const pid = await serve();
    process.kill(pid, 'SIGHUP');
    const [one, two] = [window(), window()];
    for (const cockpit of [one, two]) await cockpit.shows(/CANARY 5%[\s\S]*main:1\.0/, 20_000);
    const { bake } = (await site.status()).rollout!;

    one.press('P');
    await one.shows('Pause the rollout');
    one.press('looking\r');
    await two.shows(/paused by .*: looking/);
    one.kill('SIGKILL');
    await one.ended();
    two.press('P');
    await two.shows('Resume the rollout');
    two.press('looked\r');
    await two.shows(/next BETA/);

    two.press('q');
    expect(await two.ended()).toMatchObject({ exitCode: 0 });
    expect(two.written).toContain(`the cutover server runs on (pid ${pid})`);
    await until('the bake to go on', async () => (await site.status()).rollout!.bake.ms > bake.ms);
    expect(isAlive(pid)).toBe(true);

    const ended = await site.run('kill-server', ...here());
    expect(ended).toMatchObject({ code: 0, stdout: `ended (pid ${pid})\n` });
    await until('its end', () => !isAlive(pid));
    expect(await site.run('kill-server', ...here())).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no cutover server runs .*; `cutover server` starts one/),
    });
  });

  it('is one, however many are started at the same moment', async () => {
    const children = Array.from({ length: 6 }, () => site.spawn('server', '--foreground', ...here()));
    const ends = children.map(async (child) => {
      let said = '';
      child.stderr?.on('data', (data) => {
        said += data;
      });
      child.stdout?.resume();
      const [code] = await once(child, 'exit');
      return { code, said };
    });
    const refused: { code: number; said: string }[] = [];
    for (const end of ends) void end.then((one) => refused.push(one));
    await until('all but one to end', () => refused.length === 5, 30_000);
    for (const { code, said } of refused) {
      expect(code).toBe(1);
      expect(said).toMatch(/a cutover server runs for this tmux server and flags file already/);
    }
    await site.run('kill-server', ...here());
    await Promise.all(ends);
  });

  it('that is killed is told in its windows, which go on with the next one, as does the rollout', async () => {
    const pid = await serve();
    const cockpit = window();
    await cockpit.shows(/CANARY 5%/, 20_000);
    const { bake } = (await site.status()).rollout!;
    process.kill(pid, 'SIGKILL');
    await cockpit.shows(`the cutover server (pid ${pid}) has ended`);
    expect(cockpit.text()).toContain('r starts it again');
    cockpit.press('r');
    const next = await until(
      'the next one',
      async () => (await site.status()).engine?.pid ?? undefined,
      20_000,
    );
    expect(next).not.toBe(pid);
    await until('the window to go on', () => !cockpit.text().includes('has ended'));
    await until('the bake to go on', async () => (await site.status()).rollout!.bake.ms > bake.ms, 20_000);
    await cockpit.expectSoundScreen();
  });

  it('that is stopped does not keep a rollback from the file', async () => {
    const pid = await serve();
    process.kill(pid, 'SIGSTOP');
    const began = performance.now();
    const { code } = await site.run('rollback', '--why', 'it hangs');
    const took = performance.now() - began;
    expect(code).toBe(0);
    expect(await site.flags()).toMatchObject({
      rollout_stage: 'disabled',
      rollout_percentage: 0,
      site: 'berlin',
    });
    // Starting the program is most of it.
    expect(took).toBeLessThan(5000 * PATIENCE);
    process.kill(pid, 'SIGCONT');
    await until(
      'the engine to see it',
      async () => (await site.status()).rollout?.sub.kind === 'rolled_back',
    );
    expect((await site.status()).rollout?.sub).toMatchObject({ from: 'canary', why: 'it hangs' });
  });

  it('is started in the background by the first window, and found by the others', async () => {
    const first = Array.from({ length: 4 }, window);
    for (const cockpit of first) await cockpit.shows(/CANARY 5%[\s\S]*main:1\.0/, 30_000);
    const pid = (await site.status()).engine!.pid!;
    for (const cockpit of first) cockpit.press('q');
    for (const cockpit of first) expect(await cockpit.ended()).toMatchObject({ exitCode: 0 });
    for (const cockpit of first) expect(cockpit.written).toContain(`runs on (pid ${pid})`);
    expect(isAlive(pid)).toBe(true);
    const again = window();
    await again.shows(/CANARY 5%/);
    expect((await site.status()).engine).toEqual({ pid });
    await site.run('kill-server', ...here());
    await again.shows(`the cutover server (pid ${pid}) has ended`);
  });

  it('that does not come up is told with its reason, and nothing is left', async () => {
    await site.write('cutover/config.json', '{ "health": { "errorBoundPercent": -1 } }');
    const cockpit = window();
    expect(await cockpit.ended(20_000)).toMatchObject({ exitCode: 1 });
    expect(cockpit.written.replaceAll(/\s+/g, ' ')).toMatch(
      /cutover: the cutover server did not come up: cutover: .*config\.json:1: health\.errorBoundPercent/,
    );
    expect((await site.status()).engine).toBeNull();
  });
});
