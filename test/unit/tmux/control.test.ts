import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Listing } from '../../../src/core/tmux.ts';
import { ControlBlocks } from '../../../src/tmux/control.ts';
import { captureCommands, parseCaptures } from '../../../src/tmux/protocol.ts';
import type { TmuxReader } from '../../../src/tmux/reader.ts';
import { createTmux } from '../../../src/tmux/reader.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

const execute = promisify(execFile);

let server: TestServer;
let changes: (string | null)[];
let tmux: TmuxReader;
beforeEach(async () => {
  server = await startTmuxServer({ session: 'team', window: 'shell' });
  changes = [];
  tmux = createTmux(server.server, { control: (problem) => changes.push(problem) });
});
afterEach(async () => {
  await tmux.close();
  await server.kill();
});

const printing = (text: string) => `printf '%s' '${text}'; exec cat`;
const clients = async () =>
  (await server.run('list-clients', '-F', '#{client_pid}'))
    .trim()
    .split('\n')
    .filter((pid) => pid !== '');

/** The control client, which is there once something has been read. */
async function clientPid(): Promise<number> {
  await tmux.list();
  const [pid] = await clients();
  return Number(pid);
}

describe('what tmux prints to a control client', () => {
  const blocksOf = (...chunks: string[]) => {
    const blocks: [string, boolean][] = [];
    const reader = new ControlBlocks((text, isError) => blocks.push([text, isError]));
    for (const chunk of chunks) reader.take(chunk);
    return blocks;
  };
  const said =
    '%begin 7 1 1\na\n\n%end 7 2 1\n%end 7 1 1\n%window-add @3\n%begin 7 3 1\nno pane\n%error 7 3 1\n';

  it('is taken apart into blocks wherever it is cut; notices between them are none', () => {
    const whole: [string, boolean][] = [
      ['a\n\n%end 7 2 1\n', false],
      ['no pane\n', true],
    ];
    for (let at = 0; at <= said.length; at++)
      expect(blocksOf(said.slice(0, at), said.slice(at))).toEqual(whole);
  });

  it('leaves a screen unclear that has printed the end of its own block: none is taken for another', () => {
    const nonce = 'x1x';
    expect(captureCommands(nonce, ['%1', '%2']).trim().split('\n')).toHaveLength(4);
    const printed = blocksOf(
      `%begin 7 1 1\n${nonce}\n%end 7 1 1\n`,
      '%begin 7 2 1\nfirst\n%end 7 2 1\nhidden\n%end 7 2 1\n',
      '%begin 7 3 1\nsecond\n\n\n%end 7 3 1\n',
      `%begin 7 4 1\n${nonce}end\n%end 7 4 1\n`,
    );
    const text = printed.map(([block]) => block).join('');
    const heights = new Map([
      ['%1', 3],
      ['%2', 3],
    ]);
    expect(parseCaptures(text, nonce, ['%1', '%2'], heights)).toEqual({
      screens: new Map(),
      unclear: ['%1', '%2'],
    });
  });
});

describe('reading by a control client', () => {
  it('says the same as reading by processes, and starts one process for all reads', async () => {
    for (const text of [
      '\u001b[31mred\u001b[0m 日本 e\u0301',
      '%begin 1 2 0',
      '%exit',
      "'#{pane_id}'; kill-server",
    ])
      await server.run('new-window', '-t', 'team', printing(text.replaceAll("'", `'\\''`)));
    const processes = createTmux(server.server);
    const ids = (await processes.list()).panes.map(({ paneId }) => paneId);
    await until('the texts', async () => {
      const screens = [...(await processes.capture(ids)).values()];
      return screens.some((screen) => 'ansi' in screen && screen.ansi.includes('kill-server'));
    });
    const [a, b] = [await tmux.list(ids.slice(0, 2)), await processes.list(ids.slice(0, 2))];
    // A window takes its name from what runs in it, in its own time.
    const lasting = ({ panes }: Listing) =>
      panes.map(({ activity: _, windowName, command, ...pane }) => pane);
    expect(lasting(a)).toEqual(lasting(b));
    expect(a.screens).toEqual(b.screens);
    expect(await tmux.capture([...ids, '%999'])).toEqual(await processes.capture([...ids, '%999']));
    for (let i = 0; i < 5; i++) await tmux.capture(ids);
    expect(tmux.subprocesses).toBe(1);
    expect(changes).toEqual([]);
  });

  it('falls back to processes when the client is killed, says so, and tries again after a pause', async () => {
    const pid = await clientPid();
    process.kill(pid, 'SIGTERM');
    await until('the end of the client', async () => (await clients()).length === 0);
    expect((await tmux.list()).panes).toHaveLength(1);
    expect(changes).toEqual([expect.stringMatching(/^it has ended/)]);
    await until('the next client', async () => {
      await tmux.list();
      return changes.at(-1) === null;
    });
    expect(await clients()).toHaveLength(1);
    expect((await tmux.list()).panes).toHaveLength(1);
    expect(changes).toHaveLength(2);
  });

  it('answers though the client hangs, and leaves no client behind', async () => {
    // What a client that has wedged looks like from here: it takes all and says nothing.
    const { path, remove } = await temporaryFolder();
    const PATH = process.env.PATH;
    const real = (await execute('sh', ['-c', 'command -v tmux'])).stdout.trim();
    const wedged = `#!/bin/sh\ncase " $* " in *" -C "*) echo $$ > ${path}/pid; exec cat > /dev/null;; esac\nexec ${real} "$@"\n`;
    await writeFile(join(path, 'tmux'), wedged, { mode: 0o755 });
    process.env.PATH = `${path}:${PATH}`;
    try {
      expect((await tmux.list()).panes).toHaveLength(1);
      expect(changes).toEqual(['it did not answer']);
      const pid = Number(await readFile(join(path, 'pid'), 'utf8'));
      await until('the end of the client', async () => !(await isAlive(pid)));
    } finally {
      process.env.PATH = PATH;
      await remove();
    }
  });

  it('says that there is no server as processes say it', async () => {
    await tmux.list();
    await server.run('kill-server');
    await expect(tmux.list()).rejects.toMatchObject({ status: 'no_server' });
    expect(changes).toEqual([]);
  });

  it('changes no size, and is gone when it is closed', async () => {
    const size = () => server.run('display-message', '-p', '-t', 'team', '#{window_width}x#{window_height}');
    const before = await size();
    await clientPid();
    expect(await size()).toBe(before);
    await tmux.close();
    await until('the end of the client', async () => (await clients()).length === 0);
    expect(await size()).toBe(before);
    expect((await tmux.list()).panes).toHaveLength(1);
    expect(await clients()).toEqual([]);
  });
});

async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat !== null && !/\) Z /.test(stat);
}
