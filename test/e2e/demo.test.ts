import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { until } from '../support/tmux-server.ts';

let program: Program;
afterEach(() => program.close());

/** What a demo of this process leaves: its server, its folder, its players. */
function leftovers(serverName: string, foldersBefore: Set<string>): string[] {
  const socket = `${process.env.TMUX_TMPDIR ?? '/tmp'}/tmux-${process.getuid?.()}/${serverName}`;
  const folders = demoFolders().filter((name) => !foldersBefore.has(name));
  const processes = execFileSync('ps', ['-axo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(serverName));
  return [...(existsSync(socket) ? [socket] : []), ...folders, ...processes];
}

/** The demo has removed what it could; its panes' processes end a moment after their server. */
const nothingLeft = (serverName: string, foldersBefore: Set<string>) =>
  until('the end of all that belongs to the demo', () => leftovers(serverName, foldersBefore).length === 0);

/** A bound in ms, on a machine where Node itself starts within 40 ms; more on one that is slower or busy now. */
function atMost(ms: number): number {
  const began = performance.now();
  execFileSync(process.execPath, ['-e', '0']);
  return Math.max(ms, (ms * (performance.now() - began)) / 40);
}

const demoFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('cutover-demo-'));

async function startDemo(): Promise<{ serverName: string; foldersBefore: Set<string> }> {
  const foldersBefore = new Set(demoFolders());
  program = new Program(['demo']);
  await program.shows(/Agents 6/);
  const serverName = `cutover-demo-${program.pid}`;
  expect(leftovers(serverName, foldersBefore).length).toBeGreaterThan(6);
  return { serverName, foldersBefore };
}

it('shows agents with the states of both monitors and a difference with its cause within 5 s, then leaves nothing', async () => {
  const bound = atMost(5000);
  const start = performance.now();
  const { serverName, foldersBefore } = await startDemo();
  await program.shows(/ → .*(logic|timing|refined|missing in legacy)/);
  const screen = await program.shows(/api:1\.0 +frontend +opencode +\S+ (error|idle|working) +● working/);
  expect(performance.now() - start).toBeLessThan(bound);
  expect(screen).toMatch(/shop:1\.0 +developer +claude +.*waiting plan/);
  await program.expectSoundScreen();
  expect(program.inAlternateScreen).toBe(true);

  program.press('q');
  expect(await program.ended()).toMatchObject({ exitCode: 0 });
  expect(program.inAlternateScreen).toBe(false);
  await nothingLeft(serverName, foldersBefore);
});

it('its agents do what is typed into their panes', async () => {
  const { serverName } = await startDemo();
  await program.shows(/api:1\.0 .*● working/);
  execFileSync('tmux', ['-L', serverName, 'send-keys', '-t', 'api:1', 'p']);
  await program.shows(/api:1\.0 .*◆ waiting permission/);
  execFileSync('tmux', ['-L', serverName, 'send-keys', '-t', 'shop:0', 'c']);
  await program.shows(/shop:0\.0 .*✖ crashed/);
  execFileSync('tmux', ['-L', serverName, 'send-keys', '-t', 'shop:0', 'claude', 'Enter']);
  await program.shows(/shop:0\.0 .*● working/);
});

it('leaves nothing behind when it is told to end, and gives the terminal back', async () => {
  const { serverName, foldersBefore } = await startDemo();
  program.kill('SIGTERM');
  expect((await program.ended()).exitCode).toBe(143);
  expect(program.inAlternateScreen).toBe(false);
  await nothingLeft(serverName, foldersBefore);
});

it('leaves nothing behind even when it is killed', async () => {
  const { serverName, foldersBefore } = await startDemo();
  program.kill('SIGKILL');
  await program.ended();
  // The players look for their owner every two seconds.
  await until(
    'the end of all that belongs to the demo',
    () => leftovers(serverName, foldersBefore).length === 0,
  );
});
