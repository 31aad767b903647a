import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

const BIN = join(import.meta.dirname, '../../bin/cutover');
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let inner: TestServer;
let outer: TestServer;

beforeEach(async () => {
  folder = await temporaryFolder();
  inner = await startTmuxServer({ cols: 120, rows: 40 });
  await openAgent(inner, folder.path, 'dev', 'claude.idle');
  // A client of the inner server in a pane of the outer one: keys sent there are keys that somebody presses.
  const attach = `env -u TMUX -u TMUX_PANE TERM=screen-256color LANG=C.UTF-8 tmux -u -L ${inner.name} attach-session`;
  outer = await startTmuxServer({ cols: 120, rows: 40, command: attach });
  await until('a client', async () => (await inner.run('list-clients')) !== '');
});
afterEach(async () => {
  await outer.kill();
  await inner.kill();
  await folder.remove();
});

describe('the cockpit in a popup', () => {
  it('goes to the pane of the agent by Enter, and is gone', async () => {
    const command = `${process.execPath} ${BIN} --no-server -L ${inner.name} --flags ${folder.path}/flags.json --config ${folder.path} --interval 1`;
    await inner.run('bind-key', 'g', 'display-popup', '-E', '-w', '95%', '-h', '90%', command);
    const window = async () =>
      (await inner.run('display-message', '-p', '-t', 'main', '#{window_name}')).trim();
    const screen = () => outer.run('capture-pane', '-p');
    expect(await window()).not.toBe('dev');

    await outer.run('send-keys', 'C-b', 'g');
    await until('the agent in the popup', async () => /main:1\.0/.test(await screen()), 20_000);
    expect(await screen()).toContain('go to it');
    await until('the cursor on it', async () => {
      if (/▸.*main:1\.0/.test(await screen())) return true;
      await outer.run('send-keys', 'j');
      return false;
    });
    await outer.run('send-keys', 'Enter');
    await until('the popup to be gone', async () => !(await screen()).includes('go to it'));
    await until('the pane of the agent', async () => (await window()) === 'dev');
  });
});
