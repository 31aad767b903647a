import { describe, expect, it } from 'vitest';
import { flagsSchema } from '../../../src/core/flags.ts';
import { isQuiet } from '../../../src/engine/notify/quiet.ts';
import { OwnHealth } from '../../../src/engine/rollout/own-health.ts';
import { Roster } from '../../../src/engine/roster.ts';
import { Ticks } from '../../../src/engine/ticks.ts';
import { createModularMonitor } from '../../../src/monitors/modular/monitor.ts';
import { FakeTmux } from '../../support/fake-tmux.ts';
import { ruleOf, told } from '../notify/support.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2026-10-24T12:00:00Z');
const CYCLE_MS = 5000;

/** The machine with its tmux server, its clock, and modular over them. */
function machine() {
  const tmux = new FakeTmux();
  tmux.now = START;
  const monitor = createModularMonitor(tmux);
  const roster = new Roster();
  return {
    tmux,
    roster,
    /** Some time passes, and a cycle sees what there is. */
    async cycle(afterMs = CYCLE_MS) {
      tmux.now += afterMs;
      const report = await monitor.runCycle({
        tick: 0,
        now: () => tmux.now,
        sleep: async () => {},
        signal: new AbortController().signal,
        flags: flagsSchema.parse({}),
      });
      for (const observation of report.observations) roster.observe('modular', observation);
      return { state: report.observations[0]?.state, captures: report.captures };
    },
  };
}

describe.each([
  ['a day back', -DAY_MS],
  ['an hour back', -HOUR_MS],
  ['ten seconds back', -10_000],
  ['a day ahead', DAY_MS],
])('the system clock jumps %s', (_, jumpMs) => {
  it('and modular sees what changes on a screen, and looks at still ones no more than before', async () => {
    const { tmux, cycle } = machine();
    tmux.show('main', 1, 'claude-a', 'claude.idle');
    for (let i = 0; i < 5; i++) await cycle();
    expect(await cycle()).toEqual({ state: 'idle', captures: 0 });
    tmux.now += jumpMs;
    tmux.show('main', 1, 'claude-a', 'claude.permission');
    expect((await cycle()).state).toBe('waiting');
    tmux.show('main', 1, 'claude-a', 'claude.working');
    expect((await cycle()).state).toBe('working');
    for (let i = 0; i < 3; i++) await cycle();
    expect((await cycle()).captures).toBe(0);
  });

  it('and an agent that comes to rest just then is seen to rest', async () => {
    const { tmux, cycle } = machine();
    tmux.show('main', 1, 'claude-a', 'claude.working');
    await cycle();
    await cycle();
    tmux.show('main', 1, 'claude-a', 'claude.idle');
    // It rests by this frame, and has to stand still for a moment more.
    expect((await cycle(100)).state).toBe('working');
    tmux.now += jumpMs;
    await cycle();
    expect((await cycle()).state).toBe('idle');
  });

  it('and no more of what was seen is kept than two minutes of it', async () => {
    const { tmux, roster, cycle } = machine();
    tmux.show('main', 1, 'claude-a', 'claude.idle');
    await cycle();
    tmux.now += jumpMs;
    for (let i = 0; i < 100; i++) await cycle();
    const [entry] = roster.all();
    expect(entry?.recent.length).toBeLessThanOrEqual(120_000 / CYCLE_MS + 1);
  });

  it('and ticks that wait for a report do not hold the count up', () => {
    const ticks = new Ticks();
    let at = START;
    const serve = (tick: number) => {
      ticks.begin(tick, 'legacy', at);
      ticks.serve('legacy', at, at + 1000);
      at += CYCLE_MS;
    };
    for (let tick = 0; tick < 4; tick++) serve(tick);
    // The report of this one began before the jump and never serves it.
    ticks.begin(4, 'legacy', at);
    at += jumpMs + CYCLE_MS;
    for (let tick = 5; tick < 10; tick++) serve(tick);
    expect(ticks.realised.ticks).toBeGreaterThanOrEqual(9);
    expect(ticks.last?.tick).toBe(9);
  });

  it('and notices and the proof of the comparison are not silent until it is where it was', () => {
    const rule = ruleOf({ debounce: '3s', cooldown: '1min' });
    const waits = (subject: string) =>
      ({
        kind: 'waiting',
        subject,
        where: subject,
        what: 'waits',
        why: '',
        paneId: null,
        urgent: false,
      }) as const;
    const [one, both] = [[waits('a')], [waits('a'), waits('b')]];
    const later = (ms: number) => jumpMs + ms;
    expect(
      told(rule, [
        [0, one],
        [3000, one],
        [later(5000), both],
        [later(12_000), both],
        [later(20_000), []],
        [later(80_000), one],
        [later(84_000), one],
      ]).flat(),
    ).toEqual(['a', 'b', 'a']);

    const own = new OwnHealth({ intervalMs: CYCLE_MS, compare: () => [], tell: () => {} });
    own.probe(START);
    expect(own.isProbeDue(START + CYCLE_MS)).toBe(false);
    expect(own.isProbeDue(START + jumpMs)).toBe(Math.abs(jumpMs) > 5 * 60_000);
  });
});

describe('the clocks are changed to or from summer time', () => {
  it.each([
    ['in autumn', '2026-10-24T12:00:00Z', 10],
    ['in spring', '2026-03-28T12:00:00Z', 8],
  ])('%s the quiet hours from 22 to 7 begin and end by the wall clock', (_, noon, hours) => {
    const night = ruleOf({ quietHours: { from: '22:00', to: '07:00', zone: 'Europe/Berlin' } }).quietHours!;
    const quarters = Array.from({ length: 96 }, (_, i) => Date.parse(noon) + (i * HOUR_MS) / 4);
    expect(quarters.filter((at) => isQuiet(night, at))).toHaveLength(hours * 4);
  });
});
