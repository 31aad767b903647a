import { describe, expect, it } from 'vitest';
import type { RolloutState, TickInput } from '../../../src/core/rollout.ts';
import { rolloutConfig } from '../../../src/rollout/config.ts';
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
  resets,
  ripe,
  START,
  state,
  tick,
  told,
  writes,
  written,
} from './support.ts';

const OWN = { stale: null, share: null, comparison: null };

describe('advancing', () => {
  it('goes from canary to beta by itself when everything passes', () => {
    const { state: after, effects, outcome } = tick(ripe());
    expect(outcome).toMatchObject({ action: 'advance', step: 'advance' });
    expect(writes(effects)).toMatchObject([
      { kind: 'promotion', from: 'canary', to: 'beta', at: NEXT, who: 'cutover' },
    ]);
    expect(after.stage).toBe('canary');
    const done = written(after, NEXT + 7);
    expect(done.state).toMatchObject({ stage: 'beta', share: 50, looks: [], drilled: null, pending: null });
    expect(done.state.bake).toEqual({ ms: 0, lastTickAt: NEXT + 7 });
    expect(resets(done.effects)).toBe(true);
  });

  it('goes from beta to production by itself, and not on from there', () => {
    expect(writes(tick(ripe({ stage: 'beta' })).effects)).toMatchObject([{ to: 'production' }]);
    const { outcome, effects } = tick(ripe({ stage: 'production' }), { legacyCompletedAt: NEXT });
    expect(effects).toEqual([]);
    expect(outcome).toMatchObject({ action: 'none', reason: "legacy_disabled is the operator's to begin" });
  });

  it('never leaves disabled by itself', () => {
    const { outcome, effects } = tick(ripe({ stage: 'disabled' }));
    expect(effects).toEqual([]);
    expect(outcome?.action).toBe('none');
  });

  it('asks once: while the write is pending nothing more is decided', () => {
    const first = tick(ripe());
    const second = tick(first.state, {}, NEXT + INTERVAL);
    expect(second.effects).toEqual([]);
    expect(second.outcome?.reason).toBe('beta is being written');
  });

  it('decides again when the file was changed meanwhile', () => {
    const first = tick(ripe()).state;
    const lost = decide(first, { type: 'write_failed', at: NEXT, movedOn: true, message: 'changed' }, CONFIG);
    expect(lost.state.pending).toBeNull();
    expect(writes(tick(lost.state, {}, NEXT + INTERVAL).effects)).toMatchObject([{ to: 'beta' }]);
  });

  it('takes one stage a decision, whatever is due', () => {
    const long = ripe({ bake: { ms: 1000 * HOUR, lastTickAt: START } });
    expect(writes(tick(long).effects)).toMatchObject([{ to: 'beta' }]);
    expect(written(tick(long).state).state.bake.ms).toBe(0);
  });

  it.each(['inconclusive', 'error'] as const)(
    'holds on a check that is %s and says what is missing',
    (verdict) => {
      const {
        outcome,
        effects,
        state: after,
      } = tick(ripe(), {
        checks: checks({ agreement: { verdict, missing: '4 signatures to judge' } }),
      });
      expect(writes(effects)).toEqual([]);
      expect(after.sub.kind).toBe('running');
      expect(outcome).toMatchObject({
        action: 'hold',
        step: 'evidence',
        reason: 'agreement: 4 signatures to judge',
        key: `evidence:agreement=${verdict}`,
      });
    },
  );

  it('does not wait for a check that is a dry run', () => {
    const { outcome } = tick(ripe(), {
      checks: checks({ agreement: { verdict: 'inconclusive', dryRun: true } }),
    });
    expect(outcome?.action).toBe('advance');
  });

  it('says how much bake there is, and what else is missing', () => {
    const { outcome } = tick(state({ bake: { ms: 13.2 * HOUR, lastTickAt: START } }), {
      checks: checks({ agreement: { verdict: 'inconclusive', missing: '4 signatures to judge' } }),
    });
    expect(outcome).toMatchObject({
      step: 'bake',
      reason: 'bake 13h12m of 24h; agreement: 4 signatures to judge',
    });
  });

  it('needs a drill that has passed in the stage before production', () => {
    const { outcome } = tick(ripe({ stage: 'beta', drilled: null }));
    expect(outcome).toMatchObject({ action: 'hold', step: 'evidence', key: 'evidence:drill=inconclusive' });
    expect(tick(ripe({ drilled: null })).outcome?.action).toBe('advance');
    const config = rolloutConfig({ drillFor: [] });
    expect(tick(ripe({ stage: 'beta', drilled: null }), {}, NEXT, config).outcome?.action).toBe('advance');
  });
});

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
      { at: NEXT, bakeMs: 24 * HOUR, alpha: 0.05, passed: true, shown: '≤ 0.035 %, n 8,213' },
    ]);
    expect(outcome?.action).toBe('advance');
  });

  it('looks again only after a whole extension, at half the error', () => {
    const first = tick(state({ bake: { ms: DUE, lastTickAt: START } }), close);
    expect(first.state.looks).toMatchObject([{ passed: false, alpha: 0.05 }]);
    expect(alphaOf(first.state)).toBe(0.025);
    // The rate passes a moment later: that is not looked at before the extension is over.
    const soon = tick(first.state, {}, NEXT + INTERVAL);
    expect(soon.state.looks).toHaveLength(1);
    expect(soon.outcome).toMatchObject({ step: 'evidence', key: 'evidence:look=inconclusive' });
    expect(soon.outcome?.reason).toContain('the next look at 48h of bake');
    const later = tick({ ...soon.state, bake: { ms: 48 * HOUR, lastTickAt: START } });
    expect(later.state.looks).toMatchObject([{ passed: false }, { passed: true, alpha: 0.025 }]);
    expect(later.outcome?.action).toBe('advance');
  });

  it('leaves it to the operator when no look is left', () => {
    const failed = [24, 48].map((h) => ({ ...PASSED_LOOK, bakeMs: h * HOUR, passed: false }));
    const last = tick(state({ bake: { ms: 72 * HOUR, lastTickAt: START }, looks: failed }), close);
    expect(last.state.looks).toHaveLength(3);
    expect(last.state.looks[2]).toMatchObject({ passed: false, alpha: 0.0125 });
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

describe('another modular', () => {
  it('resets evidence, bake, looks and approval in the stage, and is told', () => {
    const approval = {
      at: START,
      ...ANA,
      stage: 'canary' as const,
      configHash: 'config-1',
      evidenceHash: 'evidence-1',
    };
    const { state: after, effects, outcome } = tick(ripe({ approval }), { monitor: 'rules-2' });
    expect(after).toMatchObject({ monitor: 'rules-2', looks: [], approval: null, stageSince: START });
    expect(after.bake).toEqual({ ms: 0, lastTickAt: NEXT });
    expect(resets(effects)).toBe(true);
    expect(told(effects)).toContain('modular is another one now');
    expect(outcome).toMatchObject({ action: 'hold', key: 'monitor_changed' });
  });

  it('is none when it is seen for the first time', () => {
    const { state: after, effects } = tick(state({ monitor: null, bake: { ms: HOUR, lastTickAt: START } }));
    expect(after.monitor).toBe('rules-1');
    expect(effects).toEqual([]);
    expect(after.bake.ms).toBe(HOUR + INTERVAL);
  });
});

describe('approvals', () => {
  const config = rolloutConfig({ approvals: ['beta'] });
  const approve = (of: RolloutState, evidenceHash = 'evidence-1', configHash = 'config-1') =>
    decide(of, { type: 'approve', at: NEXT, ...ANA, configHash, evidenceHash }, config).state;
  const at = (of: RolloutState, changes: Partial<TickInput> = {}, t = NEXT) => tick(of, changes, t, config);

  it('are awaited when everything else passes, and said once', () => {
    const first = at(ripe());
    expect(first.state.sub).toEqual({ kind: 'awaiting_approval', since: NEXT });
    expect(first.outcome).toMatchObject({ action: 'hold', step: 'approval' });
    expect(told(first.effects)).toContain('waits for an approval');
    const second = at(first.state, {}, NEXT + INTERVAL);
    expect(second.effects).toEqual([]);
    expect(second.state.sub).toEqual({ kind: 'awaiting_approval', since: NEXT });
  });

  it('let it advance, and are named', () => {
    const waiting = at(ripe()).state;
    const { outcome, effects } = at(approve(waiting), {}, NEXT + INTERVAL);
    expect(outcome?.action).toBe('advance');
    expect(writes(effects)[0]?.why).toContain('approved by ana');
  });

  it('hold when given before, if nothing has changed', () => {
    expect(at(approve(ripe())).outcome?.action).toBe('advance');
  });

  it.each([
    ['the evidence', { evidenceHash: 'evidence-2' }],
    ['the config', { configHash: 'config-2' }],
  ])('are void when %s has changed, which is told', (what, changes) => {
    const { state: after, effects, outcome } = at(approve(ripe()), changes);
    expect(after.approval).toBeNull();
    expect(told(effects)).toContain(`the approval by ana holds no more: ${what} has changed`);
    expect(outcome?.step).toBe('approval');
  });

  it('are awaited no more when a gate does not pass any more', () => {
    const waiting = at(ripe()).state;
    const { state: after } = at(waiting, { checks: checks({ agreement: { verdict: 'inconclusive' } }) });
    expect(after.sub).toEqual({ kind: 'running' });
  });
});

describe('freezes', () => {
  const config = rolloutConfig({
    freezeWindows: [{ from: '2026-11-24T00:00:00Z', to: '2026-11-24T12:00:00Z', name: 'release day' }],
  });

  it('of the config hold a promotion until they end', () => {
    expect(tick(ripe(), {}, NEXT, config).outcome).toMatchObject({
      action: 'hold',
      step: 'freeze',
      reason: 'frozen by the config: release day',
    });
    const noon = Date.parse('2026-11-24T12:00:00Z');
    expect(tick(ripe(), {}, noon, config).outcome?.action).toBe('advance');
  });

  it('by hand hold it until their time, which is told', () => {
    const frozen = ripe({ freeze: { at: START, ...ANA, until: NEXT + INTERVAL } });
    const first = tick(frozen);
    expect(first.outcome?.reason).toBe('frozen by ana: to see');
    const { outcome, state: after, effects } = tick(first.state, {}, NEXT + INTERVAL);
    expect(after.freeze).toBeNull();
    expect(told(effects)).toContain('the freeze by ana has ended');
    expect(outcome?.action).toBe('advance');
  });

  it('come before an approval: nothing is awaited in them', () => {
    const both = rolloutConfig({ ...config, approvals: ['beta'] });
    expect(tick(ripe(), {}, NEXT, both).state.sub.kind).toBe('running');
  });
});

describe('paused', () => {
  it('holds a promotion', () => {
    const { outcome, effects } = tick(ripe({ sub: { kind: 'paused', at: START, ...ANA } }));
    expect(writes(effects)).toEqual([]);
    expect(outcome).toMatchObject({ action: 'hold', reason: 'paused by ana: to see' });
  });
});
