import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locateTmuxConfig, readTmuxConfig, writeTmuxConfig } from '../../../src/cli/tmux-config/file.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'cutover-test-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the file of a tmux config', () => {
  it('is the first that exists', async () => {
    const xdg = join(folder, 'xdg');
    const locate = () => locateTmuxConfig({ XDG_CONFIG_HOME: xdg }, folder);
    expect(await locate()).toBe(join(folder, '.tmux.conf'));
    await mkdir(join(folder, '.config/tmux'), { recursive: true });
    await writeFile(join(folder, '.config/tmux/tmux.conf'), '');
    expect(await locate()).toBe(join(folder, '.config/tmux/tmux.conf'));
    await mkdir(join(xdg, 'tmux'), { recursive: true });
    await writeFile(join(xdg, 'tmux/tmux.conf'), '');
    expect(await locate()).toBe(join(xdg, 'tmux/tmux.conf'));
    expect(await locateTmuxConfig({ XDG_CONFIG_HOME: 'xdg' }, folder)).toBe(
      join(folder, '.config/tmux/tmux.conf'),
    );
  });

  it('is written through links, keeps its mode, and is kept beside', async () => {
    const [file, link] = [join(folder, 'dotfiles.conf'), join(folder, '.tmux.conf')];
    await writeFile(file, 'set -g mouse on\n', { mode: 0o640 });
    await symlink('dotfiles.conf', link);
    const { real, text } = await readTmuxConfig(link);
    expect([real, text]).toEqual([file, 'set -g mouse on\n']);
    expect(await writeTmuxConfig(real, 'caf\xe9\n')).toBe(`${file}.cutover-backup`);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(file)).toEqual(Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]));
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readFile(`${file}.cutover-backup`, 'utf8')).toBe('set -g mouse on\n');
    expect((await readdir(folder)).sort()).toEqual([
      '.tmux.conf',
      'dotfiles.conf',
      'dotfiles.conf.cutover-backup',
    ]);
  });

  it('is not made where a link leads to nothing', async () => {
    await symlink('gone.conf', join(folder, '.tmux.conf'));
    await expect(readTmuxConfig(join(folder, '.tmux.conf'))).rejects.toMatchObject({
      mend: 'mend the link',
    });
  });

  it('says what is wrong with a folder in its place', async () => {
    await expect(readTmuxConfig(folder)).rejects.toThrow(/could not be read: EISDIR/);
    await expect(writeTmuxConfig(join(folder, 'no/such.conf'), '')).rejects.toThrow(/could not be written/);
  });
});
