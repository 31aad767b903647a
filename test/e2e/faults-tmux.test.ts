import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engine/open.ts';
import { playing } from '../support/agents.ts';
import { watchCycles } from '../support/cycles.ts';
import { processesOf, watchFlags } from '../support/faults.ts';
import { LENIENT_HEALTH, openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

const WITHIN_MS = 90_000;
/** Windows that come and go while the server is read. */
const WINDOWS = 500;
const HISTORY_LINES = 50_000;

let site: RolloutSite;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const pidOfTmux = async () => Number(await site.server.run('display-message', '-p', '#{pid}'));

/** Starts the tmux server of the place again, with the agent that it had. */
async function startTmuxAgain(): Promise<void> {
  await site.server.run('new-session', '-d', '-s', 'main', '-x', '120', '-y', '40', 'cat');
  const agent = await playing(site.path, 'claude.idle');
  await site.server.run('new-window', '-d', '-t', 'main:', '-n', 'claude-dev1', agent);
}

async function expectSoundJournal(): Promise<void> {
  expect((await site.run('decisions', 'verify')).code).toBe(0);
}

describe('the tmux server', () => {
  it('that is killed three times is told each time, and its agents are seen again when it is there again', async () => {
    const flags = watchFlags(site.flagsPath);
    const cockpit = site.cockpit();
    for (let time = 0; time < 3; time++) {
      await cockpit.shows(/✓ tmux[\s\S]*main:1\.0 /, WITHIN_MS);
      const pid = await pidOfTmux();
      process.kill(pid, time === 1 ? 'SIGTERM' : 'SIGKILL');
      await cockpit.shows(/no tmux server.*reconnecting/, WITHIN_MS);
      // It is no failure of modular, and nothing is rolled back for it.
      expect(cockpit.text()).toMatch(/CANARY 5%/);
      await cockpit.expectSoundScreen();
      await startTmuxAgain();
    }
    await cockpit.shows(/✓ tmux[\s\S]*main:1\.0 /, WITHIN_MS);
    cockpit.press('q');
    expect(await cockpit.ended()).toMatchObject({ exitCode: 0 });
    expect(flags.stop()).toMatchObject({ broken: [], stages: ['canary'] });
    const events = (await site.run('events', '--json')).stdout;
    expect(events.match(/no tmux server is running/g)?.length).toBeGreaterThanOrEqual(3);
    expect(events.match(/tmux answers again/g)).toHaveLength(3);
    await expectSoundJournal();
  });

  it.each(['processes', 'control'])(
    'that is stopped, read by %s, times out; the cockpit answers keys, a rollback is done, and all goes on when it does',
    async (reader) => {
      await writeFile(
        join(site.path, 'cutover', 'config.json'),
        JSON.stringify({ health: LENIENT_HEALTH, tmux: { reader } }),
      );
      const cockpit = site.cockpit();
      await cockpit.shows(/✓ tmux[\s\S]*main:1\.0 /, WITHIN_MS);
      expect((await site.server.run('list-clients')).trim() !== '').toBe(reader === 'control');
      const pid = await pidOfTmux();
      process.kill(pid, 'SIGSTOP');
      try {
        await cockpit.shows(/tmux does not list its panes.*reconnecting/, WITHIN_MS);
        // Reads do not pile up behind it: one of each monitor at a time, and those that are being ended.
        expect(processesOf(`-L ${site.tmux}`).filter((line) => / -N /.test(line)).length).toBeLessThanOrEqual(
          4,
        );
        cockpit.press('?');
        await cockpit.shows(/Keys|keys/);
        cockpit.press('\u001b');
        cockpit.press('R');
        await cockpit.shows(/canary 5 % {2}→ {2}disabled 0 %/, WITHIN_MS);
        cockpit.press('y');
        await cockpit.shows(/✓ read back/, WITHIN_MS);
        expect(await site.flags()).toMatchObject({ rollout_stage: 'disabled', use_modular_monitor: false });
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await cockpit.shows(/✓ legacy served cycle/, WITHIN_MS);
      await cockpit.shows(/✓ tmux/, WITHIN_MS);
      cockpit.press('\u001b');
      await until('the proof to be closed', () => !cockpit.text().includes('━ ROLLED BACK'));
      await cockpit.expectSoundScreen();
      cockpit.press('q');
      expect(await cockpit.ended()).toMatchObject({ exitCode: 0 });
      await until('the end of every read', () =>
        processesOf(`-L ${site.tmux}`).every((line) => !/ -(?:N|C) /.test(line)),
      );
      await expectSoundJournal();
    },
  );
});

it(`${WINDOWS} windows in 10 sessions that come and go while they are read cost no cycle and no agent`, async () => {
  const engine = site.spawn('server', '--foreground', '-L', site.tmux, '--interval', '0.2');
  engine.stdout?.resume();
  await until('the server', async () => (await site.status()).rollout !== null, WITHIN_MS);
  const cycles = watchCycles(site);
  await cycles.goOn();
  const agent = join(site.path, 'agent.sh');
  await writeFile(agent, `${await playing(site.path, 'claude.idle')}\n`);
  const from = cycles.all.length;
  let most = 0;
  for (let session = 0; session < 10; session++) {
    await site.server.run('new-session', '-d', '-s', `s${session}`, '-x', '80', '-y', '24', 'cat');
    const target = `s${session}:`;
    const made = Array.from({ length: WINDOWS / 10 - 1 }, (_, n) => [
      'new-window',
      '-d',
      '-t',
      target,
      '-n',
      'claude-x',
      n % 10 === 0 ? `bash ${agent}` : 'cat',
      ';',
    ]);
    await site.server.run(...made.flat());
    most = Math.max(most, (await site.server.run('list-sessions', '-F', '1')).trim().split('\n').length);
    // However slow the machine: the server is read between any two of them.
    const read = cycles.all.length;
    await until('a cycle', () => cycles.all.length > read, WITHIN_MS);
    // The first windows of each go one by one, the rest with its session.
    if (session > 1) {
      const gone = Array.from({ length: 9 }, (_, n) => [
        'kill-window',
        '-t',
        `s${session - 2}:${n + 1}`,
        ';',
      ]);
      await site.server.run(...gone.flat());
      await site.server.run('kill-session', '-t', `s${session - 2}`);
    }
  }
  for (const session of [8, 9]) await site.server.run('kill-session', '-t', `s${session}`);
  await until('the last of them to be gone', () => cycles.all.at(-1)?.agents === 1, WITHIN_MS);
  const seen = cycles.all.slice(from);
  expect(most).toBe(4);
  expect(seen.length).toBeGreaterThanOrEqual(10);
  for (const cycle of seen)
    expect(cycle).toMatchObject({ tmux: 'ok', error: null, sub: 'running', stage: 'canary' });
  expect(Math.min(...seen.map(({ agents }) => agents))).toBe(1);
  // Some of those that went were seen while they were there.
  expect(Math.max(...seen.map(({ agents }) => agents))).toBeGreaterThan(4);
  engine.kill('SIGTERM');
  await once(engine, 'exit');
  expect((await site.server.run('list-sessions', '-F', '#{session_name}')).trim()).toBe('main');
  await expectSoundJournal();
});

it(`a pane with ${HISTORY_LINES} lines of history, in copy mode and scrolled, is judged by its screen, as is one whose process has ended`, async () => {
  const { server, path } = site;
  await server.run('set-option', '-g', 'history-limit', String(HISTORY_LINES));
  await server.run('set-option', '-g', 'remain-on-exit', 'on');
  const scene = await playing(path, 'claude.permission');
  await server.run(
    'new-window',
    '-d',
    '-t',
    'main:',
    '-n',
    'claude-long',
    `seq ${HISTORY_LINES + 1000}; ${scene}`,
  );
  await server.run('new-window', '-d', '-t', 'main:', '-n', 'claude-dead', scene);
  const target = 'main:claude-long';
  const at = async (format: string) =>
    (await server.run('display-message', '-p', '-t', target, format)).trim();
  await until(
    'its history',
    async () => Number(await at('#{history_size}')) > HISTORY_LINES * 0.9,
    WITHIN_MS,
  );
  await server.run('copy-mode', '-t', target);
  await server.run('send-keys', '-t', target, '-X', 'history-top');
  expect(await at('#{pane_in_mode} #{pane_mode}')).toBe('1 copy-mode');
  const engine = await openEngine({
    server: server.server,
    flagsPath: site.flagsPath,
    env: {},
    intervalMs: 300,
    comparison: 'always',
  });
  try {
    engine.start();
    const row = (name: string) => engine.snapshot().rows.find(({ windowName }) => windowName === name);
    await until('the question', () => row('claude-long')?.modular?.state === 'waiting', WITHIN_MS);
    await until('the other', () => row('claude-dead')?.modular?.state === 'waiting', WITHIN_MS);
    const { screen, problem } = await engine.agentDetail(row('claude-long')!.id);
    expect(problem).toBeNull();
    expect(screen).toHaveLength(Number(await at('#{pane_height}')));
    expect(screen.join('\n')).not.toMatch(/^\d{1,4}$/m);
    // It is still in copy mode: looking at it has changed nothing of it.
    expect(await at('#{pane_in_mode}')).toBe('1');

    const dead = 'main:claude-dead';
    process.kill(Number(await server.run('display-message', '-p', '-t', dead, '#{pane_pid}')), 'SIGKILL');
    await until('its crash', () => row('claude-dead')?.modular?.state === 'crashed', WITHIN_MS);
    expect((await server.run('display-message', '-p', '-t', dead, '#{pane_dead}')).trim()).toBe('1');
    await server.run('respawn-pane', '-t', dead, scene);
    await until('it again', () => row('claude-dead')?.modular?.state === 'waiting', WITHIN_MS);
    expect(row('claude-long')?.modular?.state).toBe('waiting');
    expect(engine.snapshot().monitors.modular.failures).toBe(0);
  } finally {
    await engine.close();
  }
});
