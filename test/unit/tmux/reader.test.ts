import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TmuxError } from '../../../src/core/tmux.ts';
import { createTmux } from '../../../src/tmux/reader.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTmuxServer({ session: 'team', window: 'shell' });
});
afterEach(() => server.kill());

const printing = (text: string) => `printf '%s' '${text}'; exec cat`;

describe('reading a real server', () => {
  it('lists every pane of every window with one subprocess', async () => {
    await server.run('split-window', '-t', 'team', 'cat');
    await server.run('new-session', '-d', '-s', 'other', '-x', '90', '-y', '30', 'cat');
    const tmux = createTmux(server.server);
    const { panes, serverSeconds } = await tmux.list();
    expect(panes.map((p) => `${p.session}:${p.windowIndex}.${p.paneIndex}`)).toEqual([
      'other:0.0',
      'team:0.0',
      'team:0.1',
    ]);
    expect(panes[0]).toMatchObject({ cols: 90, rows: 30, command: 'cat', dead: false });
    expect(panes.map((p) => p.paneActive)).toEqual([true, false, true]);
    expect(Math.abs(serverSeconds - Date.now() / 1000)).toBeLessThan(5);
    expect(tmux.subprocesses).toBe(1);
  });

  it('keeps names and titles that try to break the parser', async () => {
    const windowName = 'a:b #{pane_id} #(touch x) end x0x 日本 e\u0301 🙂 ; \' "';
    // These two commands expand formats themselves: a doubled # stands for one.
    await server.run('rename-window', '-t', 'team', windowName.replaceAll('#', '##'));
    await server.run('select-pane', '-t', 'team', '-T', "t:1.0 %s pane '##{window_id}' 漢");
    const { panes } = await createTmux(server.server).list();
    expect(panes[0]?.windowName).toBe(windowName);
    expect(panes[0]?.title).toBe("t:1.0 %s pane '#{window_id}' 漢");
  });

  it('captures many panes with one subprocess, colours and wide characters intact', async () => {
    await server.run(
      'new-window',
      '-t',
      'team',
      printing('\u001b[31mred\u001b[0m 日本 e\u0301 #{pane_id} end'),
    );
    const tmux = createTmux(server.server);
    const { panes } = await tmux.list();
    const ids = panes.map((p) => p.paneId);
    const screens = await until('the text', async () => {
      const read = await tmux.capture(ids);
      const screen = read.get(ids[1]!);
      return screen !== undefined && 'ansi' in screen && screen.ansi.includes('end') && read;
    });
    const screen = screens.get(ids[1]!);
    expect(screen).toHaveProperty(
      'ansi',
      expect.stringContaining('\u001b[31mred\u001b[39m 日本 e\u0301 #{pane_id} end\n'),
    );
    expect(screens.get(ids[0]!)).toHaveProperty('ansi', '\n'.repeat(40));
  });

  it('answers for the other panes when one is gone', async () => {
    const tmux = createTmux(server.server);
    const alive = (await tmux.list()).panes[0]!;
    const screens = await tmux.capture(['%997', alive.paneId, '%998']);
    expect(screens.get('%997')).toEqual({ error: 'the pane is gone' });
    expect(screens.get('%998')).toEqual({ error: 'the pane is gone' });
    expect(screens.get(alive.paneId)).toHaveProperty('ansi', '\n'.repeat(40));
  });

  it('gives every pane its own screen when neighbours were resized since they were listed', async () => {
    await server.run('split-window', '-t', 'team', printing('below'));
    const tmux = createTmux(server.server);
    const { panes } = await tmux.list();
    const ids = panes.map((pane) => pane.paneId);
    await server.run('resize-pane', '-t', ids[0]!, '-y', '8');
    const screens = await until('the text', async () => {
      const read = await tmux.list(ids);
      const screen = read.screens.get(ids[1]!);
      return screen !== undefined && 'ansi' in screen && screen.ansi.startsWith('below\n') && read.screens;
    });
    expect(screens.get(ids[0]!)).toEqual({ ansi: '\n'.repeat(8) });
    expect(await tmux.capture(ids)).toEqual(screens);
  });

  it('captures expected panes in the same read as the listing, and leaves out those that are gone', async () => {
    const tmux = createTmux(server.server);
    const id = (await tmux.list()).panes[0]!.paneId;
    const before = tmux.subprocesses;
    const { panes, screens } = await tmux.list(['%998', id, '%997']);
    expect(panes).toHaveLength(1);
    expect([...screens]).toEqual([[id, { ansi: '\n'.repeat(40) }]]);
    expect(tmux.subprocesses - before).toBe(1);
  });

  it('finds the processes behind a pane, and sees them change', async () => {
    await server.run('respawn-window', '-k', '-t', 'team', 'exec bash --norc --noprofile');
    const tmux = createTmux(server.server);
    const pane = (await tmux.list()).panes[0]!;
    const foreground = async () => (await tmux.foreground([pane])).get(pane.paneId) ?? [];
    await until('the shell', async () => (await foreground()).includes('bash --norc --noprofile'));
    const prompt = async () => /^bash-\S+[#$]/m.test(await server.run('capture-pane', '-p', '-t', 'team'));
    await until('its prompt', prompt, 20_000);
    await server.run('send-keys', '-t', 'team', 'exec -a claude sleep 1000 & fg', 'Enter');
    await until('what the shell started', async () => {
      const [first] = (await tmux.foreground([{ ...pane, command: 'claude' }])).get(pane.paneId) ?? [];
      return first === 'claude 1000';
    });
    expect(await foreground()).toEqual(['claude 1000']);
  });
});

describe('telling apart why a server cannot be read', () => {
  const problem = async (promise: Promise<unknown>): Promise<TmuxError> => {
    const error = await promise.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TmuxError);
    return error as TmuxError;
  };

  it('no server', async () => {
    const error = await problem(createTmux({ socketName: `${server.name}-none` }).list());
    expect(error.status).toBe('no_server');
    expect(error.mend).toContain('-L');
  });

  it('a server that has been killed', async () => {
    const tmux = createTmux(server.server);
    await tmux.list();
    await server.kill();
    expect((await problem(tmux.list())).status).toBe('no_server');
  });

  it('no tmux installed', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      expect((await problem(createTmux(server.server).list())).status).toBe('not_installed');
    } finally {
      process.env.PATH = path;
    }
  });
});
