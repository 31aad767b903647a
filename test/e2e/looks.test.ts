import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgent } from '../support/agents.ts';
import { Program, run, temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
const programs: Program[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, '.tmux_orchestrator'));
  await mkdir(join(folder.path, 'cutover'));
  await writeFile(join(folder.path, '.tmux_orchestrator', 'feature_flags.json'), '{}\n');
  server = await startTmuxServer();
  await openAgent(server, folder.path, 'claude-dev', 'claude.idle');
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.close();
  await server.kill();
  await folder.remove();
});

const settings = (value: object) =>
  writeFile(join(folder.path, 'cutover', 'config.json'), JSON.stringify(value, null, 2));

function open(
  args: string[] = [],
  env: Record<string, string> = {},
  size = { cols: 120, rows: 40 },
): Program {
  const program = new Program(['-L', server.name, '--interval', '1', ...args], {
    ...size,
    cwd: folder.path,
    env: { XDG_CONFIG_HOME: folder.path, ...env },
  });
  programs.push(program);
  return program;
}

/** The styles that were written, besides the reset. */
const styles = (program: Program): Set<string> =>
  new Set([...program.written.matchAll(/\u001b\[([0-9;]+)m/g)].map((match) => match[1] as string));

describe('keys of an operator’s own', () => {
  it('are what the keys do, and what footer, help and palette show', async () => {
    await settings({ keys: { help: 'ctrl-g', 'rollback.ask': ['X'], sort: null, 'area.health': 'H' } });
    const cockpit = open();
    await cockpit.shows(/X ROLLBACK .*Ctrl-G help/);
    cockpit.press('?');
    cockpit.press('R');
    cockpit.press('o');
    cockpit.press('X');
    await cockpit.shows('┏━ ROLL BACK');
    cockpit.press('n');
    await until('the dialog to close', () => !cockpit.text().includes('┏━ ROLL BACK'));
    cockpit.press('\u0007');
    const help = await cockpit.shows(/Ctrl-G +the keys of this view/);
    expect(help).toMatch(/X +roll back to legacy/);
    expect(help).not.toMatch(/sort by/);
    cockpit.press('q');
    await until('the help to close', () => !cockpit.text().includes('┏━ Keys'));
    cockpit.press(':');
    cockpit.press('sort by');
    await cockpit.shows(/▸ sort by target, .* kind +┃/);
  });

  it.each([
    [
      { keys: { sort: 'R' } },
      /config\.json:3: keys\.sort: R is also the key of rollback\.ask on the dashboard; give /,
    ],
    [
      { keys: { sorted: 'x' } },
      /config\.json:3: keys\.sorted: is no command; is it sort\? docs\/keys\.md lists/,
    ],
    [
      { keys: { 'rollback.ask': null } },
      /keys\.rollback\.ask: needs a key: it is the way to roll back; give it one/,
    ],
    [{ keys: { 'quit.now': [] } }, /keys\.quit\.now: needs a key: it is the way to quit from anywhere/],
    [
      { ui: { theme: 'pink' } },
      /config\.json:3: ui\.theme: is not one of the known words; write one of auto, dark/,
    ],
  ])('that cannot be meant stop the start: %j', async (value, said) => {
    await settings(value);
    const cockpit = open([], {}, { cols: 300, rows: 10 });
    expect(await cockpit.ended()).toMatchObject({ exitCode: 1 });
    expect(cockpit.text()).toMatch(said);
    const check = await run(['config', 'check'], { cwd: folder.path, env: { XDG_CONFIG_HOME: folder.path } });
    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(said);
  });
});

describe('the theme', () => {
  it('is that of the option, else of the environment, else of the settings; NO_COLOR wins over all', async () => {
    await settings({ ui: { theme: 'light' } });
    const SKY_BLUE = '38;5;75';
    const light = open();
    await light.shows(/Agents 1/);
    expect(styles(light)).toContain('34');
    const byEnvironment = open([], { CUTOVER_THEME: 'colour-blind' });
    await byEnvironment.shows(/Agents 1/);
    expect(styles(byEnvironment)).toContain(SKY_BLUE);
    const byOption = open(['--theme', 'dark'], { CUTOVER_THEME: 'colour-blind' });
    await byOption.shows(/Agents 1/);
    expect(styles(byOption)).toContain('94');
    expect(styles(byOption)).not.toContain(SKY_BLUE);
    const none = open(['--theme', 'high-contrast'], { NO_COLOR: '1' });
    await none.shows(/Agents 1/);
    expect([...styles(none)]).toEqual([]);
  });

  it('that is none is refused', async () => {
    const cockpit = open([], { CUTOVER_THEME: 'pink' });
    expect(await cockpit.ended()).toMatchObject({ exitCode: 2 });
    expect(cockpit.text()).toMatch('CUTOVER_THEME=pink is no theme; write one of auto, dark');
    expect(await run(['--theme', 'pink'], { cwd: folder.path })).toMatchObject({ code: 2 });
  });

  it('is in ASCII where it is asked for or the locale needs it', async () => {
    for (const cockpit of [open(['--ascii']), open([], { LANG: 'C', LC_ALL: 'C' })]) {
      await cockpit.shows(/Agents 1/);
      await cockpit.shows(/Up Down select {2}Enter open/);
      expect(cockpit.text()).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });
});

describe('a read-only cockpit', () => {
  it('says so, and has no rollback', async () => {
    const cockpit = open(['--read-only']);
    const screen = await cockpit.shows(/cutover.* read-only/);
    expect(screen).not.toContain('ROLLBACK');
    cockpit.press('R');
    await cockpit.shows('read-only: nothing can be changed from here');
    await cockpit.shows(/▸.*main:1\.0/);
    cockpit.press('v');
    await cockpit.shows(/live · keys do not reach it/);
    cockpit.press('i');
    await cockpit.shows('read-only: nothing can be changed from here');
    expect(cockpit.text()).not.toContain('TYPING');
  });
});

it('welcomes an operator once', async () => {
  const env = { XDG_STATE_HOME: join(folder.path, 'state') };
  const first = open([], env);
  await first.shows(/Welcome {2}⏎ open {2}d differences {2}s stage {2}R rolls back {2}\? all keys/);
  first.press('j');
  await until('the welcome to be over', () => !first.text().includes('Welcome'));
  first.press('q');
  await first.ended();
  const second = open([], env);
  await second.shows(/Agents 1/);
  expect(second.text()).not.toContain('Welcome');
});
