import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { playing } from '../../support/agents.ts';
import { PATIENCE } from '../../support/tmux-server.ts';
import { openTeam, type Team } from './support/team.ts';

// Legacy takes a second an agent, and looks several times.
vi.setConfig({ testTimeout: 60_000 * PATIENCE });

let team: Team;
afterEach(() => team.close());

const windows = async (): Promise<string[]> =>
  (await team.server.run('list-windows', '-t', 'main', '-F', '#{window_name}')).trim().split('\n');

/** A window with a shell in which an agent runs that ends when its process is killed: the shell's prompt is left. */
async function openInShell(name: string): Promise<() => Promise<void>> {
  const form = ['-P', '-F', '#{pane_id} #{pane_pid}'];
  const shell = ['env', 'PS1=$ ', 'bash', '--norc', '--noprofile', '-i'];
  const [pane, shellPid] = (
    await team.server.run('new-window', '-d', ...form, '-t', 'main:', '-n', name, ...shell)
  )
    .trim()
    .split(' ');
  const play = await playing(team.folder, 'claude.idle');
  await team.server.run('send-keys', '-t', pane!, '-l', `clear; ( ${play} )`);
  await team.server.run('send-keys', '-t', pane!, 'Enter');
  return async () => {
    const child = execFileSync('pgrep', ['-P', shellPid!], { encoding: 'utf8' }).trim().split('\n')[0];
    process.kill(Number(child), 'SIGKILL');
    await team.server.run('send-keys', '-t', pane!, 'clear', 'Enter');
  };
}

describe('windows that legacy would kill', () => {
  it('are killed where that is allowed, but never one in which no agent was seen', async () => {
    team = await openTeam();
    const crash = await openInShell('claude-qa');
    const shell = ['env', 'PS1=$ ', 'bash', '--norc', '--noprofile', '-i'];
    await team.server.run('new-window', '-d', '-t', 'main:', '-n', 'backend-logs', ...shell);
    await team.open('legacy', { allowKillWindows: true });
    await team.when(
      'the agents',
      ({ rows }) => rows.filter((row) => row.modular?.state === 'idle').length === 3,
    );
    await crash();
    await team.when('the end of the window', (s) => s.actions.recent.some(({ result }) => result === 'done'));
    const { actions } = await team.when('the other to be refused', (s) =>
      s.actions.recent.some(({ result }) => result === 'refused'),
    );
    const ends = actions.recent.map(({ kind, result, text }) => `${kind} ${result}: ${text}`);
    expect(ends).toContainEqual(expect.stringMatching(/^kill_window done: killed the window main:\d+$/));
    expect(ends).toContainEqual(
      expect.stringMatching(/^kill_window refused: main:\d+\.0 runs no agent but bash$/),
    );
    expect(await windows()).toEqual(expect.arrayContaining(['claude-dev', 'Claude-pm', 'backend-logs']));
    expect(await windows()).not.toContain('claude-qa');
    // Beside what the test itself has typed.
    const done = (await team.commands()).filter((line) => !line.includes('send-keys'));
    expect(done).toEqual([expect.stringContaining('kill-window')]);
  });

  it('are only wanted without that', async () => {
    team = await openTeam();
    const shell = ['env', 'PS1=$ ', 'bash', '--norc', '--noprofile', '-i'];
    await team.server.run('new-window', '-d', '-t', 'main:', '-n', 'backend-logs', ...shell);
    await team.open('legacy', {});
    const { actions } = await team.when(
      'legacy to want it',
      (s) => s.actions.monitors.legacy.wanted.kill_window > 0,
    );
    expect(actions.monitors.legacy.executed.kill_window).toBe(0);
    expect(await team.commands()).toEqual([]);
  });
});

describe('a notice', () => {
  /** The screen of an idle Claude over a program that says again what it is sent. */
  const listening = async (scene: string): Promise<string> =>
    (await playing(team.folder, scene)).replace('sleep 1000', 'cat');

  it('is typed into the prompt of the PM by the monitor in authority, and sent when it is seen there', async () => {
    team = await openTeam({ pm: null });
    await team.server.run(
      'new-window',
      '-d',
      '-t',
      'main:',
      '-n',
      'Claude-pm',
      await listening('claude.idle'),
    );
    const crash = await openInShell('claude-qa');
    await team.open('modular', { notifyPm: { mode: 'act' } });
    await team.when(
      'the agents',
      ({ rows }) => rows.filter((row) => row.modular?.state === 'idle').length === 3,
    );
    await crash();
    const { actions } = await team.when('the notice', (s) =>
      s.actions.recent.some(({ kind, result }) => kind === 'notify_pm' && result === 'done'),
    );
    expect(actions.recent.find(({ kind }) => kind === 'notify_pm')).toMatchObject({ by: 'modular' });
    const [pane] = await team.pms();
    const screen = await team.server.run('capture-pane', '-p', '-J', '-t', pane!);
    // Typed, and said again by the program after Enter.
    expect(screen.match(/cutover: .*main:\d+\.0.*crashed/g)).toHaveLength(2);
    const done = (await team.commands()).map((line) => /command: (\S+)/.exec(line)?.[1]);
    expect(done.filter((command) => command !== 'send-keys')).toEqual(
      done.map(() => 'paste-buffer').slice(0, 1),
    );
    expect(new Set(team.records().flatMap((one) => (one.phase === 'begun' ? [one.by] : [])))).toEqual(
      new Set(['modular']),
    );
  });

  it('is not typed into a PM that reads in copy mode', async () => {
    team = await openTeam();
    const crash = await openInShell('claude-qa');
    await team.open('modular', { notifyPm: { mode: 'act' } });
    await team.when(
      'the agents',
      ({ rows }) => rows.filter((row) => row.modular?.state === 'idle').length === 3,
    );
    const [pane] = await team.pms();
    await team.server.run('copy-mode', '-t', pane!);
    await crash();
    const { actions } = await team.when('the refusal', (s) =>
      s.actions.recent.some(({ kind }) => kind === 'notify_pm'),
    );
    expect(actions.recent.find(({ kind }) => kind === 'notify_pm')).toMatchObject({
      result: 'refused',
      text: 'somebody reads the pane in copy mode',
    });
    expect((await team.commands()).filter((line) => line.includes('paste-buffer'))).toEqual([]);
  });
});
