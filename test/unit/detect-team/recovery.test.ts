import { describe, expect, it } from 'vitest';
import type { AgentState } from '../../../src/core/agent.ts';
import { CRASH, Cycles, MINUTE, SECOND, START, see } from './support.ts';

const pm = (state: AgentState, over: Parameters<typeof see>[3] = {}) => see(0, 'pm', state, over);
const dev = see(1, 'developer', 'working');

/** Cycles 5 s apart from 1 s on: in which of them a recovery is wanted, and why. */
function recoveries(cycles: Cycles, ...frames: ReturnType<typeof see>[][]) {
  return frames.map((observations, i) => {
    const wanted = cycles.at(SECOND + i * 5 * SECOND, ...observations);
    return wanted
      .filter(({ kind }) => kind === 'recover_pm')
      .map(({ target, reason }) => `${target} ${reason}`);
  });
}
function withPm(...others: ReturnType<typeof see>[]): Cycles {
  const cycles = new Cycles();
  cycles.at(0, pm('idle'), ...others);
  return cycles;
}

const CRASHED = 'shop:0.0 crashed: bash runs in the foreground instead';
const MISSING = 'shop:0.0 no PM in shop any more, it was at shop:0.0';

describe('a PM that has crashed', () => {
  it('is wanted back in each cycle as long as there is none, alone in its session too', () => {
    const down = [pm('crashed', CRASH)];
    expect(recoveries(withPm(), down, down, [pm('working')], down)).toEqual([
      [CRASHED],
      [CRASHED],
      [],
      [CRASHED],
    ]);
  });

  it('stays wanted when its pane is closed, as long as somebody is there who needs it', () => {
    const cycles = withPm(dev);
    expect(recoveries(cycles, [pm('crashed', CRASH), dev], [dev], [dev], [])).toEqual([
      [CRASHED],
      [CRASHED],
      [CRASHED],
      [],
    ]);
  });

  it('is known by its identity, whatever its window is called by then', () => {
    const renamed = see(0, 'agent', 'crashed', { ...CRASH, agent: { windowName: 'bash' } });
    expect(recoveries(withPm(dev), [renamed, dev])).toEqual([[CRASHED]]);
  });

  it('was never wanted where none was seen alive', () => {
    expect(recoveries(new Cycles(), [pm('crashed', CRASH), dev], [dev], [dev], [dev])).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  it('whose successor lives is wanted no more, and the old pane proves nothing of the successor', () => {
    const old = pm('crashed', CRASH);
    const next = see(5, 'pm', 'starting');
    expect(recoveries(withPm(dev), [old, dev, next], [old, dev], [old, dev], [old, dev])).toEqual([
      [],
      [],
      [],
      ['shop:5.0 no PM in shop any more, it was at shop:5.0'],
    ]);
  });
});

describe('a PM that is missing', () => {
  it('is wanted back after three cycles in a row without it', () => {
    expect(recoveries(withPm(dev), [dev], [dev], [dev], [dev])).toEqual([[], [], [MISSING], [MISSING]]);
    expect(recoveries(withPm(dev), [dev], [dev], [pm('idle'), dev], [dev], [dev])).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
  });

  it('is not where nobody else lives, and is forgotten with the last agent', () => {
    const dead = see(1, 'developer', 'crashed');
    expect(recoveries(withPm(dead), [dead], [dead], [dead], [dead])).toEqual([[], [], [], []]);
    const cycles = withPm(dev);
    recoveries(cycles, [dev], []);
    expect(cycles.memory.sessions).toEqual([]);
    expect(recoveries(cycles, [dev], [dev], [dev])).toEqual([[], [], []]);
  });

  it('is not in a session of the same name with other agents', () => {
    const other = see(7, 'developer', 'working');
    expect(recoveries(withPm(dev), [other], [other], [other])).toEqual([[], [], []]);
  });

  it('is not when it lives in another window, role or session', () => {
    for (const agent of [{ role: 'agent' }, { session: 'api', target: 'api:3.0' }] as const) {
      const moved = pm('idle', { agent });
      expect(recoveries(withPm(dev), [moved, dev], [dev], [dev], [dev])).toEqual([[], [], [], []]);
    }
    const elsewhere = pm('idle', { agent: { target: 'shop:9.0', windowIndex: 9 } });
    expect(recoveries(withPm(dev), [elsewhere, dev], [dev], [dev], [dev]).at(-1)).toEqual([
      'shop:9.0 no PM in shop any more, it was at shop:9.0',
    ]);
  });

  it('is not while another PM of the session lives', () => {
    const second = see(2, 'pm', 'unknown');
    expect(recoveries(withPm(second, dev), [second, dev], [second, dev], [second, dev])).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('whose place another agent has taken is wanted in a place of its own', () => {
    const moved = see(1, 'developer', 'rate_limited', { agent: { target: 'shop:0.0' } });
    expect(recoveries(withPm(dev), [moved], [moved], [moved]).at(-1)).toEqual([
      'shop:Claude-pm no PM in shop any more, it was at shop:0.0',
    ]);
  });

  it('is remembered over a restart, but not over an hour in which nobody looked', () => {
    const [soon, late] = [withPm(dev), withPm(dev)];
    const resumed = (cycles: Cycles, ms: number) =>
      [0, 5, 10].map((s) => cycles.at(ms + s * SECOND, dev).map(({ kind }) => kind));
    expect(resumed(soon, 50 * MINUTE)).toEqual([[], [], ['recover_pm']]);
    expect(resumed(late, 61 * MINUTE)).toEqual([[], [], []]);
  });
});

describe('a PM that lives', () => {
  it.each(['working', 'waiting', 'error', 'unknown', 'rate_limited', 'message_queued', 'starting'] as const)(
    'is never wanted back while it is %s',
    (state) => {
      expect(recoveries(withPm(dev), ...Array.from({ length: 5 }, () => [pm(state), dev]))).toEqual([
        [],
        [],
        [],
        [],
        [],
      ]);
    },
  );

  it('and was limited when it was last seen is left alone till the limit is over', () => {
    const cycles = new Cycles();
    cycles.at(0, pm('rate_limited', { resetsAt: START + MINUTE }), dev);
    const wanted = cycles.over(5 * SECOND, 70 * SECOND, pm('crashed', CRASH), dev);
    expect(wanted.filter(([, reason]) => reason.startsWith('crashed')).map(([at]) => at)).toEqual([
      60 * SECOND,
      65 * SECOND,
      70 * SECOND,
    ]);
  });
});

it('keeps sessions apart, and a name that is an escape sequence out of the reason', () => {
  const name = '\u001b[2Jshop\n';
  const there = { agent: { session: name, target: `${name}:0.0` } };
  const cycles = withPm(dev);
  cycles.at(
    SECOND,
    pm('idle'),
    dev,
    see(6, 'pm', 'idle', there),
    see(7, 'qa', 'idle', { agent: { session: name } }),
  );
  const qa = see(7, 'qa', 'idle', { agent: { session: name } });
  const wanted = [2, 3, 4].map((s) => cycles.at(s * SECOND, pm('idle'), dev, qa)).at(-1);
  expect(wanted).toEqual([
    { kind: 'recover_pm', target: `${name}:0.0`, reason: 'no PM in shop any more, it was at shop :0.0' },
  ]);
});
