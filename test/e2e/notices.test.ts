import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../src/core/notices.ts';
import { openAgent } from '../support/agents.ts';
import { Program, run, temporaryFolder } from '../support/program.ts';
import { openSite } from '../support/rollout-site.ts';
import { startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

const PAGE = new URL('../../docs/notices.md', import.meta.url);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
const out = () => join(folder.path, 'told.jsonl');
const common = () => ['-L', server.name, '--config', join(folder.path, 'config')];

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startTmuxServer({ cols: 100, rows: 30 });
  await mkdir(join(folder.path, '.tmux_orchestrator'));
  const flags = { use_modular_monitor: true, rollout_stage: 'canary', rollout_percentage: 5 };
  await writeFile(join(folder.path, '.tmux_orchestrator', 'feature_flags.json'), JSON.stringify(flags));
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

async function configure(notices: unknown): Promise<void> {
  await mkdir(join(folder.path, 'config'));
  await writeFile(join(folder.path, 'config', 'config.json'), JSON.stringify({ notices }));
}

const toFile = () => ({ command: ['sh', '-c', 'cat >> "$1"', 'sh', out()] });
const told = async (): Promise<Notice[]> => {
  const text = await readFile(out(), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
};

describe('notices of a running cockpit', () => {
  it('tell of agents that wait, and of a rollback with the bell', async () => {
    await configure([
      { on: ['waiting', 'rollback'], to: toFile() },
      { on: ['rollback'], to: 'bell' },
      { on: ['rollback'], to: { command: ['/nowhere/notify'] } },
    ]);
    await openAgent(server, folder.path, 'claude-a', 'claude.permission');
    await openAgent(server, folder.path, 'claude-b', 'claude.plan');
    await openAgent(server, folder.path, 'claude-c', 'claude.idle');
    const cockpit = new Program(['--no-server', ...common(), '--interval', '1'], {
      cols: 200,
      rows: 50,
      cwd: folder.path,
    });
    try {
      const bells = () => cockpit.written.split('\u0007').length - 1;
      const [waiting] = await until('a notice', async () => (await told()).length > 0 && told());
      expect(waiting).toMatchObject({ kind: 'waiting', where: ['main:1.0', 'main:2.0'], how: 'cutover' });
      expect(waiting!.text).toBe('2 agents wait: main:1.0 and main:2.0; cutover');
      const before = bells();
      const done = await run(['rollback', '--why', '#(touch pwned)'], { cwd: folder.path });
      expect(done.code).toBe(0);
      const [, rollback] = await until('another notice', async () => (await told()).length > 1 && told());
      expect(rollback).toMatchObject({ kind: 'rollback', urgent: true, how: 'cutover status' });
      expect(rollback!.why).toContain('#(touch pwned)');
      await until('the bell', () => bells() === before + 1);
      await cockpit.shows(/notice 3 \(notify\) failed: there is no program/);
      // The engine writes the file once more to be sure of it: that is no other rollback.
      await cockpit.shows(/legacy served cycle/);
      cockpit.press('\u001b');
      await cockpit.expectSoundScreen();
      expect((await told()).map(({ kind }) => kind)).toEqual(['waiting', 'rollback']);
      expect(bells()).toBe(before + 1);
    } finally {
      await cockpit.close();
    }
  });
});

describe('notices of a server without a terminal', () => {
  it('ring the bell of every window onto it', async () => {
    const site = await openSite({ settings: { notices: [{ on: ['stage'], to: 'bell', debounce: '1ms' }] } });
    try {
      site.spawn('server', '--foreground', '-L', site.tmux, '--interval', '0.5').stdout?.resume();
      await until('the server', async () => (await site.status()).engine !== null, 20_000);
      const windows = [site.window(), site.window()];
      for (const window of windows) await window.shows(/CANARY 5%[\s\S]*main:1\.0/, 20_000);
      const bells = () => windows.map(({ written }) => written.split('\u0007').length - 1);
      const [a, b] = bells() as [number, number];
      expect(await site.run('stage', 'set', 'beta', '--yes', '--why', 'a test')).toMatchObject({ code: 0 });
      await until('the bells', () => String(bells()) === String([a + 1, b + 1]));
      await site.run('kill-server', '-L', site.tmux);
    } finally {
      await site.close();
    }
  });
});

describe('notify test', () => {
  it('sends a notice by every rule and says what came of each', async () => {
    await configure([
      { on: ['stage'], to: toFile() },
      { on: ['rollback', 'alert'], to: 'tmux-message' },
      { on: ['waiting'], to: 'bell' },
      { on: ['waiting'], to: { command: ['sh', '-c', 'echo "no route" >&2; exit 7'] } },
    ]);
    const { code, stdout } = await run(['notify', 'test', ...common()]);
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      '✓  notice 1 (sh)            stage            done',
      '✗  notice 2 (tmux-message)  rollback, alert  nobody is attached to the tmux server',
      '✗  notice 3 (bell)          waiting          there is no terminal here',
      '✗  notice 4 (sh)            waiting          exit code 7; it said: no route',
      '',
    ]);
    expect(await told()).toMatchObject([{ kind: 'stage', test: true }]);
    const json = await run(['notify', 'test', '--json', ...common()]);
    expect(JSON.parse(json.stdout).tests).toHaveLength(4);
  });

  it('says that none are asked for, and takes the example of the manual', async () => {
    const { code, stdout } = await run(['notify', 'test', ...common()]);
    expect([code, stdout]).toEqual([0, 'no notices are asked for; docs/notices.md says how\n']);
    const example = /```json\n([\s\S]*?)```/.exec(await readFile(PAGE, 'utf8'))![1]!;
    const file = join(folder.path, 'example.json');
    await writeFile(file, example);
    expect(await run(['config', 'check', file])).toMatchObject({ code: 0 });
  });

  it('refuses rules that make no sense', async () => {
    await configure([{ on: ['waiting'], to: 'bell', quietHours: { from: '25:00', to: '07:00' } }]);
    const { code, stderr } = await run(['notify', 'test', ...common()]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/config\.json:1: notices\.0\.quietHours\.from: write a time of day/);
  });
});
