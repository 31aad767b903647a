import { execFile, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../src/core/frame.ts';
import { casesOf, parseRecording } from '../../src/detect/recording.ts';
import { encodeFrame } from '../../src/recording/writer.ts';
import { type ChangingPane, openChangingPane } from '../support/changing-pane.ts';
import { Program, run, temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

const BIN = join(import.meta.dirname, '../../bin/cutover');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let pane: ChangingPane;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'incident.jsonl');
  server = await startTmuxServer({ cols: 120, rows: 40 });
  pane = await openChangingPane(server, folder.path, 'claude-dev');
  await pane.show('claude.working');
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

const read = async () => parseRecording(await readFile(path, 'utf8'), path);
/** How many frames there are now, counted by their line ends. */
const lines = async () => (await readFile(path, 'utf8').catch(() => '')).split('\n').length - 1;

/** `cutover record` in the background. */
function recording(...args: string[]) {
  const child = spawn(
    process.execPath,
    [BIN, 'record', path, '-L', server.name, '--interval', '0.2', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
  });
  child.stderr.on('data', (data) => {
    said += data;
  });
  const ended = new Promise<{ code: number | null; said: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, said })),
  );
  return { child, ended };
}

describe('cutover record', () => {
  it('writes changed frames until Ctrl-C, says how many, and replay tells what happened', async () => {
    const { child, ended } = recording();
    await until('the first frame', async () => (await lines()) === 1);
    await pane.show('claude.permission');
    const shows = (what: string, seen: (frame: Frame) => boolean) =>
      until(what, async () => seen((await read()).at(-1)!));
    await shows('the dialog', ({ text }) => text.includes('Do you want to'));
    await pane.show('claude.thinking');
    await shows('the next turn', ({ title }) => !title.startsWith('✳'));
    await pane.show('claude.idle');
    await shows('the end of the turn', ({ title }) => title.startsWith('✳'));
    const idleAt = performance.now();
    await until('it to settle', () => performance.now() - idleAt > 2500);
    child.kill('SIGINT');
    const { code, said } = await ended;
    expect(code).toBe(0);
    const frames = await read();
    expect(said).toBe(`1 pane, ${frames.length} frames: ${path}\n`);
    expect([...casesOf(frames).keys()]).toEqual([expect.stringMatching(/^main:1\.0 %\d+$/)]);
    expect(frames.every((frame) => frame.ansi !== undefined && frame.processes !== undefined)).toBe(true);

    const args = ['replay', path, '--verdicts', '--monitor', 'modular'];
    const { stdout } = await run([...args, '--json']);
    const changes = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(changes.map(({ state, detail }) => [state, detail])).toEqual([
      ['working', null],
      ['waiting', 'permission'],
      ['working', null],
      ['idle', null],
    ]);
    expect((await run(args)).stdout).toMatch(
      /main:1\.0 %\d+ +modular +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +claude +waiting: permission +claude\.waiting\.\S+\n/,
    );
    // At full speed the last verdict is the same, since the last frame says how long the screen stood.
    expect(JSON.parse((await run(['replay', path, '--monitor', 'modular', '--json'])).stdout)).toMatchObject({
      agent: 'claude',
      state: 'idle',
    });
  });

  it('leaves whole lines when it is killed, and is gone on with', async () => {
    const { child, ended } = recording();
    await until('the first frame', async () => (await lines()) > 0);
    // Killed while the screen changes as fast as tmux draws.
    await server.run(
      'send-keys',
      '-t',
      'main:1',
      '-l',
      `${join(folder.path, 'claude.working.screen')}\n`.repeat(30),
    );
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    const text = await readFile(path, 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    const frames = parseRecording(text, path);
    expect(frames.length).toBeGreaterThan(0);
    const again = await run(['record', path, '-L', server.name, '--duration', '0.3', '--append']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect((await read()).slice(0, frames.length)).toEqual(frames);
    expect((await read()).length).toBeGreaterThan(frames.length);
  });

  it('hides what is asked to be hidden, everywhere', async () => {
    const { code } = await run([
      'record',
      path,
      '-L',
      server.name,
      '--duration',
      '0.3',
      '--redact',
      'pars\\w+',
      '--redact',
      'Fable \\d',
    ]);
    expect(code).toBe(0);
    const [frame] = await read();
    expect(frame?.title).toMatch(/Work on the ██████$/);
    expect(await readFile(path, 'utf8')).not.toMatch(/pars\w+|Fable \d/);
    expect(JSON.parse((await run(['replay', path, '--monitor', 'modular', '--json'])).stdout)).toMatchObject({
      state: 'working',
    });
  });

  it('refuses what cannot be meant, and leaves files as they are', async () => {
    await writeFile(path, 'mine');
    const refused = async (args: string[], code: number, said: RegExp) => {
      const result = await run(['record', path, '-L', server.name, '--duration', '0.3', ...args]);
      expect(result).toMatchObject({ code, stdout: '' });
      expect(result.stderr).toMatch(said);
      expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(await readFile(path, 'utf8')).toBe('mine');
    };
    await refused([], 1, /is there already; give --append .* or --force/);
    await refused(['--append'], 1, /is no recording/);
    await refused(['--append', '--force'], 2, /cannot be used with/);
    await refused(['--force', '--redact', '('], 2, /is no regular expression/);
    await refused(['--force', '--interval', '0.1'], 2, /from 0\.2/);
    await refused(['--force', '-L', 'cutover-test-none'], 1, /no tmux server is running/);
    const forced = await run([
      'record',
      path,
      '-L',
      server.name,
      '--duration',
      '0.3',
      '--force',
      '--filter',
      'nobody',
    ]);
    expect(forced).toMatchObject({ code: 0, stderr: '' });
    expect(forced.stdout).toMatch(/^0 panes, 0 frames: .*\nno pane matches the filter/);
  });
});

it('a reader that has seen enough is no error', async () => {
  const scenes = join(import.meta.dirname, '../../fixtures/demo/scenes.jsonl');
  const words = [process.execPath, BIN, 'replay', scenes, '--verdicts'].map((word) => `'${word}'`).join(' ');
  // `true` has ended long before the first line is written.
  const shell = await promisify(execFile)('bash', ['-c', `${words} | true; exit "\${PIPESTATUS[0]}"`]);
  expect(shell).toEqual({ stdout: '', stderr: '' });
});

describe('cutover replay --cockpit', () => {
  const replayFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('cutover-replay-'));

  it('shows the recorded agents with the states of both monitors, goes on to the end, and leaves nothing', async () => {
    const { child, ended } = recording();
    await until('the first frame', async () => (await lines()) === 1);
    await pane.show('claude.plan');
    await until('the plan', async () => (await lines()) > 1);
    child.kill('SIGINT');
    await ended;
    // The server is not needed any more. The first screen is made to last, so that a busy machine shows it too.
    await server.kill();
    const later = (await read()).map((frame, i) => (i === 0 ? frame : { ...frame, t: frame.t + 12_000 }));
    await writeFile(path, later.map(encodeFrame).join(''));
    const before = replayFolders();
    const program = new Program(['replay', path, '--cockpit', '--speed', '2', '--interval', '1'], {
      cwd: folder.path,
    });
    try {
      await program.shows(/main:1\.0 +developer +claude +\S+ (error|idle|working) .*● working/);
      expect(program.text()).not.toMatch(/the recording has ended/);
      await program.shows(/main:1\.0 +developer +claude +\S+ (error|idle|working) .*◆ waiting plan/);
      await program.shows(/the recording has ended/);
      await program.expectSoundScreen();
      expect(program.text()).toMatch(/◆ waiting plan/);
      program.press('q');
      expect(await program.ended()).toMatchObject({ exitCode: 0 });
      expect(program.inAlternateScreen).toBe(false);
    } finally {
      await program.close();
    }
    expect(replayFolders()).toEqual(before);
    expect(readdirSync(folder.path).filter((name) => /flags|orchestrator|labels/.test(name))).toEqual([]);
  });

  it('leaves nothing when it is told to end', async () => {
    await run(['record', path, '-L', server.name, '--duration', '0.3']);
    const before = replayFolders();
    const program = new Program(['replay', path, '--cockpit'], { cwd: folder.path });
    try {
      await program.shows(/main:1\.0 +developer/);
      expect(replayFolders().length).toBeGreaterThan(before.length);
      program.kill('SIGTERM');
      expect((await program.ended()).exitCode).toBe(143);
    } finally {
      await program.close();
    }
    expect(replayFolders()).toEqual(before);
  });

  it('needs a terminal, frames, and a speed that makes sense', async () => {
    await writeFile(path, '');
    expect((await run(['replay', path, '--cockpit'])).stderr).toMatch(/needs a terminal/);
    expect((await run(['replay', path, '--speed', '0'])).code).toBe(2);
    expect((await run(['replay', path, '--speed', '2', '--json'])).code).toBe(2);
    const program = new Program(['replay', path, '--cockpit']);
    try {
      expect((await program.ended()).exitCode).toBe(1);
      expect(program.text()).toMatch(/incident\.jsonl has no frames/);
    } finally {
      await program.close();
    }
  });
});
