import { describe, expect, it } from 'vitest';
import { rolloutConfig } from '../../../src/rollout/config.ts';
import { decide } from '../../../src/rollout/decide.ts';
import {
  ANA,
  CONFIG,
  checks,
  HOUR,
  INTERVAL,
  NEXT,
  resets,
  ripe,
  START,
  state,
  tick,
  told,
  writes,
  written,
} from './support.ts';

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

describe('paused', () => {
  it('holds a promotion', () => {
    const { outcome, effects } = tick(ripe({ sub: { kind: 'paused', at: START, ...ANA } }));
    expect(writes(effects)).toEqual([]);
    expect(outcome).toMatchObject({ action: 'hold', reason: 'paused by ana: to see' });
  });
});
