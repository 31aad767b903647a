import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, temporaryFolder } from '../support/program.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const tmux = (...args: string[]) =>
  run(['tmux', ...args], { cwd: folder.path, env: { HOME: folder.path, XDG_CONFIG_HOME: '' } });
const config = () => readFile(join(folder.path, '.tmux.conf'), 'utf8');

describe('cutover tmux', () => {
  it('shows the lines and writes nothing', async () => {
    const { code, stdout } = await tmux(
      '--print',
      '-S',
      'sock',
      '--flags',
      'f.json',
      '--rollback-key',
      'C-x',
    );
    expect(code).toBe(0);
    expect(stdout).toContain(`-S ${folder.path}/sock --flags ${folder.path}/f.json`);
    expect(stdout).toMatch(/bind-key -N 'cutover: roll back' C-x confirm-before/);
    expect(stdout).toContain('#{@cutover_status}');
    expect(await tmux()).toMatchObject({ code: 0, stdout: expect.stringContaining('display-popup -E') });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it.each([
    ['no last line end', 'set -g mouse on'],
    ['CRLF', 'set -g mouse on\r\nset -g status on\r\n'],
    ['nothing in it', ''],
  ])('leaves a file with %s as it was', async (_, before) => {
    await writeFile(join(folder.path, '.tmux.conf'), before);
    const first = await tmux('--install');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(`tmux source-file ${folder.path}/.tmux.conf`);
    const installed = await config();
    expect(installed.startsWith(before)).toBe(true);
    expect(await readFile(join(folder.path, '.tmux.conf.cutover-backup'), 'utf8')).toBe(before);
    expect((await tmux('--install')).stdout).toContain('already');
    expect(await config()).toBe(installed);
    expect(await tmux('--uninstall')).toMatchObject({ code: 0, stderr: '' });
    expect(await config()).toBe(before);
    expect((await tmux('--uninstall')).stdout).toContain('no lines of cutover');
  });

  it('says which of its keys the file binds as well', async () => {
    await writeFile(join(folder.path, '.tmux.conf'), 'bind g new-window\n');
    expect((await tmux('--install')).stdout).toMatch(/\.tmux\.conf binds g as well: .*--popup-key/);
    expect((await tmux('--install', '--popup-key', 'y')).stdout).not.toContain('as well');
  });

  it('makes a file that was not there, and takes it away again', async () => {
    await tmux('--install', 'mine.conf');
    expect(await readdir(folder.path)).toEqual(['mine.conf']);
    await tmux('--uninstall', 'mine.conf');
    expect(await readdir(folder.path)).toEqual([]);
  });

  it.each([
    [['--install', '--uninstall'], 2],
    [['--popup-key', 'no key'], 2],
    [['--popup-key', 'B'], 2],
    [['--flags', 'a\u001b[31mb'], 2],
  ])('refuses %j', async (args, expected) => {
    const { code, stderr } = await tmux(...args);
    expect(code).toBe(expected);
    expect(stderr).toMatch(/^cutover: [^\n\u001b]*\n$/);
    expect(await readdir(folder.path)).toEqual([]);
  });
});
