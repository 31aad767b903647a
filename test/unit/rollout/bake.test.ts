import { describe, expect, it } from 'vitest';
import type { RolloutState, TickInput } from '../../../src/core/rollout.ts';
import { decide } from '../../../src/rollout/decide.ts';
import { alphaOf } from '../../../src/rollout/looks.ts';
import {
  ANA,
  CONFIG,
  checks,
  HOUR,
  INTERVAL,
  NEXT,
  PASSED_LOOK,
  ripe,
  START,
  state,
  tick,
} from './support.ts';

describe('the bake clock', () => {
  const bakeOf = (changes: Partial<RolloutState>, at: number, given: Partial<TickInput> = {}) =>
    tick(state({ bake: { ms: HOUR, lastTickAt: START }, ...changes }), given, at).state.bake;

  it('adds the time since the last tick, up to two intervals', () => {
    expect(bakeOf({}, START + 1)).toEqual({ ms: HOUR + 1, lastTickAt: START + 1 });
    expect(bakeOf({}, START + 2 * INTERVAL).ms).toBe(HOUR + 2 * INTERVAL);
    expect(bakeOf({}, START + 2 * INTERVAL + 1)).toEqual({ ms: HOUR, lastTickAt: START + 2 * INTERVAL + 1 });
  });

  it('adds nothing for a clock that was set back', () => {
    expect(bakeOf({}, START - 5000)).toEqual({ ms: HOUR, lastTickAt: START - 5000 });
    expect(bakeOf({}, START)).toEqual({ ms: HOUR, lastTickAt: START });
  });

  it('stands while paused, and goes on after a restart as after any gap', () => {
    expect(bakeOf({ sub: { kind: 'paused', at: START, ...ANA } }, NEXT).ms).toBe(HOUR);
    const restarted = decide(
      state({ bake: { ms: HOUR, lastTickAt: START } }),
      { type: 'restart', at: START },
      CONFIG,
    );
    expect(tick(restarted.state).state.bake).toEqual({ ms: HOUR + INTERVAL, lastTickAt: NEXT });
    const late = START + 3 * INTERVAL;
    expect(tick(restarted.state, {}, late).state.bake).toEqual({ ms: HOUR, lastTickAt: late });
  });

  it('goes on while a freeze holds, and while a promotion waits for its approval', () => {
    expect(bakeOf({ freeze: { at: START, ...ANA, until: null } }, NEXT).ms).toBe(HOUR + INTERVAL);
    expect(bakeOf({ sub: { kind: 'awaiting_approval', since: START } }, NEXT).ms).toBe(HOUR + INTERVAL);
  });

  it('does not stop for a single check that is inconclusive', () => {
    const given = { checks: checks({ error_rate: { verdict: 'inconclusive' } }) };
    expect(bakeOf({}, NEXT, given).ms).toBe(HOUR + INTERVAL);
  });
});

describe('looks at the error rate', () => {
  const DUE = 24 * HOUR - INTERVAL;
  const close = { checks: checks({ error_rate: { verdict: 'inconclusive', missing: '400 more' } }) };

  it('takes the first when the dwell is over, not a tick earlier', () => {
    const early = tick(state({ bake: { ms: DUE - 1, lastTickAt: START } }));
    expect(early.state.looks).toEqual([]);
    expect(early.outcome?.action).toBe('hold');
    const { state: after, outcome } = tick(state({ bake: { ms: DUE, lastTickAt: START } }));
    expect(after.looks).toEqual([
      { at: NEXT, bakeMs: 24 * HOUR, alpha: 0.025, passed: true, shown: '≤ 0.035 %, n 8,213' },
    ]);
    expect(outcome?.action).toBe('advance');
  });

  it('looks again only after a whole extension, at half the error', () => {
    const first = tick(state({ bake: { ms: DUE, lastTickAt: START } }), close);
    expect(first.state.looks).toMatchObject([{ passed: false, alpha: 0.025 }]);
    expect(alphaOf(first.state)).toBe(0.0125);
    // The rate passes a moment later: that is not looked at before the extension is over.
    const soon = tick(first.state, {}, NEXT + INTERVAL);
    expect(soon.state.looks).toHaveLength(1);
    expect(soon.outcome).toMatchObject({ step: 'evidence', key: 'evidence:look=inconclusive' });
    expect(soon.outcome?.reason).toContain('the next look at 48h of bake');
    const later = tick({ ...soon.state, bake: { ms: 48 * HOUR, lastTickAt: START } });
    expect(later.state.looks).toMatchObject([{ passed: false }, { passed: true, alpha: 0.0125 }]);
    expect(later.outcome?.action).toBe('advance');
  });

  it('leaves it to the operator when no look is left', () => {
    const failed = [24, 48].map((h) => ({ ...PASSED_LOOK, bakeMs: h * HOUR, passed: false }));
    const last = tick(state({ bake: { ms: 72 * HOUR, lastTickAt: START }, looks: failed }), close);
    expect(last.state.looks).toHaveLength(3);
    expect(last.state.looks[2]).toMatchObject({ passed: false, alpha: 0.00625 });
    const after = tick({ ...last.state, bake: { ms: 500 * HOUR, lastTickAt: START } });
    expect(after.state.looks).toHaveLength(3);
    expect(after.outcome).toMatchObject({
      action: 'hold',
      reason: 'no look is left: the operator decides',
    });
  });

  it('does not take a look that cannot be measured', () => {
    const { state: after, outcome } = tick(ripe({ looks: [] }), {
      checks: checks({ error_rate: { verdict: 'error' } }),
    });
    expect(after.looks).toEqual([]);
    expect(outcome?.action).toBe('hold');
    expect(tick(after, {}, NEXT + INTERVAL).state.looks).toHaveLength(1);
  });

  it('needs the rate to pass now as well', () => {
    const { outcome, state: after } = tick(ripe(), close);
    expect(outcome?.action).toBe('hold');
    expect(after.looks).toEqual([PASSED_LOOK]);
  });

  it('is not taken while our own health holds', () => {
    expect(tick(ripe({ looks: [] }), { agents: 0 }).state.looks).toEqual([]);
  });
});
