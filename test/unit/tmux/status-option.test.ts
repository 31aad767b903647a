import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TmuxCommand } from '../../../src/core/tmux.ts';
import { tmuxText } from '../../../src/engine/status-line.ts';
import { createStatusOption } from '../../../src/tmux/status-option.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

let server: TestServer;
let calls: string[][];
let command: TmuxCommand;
beforeEach(async () => {
  server = await startTmuxServer();
  calls = [];
  command = (args, options) => {
    calls.push(args);
    return server.command(args, options);
  };
});
afterEach(() => server.kill());

const value = () => server.run('show-options', '-gqv', '@cutover_status').then((text) => text.slice(0, -1));
const holds = (text: string) => until(text, async () => (await value()) === text);

describe('the status option', () => {
  it.each([
    '◐ CANARY 5%',
    'ends with ;',
    'ends with \\;',
    ';',
    '-g -u',
    '$HOME "x" \'y\' \\',
    '##(touch pwned)',
  ])('holds %j as it is', async (text) => {
    createStatusOption(command).show(text);
    await holds(text);
    expect(calls).toHaveLength(1);
  });

  it('takes one process a change, none for the same, and skips what is out of date', async () => {
    const option = createStatusOption(command);
    for (const text of ['one', 'two', 'three', 'three']) option.show(text);
    await holds('three');
    expect(calls.map((args) => args.at(-1))).toEqual(['one', 'three']);
    option.show('three');
    await option.clear();
    expect(calls).toHaveLength(3);
    expect(await value()).toBe('');
    expect(await server.run('show-options', '-g')).not.toContain('cutover');
  });

  it('is set anew on a server that has come back, and not unset on one that has it not', async () => {
    const option = createStatusOption(command);
    option.show('one');
    await holds('one');
    await server.run('set-option', '-gu', '@cutover_status');
    option.forget();
    option.show('one');
    await holds('one');
    option.forget();
    await option.clear();
    expect(calls).toHaveLength(2);
  });

  it('does not throw when there is no server or no tmux, and tries again', async () => {
    let fails = true;
    const option = createStatusOption((args, options) =>
      fails ? Promise.reject(new Error('no tmux')) : command(args, options),
    );
    option.show('one');
    await new Promise(setImmediate);
    fails = false;
    option.show('one');
    await holds('one');
    await server.run('kill-server');
    await option.clear();
  });

  it('shows a hostile text literally, and runs nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cutover-test-'));
    const text = '#(touch pwned) #{pane_id} #[fg=red] ##[x] #H #';
    await server.run('set-option', '-g', 'status-right-length', '100');
    await server.run('set-option', '-g', 'status-right', '<#{@cutover_status}>');
    const outer = await startTmuxServer({
      command: `cd '${folder}'; env -u TMUX tmux -u -L ${server.name} attach-session`,
    });
    try {
      createStatusOption(command).show(tmuxText(text));
      await until('the status line', async () =>
        (await outer.run('capture-pane', '-p')).includes(`<${text}>`),
      );
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await outer.kill();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
