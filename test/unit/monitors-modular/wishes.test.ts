import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flagsSchema } from '../../../src/core/flags.ts';
import { TmuxError } from '../../../src/core/tmux.ts';
import { createRuleBook } from '../../../src/detect/book.ts';
import { BUILT_IN_BOOK } from '../../../src/detect/registry.ts';
import { NO_TEAM_MEMORY } from '../../../src/detect/team/memory.ts';
import { createModularMonitor } from '../../../src/monitors/modular/monitor.ts';
import type { Monitor } from '../../../src/monitors/monitor.ts';
import { createTmux } from '../../../src/tmux/reader.ts';
import { openAgent } from '../../support/agents.ts';
import { FakeTmux } from '../../support/fake-tmux.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

const START = Date.parse('2026-11-24T12:00:00Z');

function cycle(monitor: Monitor, now = () => Date.now(), signal = new AbortController().signal) {
  return monitor.runCycle({ tick: 0, now, sleep: async () => {}, signal, flags: flagsSchema.parse({}) });
}

describe('the wishes of modular on a real server', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: TestServer;
  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await startTmuxServer({ cols: 120, rows: 40 });
    await openAgent(server, folder.path, 'claude-pm', 'claude.idle');
    await openAgent(server, folder.path, 'qa', 'codex.working');
  });
  afterEach(async () => {
    await server.kill();
    await folder.remove();
  });
  const bothSeen = (monitor: Monitor) =>
    until('both agents', async () => (await cycle(monitor)).observations.length === 2);

  it('are to bring back a PM that was killed, known over a restart, once it is sure', async () => {
    const before = createModularMonitor(createTmux(server.server));
    await bothSeen(before);
    process.kill(Number(await server.run('list-panes', '-t', 'main:1', '-F', '#{pane_pid}')), 'SIGKILL');
    await until('its pane to close', async () => !(await server.run('list-windows')).includes('claude-pm'));
    expect((await cycle(before)).wanted).toEqual([]);

    const after = createModularMonitor(createTmux(server.server));
    after.recall!(JSON.parse(JSON.stringify(before.memory!())));
    const wanted = [await cycle(after), await cycle(after), await cycle(after)].map(
      (report) => report.wanted,
    );
    const recover = {
      kind: 'recover_pm',
      target: 'main:1.0',
      reason: 'no PM in main any more, it was at main:1.0',
    };
    expect(wanted).toEqual([[], [recover], [recover]]);

    await openAgent(server, folder.path, 'Claude-pm', 'claude.idle');
    await until('the new PM', async () => (await cycle(after)).observations.length === 2);
    expect((await cycle(after)).wanted).toEqual([]);
  });

  it('are nothing when a PM prints what a crash would', async () => {
    const monitor = createModularMonitor(createTmux(server.server));
    await bothSeen(monitor);
    const tty = await server.run('list-panes', '-t', 'main:1', '-F', '#{pane_tty}');
    const words =
      'killed\\nTraceback (most recent call last):\\ntimeout\\nSegmentation fault (core dumped)\\n$ ';
    for (let i = 0; i < 10; i++) {
      await server.run('run-shell', `for i in $(seq 50); do printf '${words}' > ${tty.trim()}; done`);
      const { observations, wanted } = await cycle(monitor);
      expect(observations).toHaveLength(2);
      expect(wanted).toEqual([]);
    }
    expect(await server.run('capture-pane', '-p', '-t', 'main:1')).toContain('Traceback');
  });
});

describe('the wishes of modular', () => {
  let tmux: FakeTmux;
  let pm: string;
  beforeEach(() => {
    tmux = new FakeTmux();
    tmux.now = START;
    pm = tmux.show('shop', 1, 'pm', 'claude.idle');
    tmux.show('shop', 2, 'qa', 'claude.working');
  });
  const next = (monitor: Monitor, signal?: AbortSignal) => {
    tmux.now += 5000;
    return cycle(monitor, () => tmux.now, signal);
  };
  const several = async (monitor: Monitor, count: number, signal?: AbortSignal) => {
    const wanted = [];
    for (let i = 0; i < count; i++) wanted.push((await next(monitor, signal)).wanted);
    return wanted;
  };

  it('are nothing of panes that were not looked at, or gave no screen', async () => {
    const monitor = createModularMonitor(tmux);
    expect((await next(monitor)).observations).toHaveLength(2);
    const abort = new AbortController();
    abort.abort();
    expect(await several(monitor, 4, abort.signal)).toEqual([[], [], [], []]);
    for (const id of tmux.panes.keys()) tmux.broken.add(id);
    tmux.show('shop', 1, 'pm', 'claude.plan');
    expect(await several(monitor, 4)).toEqual([[], [], [], []]);
    expect((await next(monitor)).observations).toHaveLength(1);
    tmux.broken.clear();
    tmux.panes.delete(pm);
    expect((await several(monitor, 3)).map((wanted) => wanted.map(({ kind }) => kind))).toEqual([
      [],
      [],
      ['recover_pm'],
    ]);
  });

  it('are nothing of agents whose rules have gone: they live on', async () => {
    let book = BUILT_IN_BOOK;
    const monitor = createModularMonitor(tmux, () => book);
    await next(monitor);
    tmux.show('shop', 3, 'writer', 'opencode.working');
    book = createRuleBook(BUILT_IN_BOOK.agents.filter(({ id }) => id !== 'claude'));
    expect(await several(monitor, 5)).toEqual([[], [], [], [], []]);
    expect((await next(monitor)).observations.map(({ agent }) => agent.windowName)).toEqual(['writer']);
    tmux.panes.delete(pm);
    expect((await several(monitor, 3)).at(-1)).toMatchObject([{ kind: 'recover_pm', target: 'shop:1.0' }]);
  });

  it('are nothing after a cycle that failed, which counts for none', async () => {
    const monitor = createModularMonitor(tmux);
    await next(monitor);
    tmux.problem = new TmuxError('no_server', 'no server', '');
    const before = monitor.memory!();
    const failed = await next(monitor);
    expect([failed.error?.kind, failed.wanted]).toEqual(['no_server', []]);
    expect(monitor.memory!()).toBe(before);
  });

  it('reach the PM as soon as it can take them', async () => {
    const monitor = createModularMonitor(tmux);
    tmux.show('shop', 1, 'pm', 'claude.permission');
    tmux.show('shop', 2, 'qa', 'claude.plan');
    expect((await several(monitor, 8)).flat()).toEqual([]);
    tmux.show('shop', 1, 'pm', 'claude.working');
    expect((await next(monitor)).wanted).toEqual([
      { kind: 'notify_pm', target: 'shop:1.0', reason: 'shop:2.0 (qa) waits: plan' },
    ]);
  });

  it('remember nothing of what is no memory', () => {
    const monitor = createModularMonitor(tmux);
    monitor.recall!({ v: 7 });
    expect(monitor.memory!()).toEqual(NO_TEAM_MEMORY);
  });
});
