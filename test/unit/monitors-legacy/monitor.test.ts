import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flagsSchema } from '../../../src/core/flags.ts';
import type { Observation } from '../../../src/core/report.ts';
import { type TmuxCommand, TmuxError } from '../../../src/core/tmux.ts';
import { createLegacyMonitor } from '../../../src/monitors/legacy/monitor.ts';
import type { CycleContext } from '../../../src/monitors/monitor.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

const BOX = '╭──────╮\n│ >    │\n╰──────╯\n';
const START = Date.parse('2026-11-24T14:00:00Z');

/** A clock that stands still but for the time slept, so that nobody has to wait. */
function context(over: Partial<CycleContext> & { at?: number; onSleep?: () => Promise<void> } = {}) {
  let time = over.at ?? START;
  const told: Observation[] = [];
  const cycle: CycleContext = {
    tick: 1,
    now: () => time,
    sleep: async (ms) => {
      time += ms;
      await over.onSleep?.();
    },
    signal: new AbortController().signal,
    flags: flagsSchema.parse({}),
    onObservation: (observation) => told.push(observation),
    ...over,
  };
  return { cycle, told };
}

let folder: string;
let server: TestServer;

/** Opens a window whose screen is this text, at its turn. */
async function open(session: string, name: string, screen: string): Promise<void> {
  const file = join(folder, `${Math.random()}.txt`);
  await writeFile(file, screen);
  await server.run('new-window', '-d', '-t', `=${session}:`, '-n', name, 'cat', file, '-');
  const mark = screen.trimEnd().split('\n').at(-1)!;
  await until(`the screen of ${name}`, async () => {
    const shown = await server.run('capture-pane', '-p', '-t', `=${session}:{end}`);
    return shown.includes(mark);
  });
}

/** The tmux of the server, with every call noted and some of them answered by the test. */
function tapped(answer: (args: string[]) => ReturnType<TmuxCommand> | undefined = () => undefined) {
  const calls: string[][] = [];
  const command: TmuxCommand = (args, options) => {
    calls.push(args);
    return answer(args) ?? server.command(args, options);
  };
  return { calls, command };
}

const byWindow = (observations: readonly Observation[]) =>
  Object.fromEntries(observations.map((o) => [o.agent.windowName, o]));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutover-legacy-'));
  server = await startTmuxServer({ session: 'shop', window: 'shell' });
  await open('shop', 'claude-x', BOX);
  await open('shop', 'pm', `${BOX}? for shortcuts\n`);
  await open('shop', 'npm-run', 'done\nuser@host:~/p$ \n');
});

afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

describe('a cycle of legacy', () => {
  it('takes windows by their names and judges four captures of each', async () => {
    const { calls, command } = tapped();
    const { cycle, told } = context();
    const report = await createLegacyMonitor(command).runCycle(cycle);

    expect(report.error).toBeNull();
    const seen = byWindow(report.observations);
    expect(Object.keys(seen)).toEqual(['claude-x', 'pm', 'npm-run']);
    expect(Object.values(seen).map((o) => [o.state, o.evidence.rule, o.agent.role])).toEqual([
      ['idle', 'legacy.idle', 'developer'],
      ['idle', 'legacy.idle', 'pm'],
      ['crashed', 'legacy.no-ui.crashed', 'pm'],
    ]);
    expect(seen['npm-run']!.evidence).toMatchObject({ line: 1, text: 'user@host:~/p$' });
    expect(told).toEqual(report.observations);

    const captures = calls.filter((args) => args[0] === 'capture-pane');
    expect(captures.filter((args) => args[3] === '-50')).toHaveLength(3 * 4);
    expect(captures.filter((args) => args[3] !== '-50').map((args) => args[3])).toEqual(['-20', '-30']);
    expect(calls.map((args) => args[0]).slice(0, 2)).toEqual(['list-sessions', 'list-windows']);
    expect(report.subprocesses).toBe(calls.length);
    expect(report.waitedMs).toBe(3 * 3 * 300);
    expect(report.durationMs).toBe(report.waitedMs);
    expect(report.panes).toEqual({ asked: 3, answered: 3 });
  });

  it('gives its agents the identity of the active pane, and its captures as frames', async () => {
    const report = await createLegacyMonitor(server.command).runCycle(context().cycle);
    const { agent, frames, at } = byWindow(report.observations)['claude-x']!;
    const pane = await server.run('display-message', '-p', '-t', '=shop:claude-x', '#{pane_id}:#{pane_pid}');
    expect(agent).toMatchObject({ id: pane.trim(), kind: null, target: 'shop:1.0', session: 'shop' });
    expect(frames.map((frame) => frame.t - frames[0]!.t)).toEqual([0, 300, 600, 900]);
    expect(at).toBe(frames[3]!.t);
    expect(frames[0]).toMatchObject({
      v: 1,
      title: '',
      command: '',
      cols: 120,
      rows: 40,
      target: 'shop:1.0',
    });
    expect(frames[0]!.text.split('\n').slice(0, 4)).toEqual([...BOX.trimEnd().split('\n'), '']);
  });

  it('says what it would do, and does nothing', async () => {
    const report = await createLegacyMonitor(server.command).runCycle(context().cycle);
    expect(report.wanted).toEqual([
      { kind: 'kill_window', target: 'shop:3', reason: 'Project Manager crashed' },
      {
        kind: 'notify_pm',
        target: 'shop:2',
        reason: 'shop:1 is idle (Developer); shop:3 crashed (Project Manager)',
      },
    ]);
    expect(await server.run('list-windows', '-t', '=shop', '-F', '#{window_name}')).toBe(
      'shell\nclaude-x\npm\nnpm-run\n',
    );
  });

  it('remembers from cycle to cycle how long an agent has been idle', async () => {
    const monitor = createLegacyMonitor(server.command);
    const notes = async () =>
      byWindow((await monitor.runCycle(context().cycle)).observations)['claude-x']!.notes;
    expect(await notes()).toEqual([]);
    expect(await notes()).toEqual(['continuously idle']);
  });

  it('takes change between its captures for work', async () => {
    const other = await startTmuxServer({ window: 'claude-busy' });
    try {
      await other.run('send-keys', '-t', 'claude-busy', '-l', '? for shortcuts');
      let typed = 0;
      const onSleep = async () => {
        const word = `reply ${++typed}`;
        await other.run('send-keys', '-t', 'claude-busy', '-l', word);
        await until(`the echo of ${word}`, async () =>
          (await other.run('capture-pane', '-p', '-t', 'claude-busy')).includes(word),
        );
      };
      const report = await createLegacyMonitor(other.command).runCycle(context({ onSleep }).cycle);
      expect(report.observations).toHaveLength(1);
      expect(report.observations[0]).toMatchObject({
        state: 'working',
        evidence: { rule: 'legacy.active.change' },
      });
      expect(new Set(report.observations[0]!.frames.map((frame) => frame.text)).size).toBe(4);
    } finally {
      await other.kill();
    }
  });

  it('reads names that try to break the listing', async () => {
    const name = 'claude-#{pane_id} %1 2 3:4.5 $(date) "\'; é🙂';
    const other = await startTmuxServer({ session: '$9 =we:ird.', window: name.replace('#', '##') });
    try {
      const report = await createLegacyMonitor(other.command).runCycle(context().cycle);
      expect(report).toMatchObject({ error: null, paneErrors: [] });
      expect(report.observations).toHaveLength(1);
      const { agent, evidence } = report.observations[0]!;
      expect(agent).toMatchObject({
        session: '$9 =we_ird_',
        windowName: name,
        windowIndex: 0,
        target: '$9 =we_ird_:0.0',
      });
      expect(evidence.rule).toBe('legacy.no-ui.error');
      // Its session has no PM.
      expect(report.wanted).toMatchObject([{ kind: 'recover_pm', target: '$9 =we_ird_:Claude-pm' }]);
    } finally {
      await other.kill();
    }
  });

  it('looks twice at a PM that is not well', async () => {
    const sick = `${BOX}network error\n`;
    const { calls, command } = tapped((args) =>
      args[0] === 'capture-pane' && args[3] !== '-50'
        ? Promise.resolve({ code: 0, stdout: sick, stderr: '', timedOut: false })
        : undefined,
    );
    const report = await createLegacyMonitor(command).runCycle(context().cycle);
    expect(calls.filter((args) => args[3] === '-30')).toHaveLength(2);
    expect(report.waitedMs).toBe(1000 + 3 * 3 * 300);
    expect(report.wanted[0]).toMatchObject({ kind: 'recover_pm', target: 'shop:2' });
  });
});

describe('a usage limit', () => {
  const limit = `Claude usage limit reached. Your limit will reset at 4pm (UTC).\n${BOX}`;
  const limited = (args: string[]) =>
    args[0] === 'capture-pane' && args[5]?.endsWith(':2') && args[3] === '-50'
      ? Promise.resolve({ code: 0, stdout: limit, stderr: '', timedOut: false })
      : undefined;

  it('puts the whole monitor to sleep until 120 s after the reset', async () => {
    const { calls, command } = tapped(limited);
    const monitor = createLegacyMonitor(command);
    const first = context();
    const report = await monitor.runCycle(first.cycle);
    expect(report.observations.map((o) => [o.agent.windowName, o.state, o.evidence.rule])).toEqual([
      ['claude-x', 'rate_limited', 'legacy.rate-limit'],
      ['pm', 'rate_limited', 'legacy.rate-limit'],
      ['npm-run', 'rate_limited', 'legacy.rate-limit'],
    ]);
    expect(report.observations[0]).toMatchObject({
      resetsAt: Date.parse('2026-11-24T16:00:00Z'),
      notes: ['the whole monitor sleeps until 16:02 UTC: shop:2 shows a usage limit'],
      frames: [],
    });
    expect(report.wanted).toEqual([]);
    expect(first.told.map((o) => o.state)).toEqual(['idle', ...Array(3).fill('rate_limited')]);

    calls.length = 0;
    const asleep = await monitor.runCycle(context({ at: Date.parse('2026-11-24T16:01:59Z') }).cycle);
    expect(calls.map((args) => args[0])).toEqual(['list-sessions', 'list-windows']);
    expect(asleep.observations.map((o) => o.state)).toEqual(Array(3).fill('rate_limited'));
    expect(asleep.panes).toEqual({ asked: 0, answered: 0 });

    const awake = await createdAfter(monitor, '2026-11-24T16:02:00Z');
    // The old message is still in the history, so it sleeps again, until tomorrow.
    expect(awake.observations[0]).toMatchObject({ resetsAt: Date.parse('2026-11-25T16:00:00Z') });
  });

  const createdAfter = (monitor: ReturnType<typeof createLegacyMonitor>, time: string) =>
    monitor.runCycle(context({ at: Date.parse(time) }).cycle);
});

describe('failures', () => {
  it('of one window read as an empty screen', async () => {
    const { command } = tapped((args) =>
      args[0] === 'capture-pane' && args[5]?.endsWith(':1')
        ? Promise.resolve({ code: 1, stdout: '', stderr: "can't find window: 1\n", timedOut: false })
        : undefined,
    );
    const report = await createLegacyMonitor(command).runCycle(context().cycle);
    expect(report.error).toBeNull();
    expect(byWindow(report.observations)['claude-x']).toMatchObject({ state: 'error' });
    expect(report.panes).toEqual({ asked: 3, answered: 2 });
    expect(report.paneErrors).toEqual([
      {
        paneId: byWindow(report.observations)['claude-x']!.agent.paneId,
        message: "tmux could not capture the pane: can't find window: 1",
      },
    ]);
  });

  it('of a time-out too, and of a process that could not be started', async () => {
    const { command } = tapped((args) => {
      if (args[0] !== 'capture-pane') return undefined;
      if (args[5]?.endsWith(':1')) {
        return Promise.resolve({ code: null, stdout: 'half a scr', stderr: '', timedOut: true });
      }
      return args[5]?.endsWith(':2')
        ? Promise.reject(new TmuxError('listing_failed', 'no process left', 'end some'))
        : undefined;
    });
    const report = await createLegacyMonitor(command).runCycle(context().cycle);
    expect(report.observations.map((o) => o.state)).toEqual(['error', 'error', 'crashed']);
    expect(report.paneErrors.map((e) => e.message)).toEqual([
      'tmux took too long to capture the pane',
      'no process left',
    ]);
  });

  it('of one session’s listing leave out its windows', async () => {
    const { command } = tapped((args) =>
      args[0] === 'list-windows'
        ? Promise.resolve({ code: 1, stdout: '', stderr: "can't find session: $0\n", timedOut: false })
        : undefined,
    );
    const report = await createLegacyMonitor(command).runCycle(context().cycle);
    expect(report).toMatchObject({ error: null, observations: [] });
  });

  it('of the listing fail the cycle', async () => {
    const { command } = tapped(() =>
      Promise.resolve({ code: 1, stdout: '', stderr: 'protocol version mismatch\n', timedOut: false }),
    );
    const report = await createLegacyMonitor(command).runCycle(context().cycle);
    expect(report.error).toMatchObject({
      kind: 'listing_failed',
      message: 'tmux could not answer list-sessions: protocol version mismatch',
    });
  });

  it('tell a missing tmux from a missing server', async () => {
    const none = new TmuxError('not_installed', 'tmux is not installed', 'install it');
    const missing = await createLegacyMonitor(() => Promise.reject(none)).runCycle(context().cycle);
    expect(missing.error).toEqual({
      kind: 'not_installed',
      message: 'tmux is not installed',
      mend: 'install it',
    });

    const other = await startTmuxServer({ window: 'claude-x' });
    await other.kill();
    const gone = await until('the end of the server', async () => {
      const report = await createLegacyMonitor(other.command).runCycle(context().cycle);
      return report.error?.kind === 'no_server' && report;
    });
    expect(gone).toMatchObject({ observations: [], wanted: [], subprocesses: 1 });
  });

  it('say that the server has gone when it goes within a cycle', async () => {
    const other = await startTmuxServer({ window: 'claude-x' });
    const onSleep = () => other.kill();
    const report = await createLegacyMonitor(other.command).runCycle(context({ onSleep }).cycle);
    expect(report).toMatchObject({ error: { kind: 'no_server' }, observations: [], wanted: [] });
  });

  it('of our own are exceptions in the report', async () => {
    const report = await createLegacyMonitor(() => Promise.reject(new Error('oops'))).runCycle(
      context().cycle,
    );
    expect(report.error).toMatchObject({ kind: 'exception', message: 'oops' });
  });
});

describe('an aborted cycle', () => {
  it('ends in the middle of a wait', async () => {
    const abort = new AbortController();
    const { cycle } = context({ signal: abort.signal, onSleep: async () => abort.abort() });
    const report = await createLegacyMonitor(server.command).runCycle(cycle);
    expect(report).toMatchObject({ error: { message: 'the cycle was ended early' }, observations: [] });
    expect(report.panes.asked).toBe(1);
  });

  it('does not wait for a tmux process that hangs', async () => {
    const abort = new AbortController();
    const report = createLegacyMonitor(() => new Promise(() => {})).runCycle(
      context({ signal: abort.signal }).cycle,
    );
    abort.abort();
    expect((await report).error).toMatchObject({ message: 'the cycle was ended early' });
  });
});
