import { describe, expect, it } from 'vitest';
import type { TickInput } from '../../../src/core/rollout.ts';
import { checks, HOUR, INTERVAL, NEXT, ripe, START, state, tick, told } from './support.ts';

const OWN = { stale: null, share: null, comparison: null };

describe('our own health', () => {
  const bad: Record<string, [Partial<TickInput>, string]> = {
    stale: [{ own: { ...OWN, stale: 'no cycle for 00:40' } }, 'no cycle for 00:40'],
    share: [{ own: { ...OWN, share: 'modular served 9 %' } }, 'modular served 9 %'],
    agents: [{ agents: 0 }, 'no agents to watch'],
    comparison: [{ own: { ...OWN, comparison: 'not flagged' } }, 'not proven alive: not flagged'],
  };

  it.each(Object.keys(bad))('holds, stops the clock and is told once: %s', (name) => {
    const [changes, words] = bad[name]!;
    const before = ripe();
    const first = tick(before, changes);
    expect(first.outcome).toMatchObject({ action: 'hold', step: 'own_health', key: `own:${name}` });
    expect(first.outcome?.reason).toContain(words);
    expect(first.state.bake).toEqual({ ms: before.bake.ms, lastTickAt: NEXT });
    expect(told(first.effects)).toContain(words);
    expect(first.state.alerts).toEqual([`own:${name}`]);
    const second = tick(first.state, changes, NEXT + INTERVAL);
    expect(second.effects).toEqual([]);
    const third = tick(second.state, {}, NEXT + 2 * INTERVAL);
    expect(told(third.effects)).toContain('well again');
    expect(third.state.alerts).toEqual([]);
  });

  it('holds where the file gives modular no share', () => {
    const { outcome } = tick(ripe({ share: 0 }));
    expect(outcome).toMatchObject({ action: 'hold', key: 'own:share' });
  });

  it('needs no comparison where legacy is not run, and holds nothing in disabled', () => {
    const none = { own: { ...OWN, comparison: 'not flagged' } };
    expect(tick(state({ stage: 'legacy_disabled' }), none).state.alerts).toEqual([]);
    expect(tick(state({ stage: 'disabled' }), { ...none, agents: 0 }).state.alerts).toEqual([]);
  });

  it('holds when a check could not be measured more than 4 times in a row', () => {
    const broken = { checks: checks({ connectivity: { verdict: 'error', reason: 'no answer' } }) };
    let at = START;
    let now = state({ bake: { ms: HOUR, lastTickAt: START } });
    for (let i = 1; i <= 4; i++) {
      at += INTERVAL;
      now = tick(now, broken, at).state;
    }
    expect(now.bake.ms).toBe(HOUR + 4 * INTERVAL);
    expect(now.alerts).toEqual([]);
    const fifth = tick(now, broken, at + INTERVAL);
    expect(fifth.outcome).toMatchObject({ step: 'own_health', key: 'unmeasured:connectivity' });
    expect(fifth.state.bake.ms).toBe(now.bake.ms);
    expect(fifth.state.alerts).toEqual(['unmeasured:connectivity']);
    const sixth = tick(fifth.state, {}, at + 2 * INTERVAL);
    expect(sixth.state).toMatchObject({ errorRuns: {}, alerts: [] });
    expect(told(sixth.effects)).toBe('connectivity is measured again');
  });

  it('tells the alert of a check once when it comes and once when it goes', () => {
    const high = { checks: checks({ p95_ratio: { alert: true, reason: 'slow' } }) };
    const first = tick(state(), high);
    expect(told(first.effects)).toContain('p95 ratio: ');
    const second = tick(first.state, high, NEXT + INTERVAL);
    expect(second.effects).toEqual([]);
    expect(told(tick(second.state, {}, NEXT + 2 * INTERVAL).effects)).toBe('p95 ratio: the alert is over');
  });
});
