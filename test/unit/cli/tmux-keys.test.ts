import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configLines, DEFAULT_KEYS } from '../../../src/cli/tmux-config/bindings.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

/** Folders as nobody should name them. */
const NAMES = ['plain', "it's #(touch pwned) $HOME #[fg=red] ##H", 'ü "漢" \\ ; {x} %H `touch pwned`'];

let folder: string;
let inner: TestServer;
let outer: TestServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutover-test-'));
  inner = await startTmuxServer();
  // A client of the inner server in a pane of the outer one: keys sent there are keys that somebody presses.
  outer = await startTmuxServer({ command: `env -u TMUX tmux -L ${inner.name} attach-session` });
  await until('a client', async () => (await inner.run('list-clients')) !== '');
});
afterEach(async () => {
  await outer.kill();
  await inner.kill();
  await rm(folder, { recursive: true, force: true });
});

describe('the keys in a real tmux', () => {
  it.each(NAMES)('call the program in %s with the words that were meant', async (name) => {
    const home = join(folder, name);
    const [program, said] = [join(home, 'cutover'), join(folder, 'said')];
    await mkdir(home);
    await writeFile(program, `#!/bin/sh\nprintf '%s\\0' "$@" >>'${said}.new'\nmv '${said}.new' '${said}'\n`);
    await chmod(program, 0o755);
    const flags = ['--flags', join(home, 'flags.json')];
    const config = ['--config', join(home, 'config')];
    const lines = configLines({ program, server: ['-L', name], flags, config }, DEFAULT_KEYS);
    await inner.command(['source-file', '-'], { timeoutMs: 5000, input: `${lines.join('\n')}\n` });

    const press = (...keys: string[]) => outer.run('send-keys', ...keys);
    const screen = () => outer.run('capture-pane', '-p');
    const shows = (text: string) => until(text, async () => (await screen()).includes(text));
    const words = async () => {
      const text = await until('a call', () => readFile(said, 'utf8').catch(() => undefined));
      await rm(said);
      return text.split('\0').slice(0, -1);
    };

    // Keys that are pressed while a popup is still there are the popup's.
    const popupGone = () => until('the popup is gone', async () => !(await screen()).includes('─'));

    await press('C-b', 'g');
    expect(await words()).toEqual(['-L', name, ...flags, ...config]);
    await popupGone();
    await press('C-b', 'B');
    await shows('Roll back: legacy alone from the next cycle on? (y/n)');
    await press('y');
    expect(await words()).toEqual(['rollback', ...flags, '--why', 'tmux-key']);
    await press('C-b', 'G');
    await shows('How it stands');
    await press('s');
    expect(await words()).toEqual(['status', ...flags]);
    await press('Escape');
    await popupGone();
    await press('C-b', 'G');
    await shows('Roll back');
    await press('B');
    await shows('(y/n)');
    await press('y');
    expect(await words()).toEqual(['rollback', ...flags, '--why', 'tmux-key']);
    await press('C-b', 'G');
    await shows('Drill a rollback');
    await press('D');
    await shows('(y/n)');
    await press('y');
    expect(await words()).toEqual(['drill', ...flags, ...config, '--why', 'tmux-menu']);
  });

  it('roll nothing back without a y', async () => {
    const program = join(folder, 'cutover');
    await writeFile(program, `#!/bin/sh\ntouch '${folder}/called'\n`);
    await chmod(program, 0o755);
    const lines = configLines({ program, server: [], flags: [], config: [] }, DEFAULT_KEYS);
    await inner.command(['source-file', '-'], { timeoutMs: 5000, input: `${lines.join('\n')}\n` });
    await outer.run('send-keys', 'C-b', 'B');
    const asks = async () => (await outer.run('capture-pane', '-p')).includes('(y/n)');
    await until('the question', asks);
    await outer.run('send-keys', 'n');
    await until('the question is gone', async () => !(await asks()));
    // run-shell would have been waited for by what comes after it.
    await inner.run('run-shell', 'true');
    await expect(readFile(join(folder, 'called'))).rejects.toThrow('ENOENT');
  });
});
