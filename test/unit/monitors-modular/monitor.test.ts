import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Flags, flagsSchema } from '../../../src/core/flags.ts';
import type { Report } from '../../../src/core/report.ts';
import type { Tmux } from '../../../src/core/tmux.ts';
import { createModularMonitor } from '../../../src/monitors/modular/monitor.ts';
import type { Monitor } from '../../../src/monitors/monitor.ts';
import { createTmux } from '../../../src/tmux/reader.ts';
import { openAgent } from '../../support/agents.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startTmuxServer({ cols: 120, rows: 40 });
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

function cycle(
  monitor: Monitor,
  options: Partial<Flags> = {},
  signal = new AbortController().signal,
): Promise<Report> {
  return monitor.runCycle({
    tick: 0,
    now: () => Date.now(),
    sleep: async () => {},
    signal,
    flags: flagsSchema.parse(options),
  });
}

/** Counts what is asked of tmux, on the real server. */
function counting(tmux: Tmux) {
  const captured: string[][] = [];
  const counted: Tmux = {
    get subprocesses() {
      return tmux.subprocesses;
    },
    get waitedMs() {
      return tmux.waitedMs;
    },
    get listedMs() {
      return tmux.listedMs;
    },
    list: (expected) => {
      if (expected !== undefined && expected.length > 0) captured.push([...expected]);
      return tmux.list(expected);
    },
    capture: (ids) => {
      if (ids.length > 0) captured.push([...ids]);
      return tmux.capture(ids);
    },
    foreground: (panes) => tmux.foreground(panes),
  };
  return { tmux: counted, captured };
}

const states = (report: Report) =>
  Object.fromEntries(
    report.observations.map((o) => [o.agent.target, o.detail === null ? o.state : `${o.state}: ${o.detail}`]),
  );

describe('a cycle', () => {
  it('finds agents in every pane of every window, in one or two subprocesses, and no agent in a shell', async () => {
    await openAgent(server, folder.path, 'any-name', 'claude.plan');
    await openAgent(server, folder.path, 'qa', 'codex.permission');
    await server.run('split-window', '-t', 'main:1', 'cat');
    const report = await until('both agents', async () => {
      const seen = await cycle(createModularMonitor(createTmux(server.server)));
      return seen.observations.length === 2 && seen;
    });
    expect(states(report)).toEqual({ 'main:1.0': 'waiting: plan', 'main:2.0': 'waiting: permission' });
    expect(report.observations.map((o) => [o.agent.kind, o.agent.role])).toEqual([
      ['claude', 'agent'],
      ['codex', 'qa'],
    ]);
    expect(report.subprocesses).toBe(2);
    expect(report.panes).toEqual({ asked: 4, answered: 4 });
    expect(report.error).toBeNull();
  });

  it('captures only what may have changed, and vouches for the rest', async () => {
    await openAgent(server, folder.path, 'a', 'claude.idle');
    await openAgent(server, folder.path, 'b', 'codex.idle');
    const { tmux, captured } = counting(createTmux(server.server));
    const monitor = createModularMonitor(tmux);
    // Activity is told in whole seconds: output of the last second or the one before may be newer than the capture.
    const quiet = await until('a cycle without a capture', async () => {
      captured.length = 0;
      const report = await cycle(monitor);
      return captured.length === 0 && report;
    });
    expect(states(quiet)).toEqual({ 'main:1.0': 'idle', 'main:2.0': 'idle' });
    expect(quiet.subprocesses).toBe(1);
    expect(quiet.panes).toEqual({ asked: 3, answered: 3 });
    for (const { at } of quiet.observations) expect(Math.abs(at - quiet.startedAt)).toBeLessThan(1000);

    const pane = (await server.run('list-panes', '-t', 'main:1', '-F', '#{pane_id} #{pane_tty}'))
      .trim()
      .split(' ');
    await server.run('run-shell', `printf 'x' > ${pane[1]}`);
    await until('the capture of the pane that has written', async () => {
      captured.length = 0;
      await cycle(monitor);
      return captured.flat().includes(pane[0]!);
    });
    expect(captured.flat()).toEqual([pane[0]]);
  });

  it.each([
    ['polling', { default_strategy: 'polling' }],
    [
      'concurrent',
      { default_strategy: 'concurrent', use_concurrent_strategy: true, max_concurrent_checks: 2 },
    ],
  ])('says the same with the strategy %s', async (_, flags) => {
    for (const scene of ['claude.idle', 'codex.working', 'opencode.permission']) {
      await openAgent(server, folder.path, scene, scene);
    }
    const seen = await until('three agents', async () => {
      const report = await cycle(createModularMonitor(createTmux(server.server)), flags);
      return report.observations.length === 3 && states(report);
    });
    expect(seen).toEqual({ 'main:1.0': 'idle', 'main:2.0': 'working', 'main:3.0': 'waiting: permission' });
  });

  it('keeps the state of an agent whose process is killed as crashed, never from one frame of another program', async () => {
    await openAgent(server, folder.path, 'a', 'claude.working');
    const monitor = createModularMonitor(createTmux(server.server));
    await until('the agent at work', async () => states(await cycle(monitor))['main:1.0'] === 'working');
    await server.run('set-option', '-w', '-t', 'main:1', 'remain-on-exit', 'on');
    const pid = Number(await server.run('list-panes', '-t', 'main:1', '-F', '#{pane_pid}'));
    process.kill(pid, 'SIGKILL');
    const crashed = await until('the crash', async () => {
      const report = await cycle(monitor);
      return states(report)['main:1.0'] === 'crashed' && report;
    });
    expect(crashed.observations[0]?.evidence.rule).toBe('process.dead');
  });

  it('knows an agent by its new role when its window is renamed, though its screen stands still', async () => {
    await openAgent(server, folder.path, 'a', 'claude.idle');
    const monitor = createModularMonitor(createTmux(server.server));
    const role = async () => (await cycle(monitor)).observations[0]?.agent.role;
    await until('the agent', async () => (await role()) === 'agent');
    await server.run('rename-window', '-t', 'main:1', 'claude-pm');
    await until('the new role', async () => (await role()) === 'pm');
  });

  it('without a server is a report with an error, and no observation', async () => {
    await server.kill();
    const report = await cycle(createModularMonitor(createTmux(server.server)));
    expect(report.error?.kind).toBe('no_server');
    expect(report.observations).toEqual([]);
  });

  it('ends early when it is aborted', async () => {
    await openAgent(server, folder.path, 'a', 'claude.idle');
    const abort = new AbortController();
    abort.abort();
    const report = await cycle(createModularMonitor(createTmux(server.server)), {}, abort.signal);
    expect(report.observations).toEqual([]);
  });
});
