import { describe, expect, it } from 'vitest';
import type { CheckId, CheckResult } from '../../../src/core/check.ts';
import type { RolloutState } from '../../../src/core/rollout.ts';
import { rolloutConfig } from '../../../src/rollout/config.ts';
import { decide } from '../../../src/rollout/decide.ts';
import type { Decision } from '../../../src/rollout/state.ts';
import {
  ANA,
  act,
  checks,
  everySubState,
  flags,
  HOUR,
  NEXT,
  ripe,
  rolledBack,
  START,
  state,
  tick,
  tickEvent,
  told,
  writes,
  written,
} from './support.ts';

const failed = (id: CheckId, reason: string, more: Partial<CheckResult> = {}) => ({
  checks: checks({ [id]: { verdict: 'fail', reason, alert: true, ...more } }),
});

/** What rolls back, in the event in which it happens. */
const CAUSES: Record<string, (of: RolloutState) => Decision> = {
  '5 failures in a row': (of) => tick(of, failed('error_rate', '5 failed cycles in a row: timeout')),
  'a crash of modular': (of) => tick(of, failed('error_rate', 'modular crashed: it ended without a report')),
  'a failed recovery of a PM': (of) => tick(of, failed('pm_recovery', '1 of 3 failed')),
  'a confirmed missing agent': (of) => tick(of, failed('missing_agents', 'seen by legacy alone: shop:1.0')),
  'a P95 ratio above 1.2': (of) => tick(of, failed('p95_ratio', 'slower than legacy beyond doubt')),
  'a signature in which legacy was right': (of) => tick(of, failed('agreement', 'legacy was right')),
  'unreachable panes': (of) => tick(of, failed('connectivity', 'below 95 % for 5 cycles')),
  'a budget that is used up': (of) => tick(of, failed('resources', 'above budget for 5 min')),
  'the kill switch in a tick': (of) => tick(of, { killed: 'TMUX_ORC_ROLLOUT_STAGE=disabled' }),
  'the kill switch in the flags': (of) =>
    flags(of, 'disabled', { killed: 'TMUX_ORC_ROLLOUT_STAGE=disabled', why: '' }),
  'the rollback key': (of) => act(of, 'kill'),
};

describe.each(Object.keys(everySubState()))('%s', (name) => {
  const before = everySubState()[name]!;
  const from = before.drill?.stage ?? before.stage;

  it.each(Object.keys(CAUSES))('is rolled back by %s in the same event', (cause) => {
    const { state: after, effects, outcome, refusal } = CAUSES[cause]!(before);
    expect(refusal).toBeNull();
    expect(outcome?.action).toBe('roll_back');
    // The write comes before everything that is told of it.
    expect(effects[0]).toMatchObject({ kind: 'write', write: { kind: 'rollback', from, to: 'disabled' } });
    expect(writes(effects)).toHaveLength(1);
    expect(after.sub).toMatchObject({ kind: 'rolled_back', from });
    expect(after.pending).toMatchObject({ kind: 'rollback', to: 'disabled' });
    expect(after.drill).toBeNull();
    expect(after.approval).toBeNull();
  });

  it('is rolled back in a window of the config that freezes promotions', () => {
    const window = { from: '2026-11-24T00:00:00Z', to: '2026-11-25T00:00:00Z', name: 'freeze' };
    const config = rolloutConfig({ freezeWindows: [window] });
    const { state: after } = tick(before, failed('error_rate', 'x'), NEXT, config);
    expect(after.sub.kind).toBe('rolled_back');
  });
});

describe('a rollback', () => {
  const breach = failed('error_rate', '5 failed cycles in a row: timeout', {
    shown: { value: '2.410 %', interval: '≤ 3.100 %', bound: '<0.1 %' },
  });

  it('says which check, value, bound and n', () => {
    const { state: after, effects } = tick(state(), breach);
    expect(after.sub).toMatchObject({
      who: 'cutover',
      why: 'error rate: 5 failed cycles in a row: timeout',
      evidence: ['error rate 2.410 % (≤ 3.100 %), bound <0.1 %, n 8,213: 5 failed cycles in a row: timeout'],
    });
    expect(told(effects)).toContain('n 8,213');
  });

  it('names every check that fails', () => {
    const { state: after } = tick(state(), {
      checks: checks({ error_rate: { verdict: 'fail' }, p95_ratio: { verdict: 'fail', reason: 'slow' } }),
    });
    expect(after.sub).toMatchObject({ why: 'error rate fails; p95 ratio: slow' });
  });

  it('is asked again in each tick until it is written, and in no tick after', () => {
    const first = tick(state(), breach);
    const second = tick(first.state, {}, NEXT + 10_000);
    expect(writes(second.effects)).toEqual(writes(first.effects));
    expect(second.outcome?.action).toBe('roll_back');
    const done = written(second.state);
    expect(done.state).toMatchObject({ stage: 'disabled', share: 0, pending: null });
    expect(done.effects).toContainEqual({ kind: 'reset_evidence', why: 'disabled begins' });
    expect(done.state.sub.kind).toBe('rolled_back');
    expect(writes(tick(done.state, breach, NEXT + 20_000).effects)).toEqual([]);
  });

  it('stays pending when its write fails, which is told once', () => {
    const first = tick(state(), breach).state;
    const fail = { type: 'write_failed', at: NEXT, movedOn: false, message: 'disk full' } as const;
    const once = decide(first, fail, rolloutConfig());
    expect(told(once.effects)).toContain('disk full');
    const twice = decide(once.state, fail, rolloutConfig());
    expect(twice.effects).toEqual([]);
    expect(twice.state.pending?.kind).toBe('rollback');
    const mended = written(twice.state);
    expect(told(mended.effects)).toContain('can be written again');
    expect(mended.state.alerts).not.toContain('own:write');
  });

  it('is not taken for written when the promotion that it overtook was', () => {
    const promoting = tick(ripe()).state;
    const promotion = promoting.pending!;
    const killed = act(promoting, 'kill').state;
    const late = decide(killed, { type: 'written', at: NEXT, write: promotion }, rolloutConfig());
    expect(late.state.pending?.kind).toBe('rollback');
    const seen = flags(late.state, 'beta');
    expect(seen.state.sub.kind).toBe('rolled_back');
    expect(told(seen.effects)).toContain('overwritten');
    expect(writes(tick(seen.state).effects)).toMatchObject([{ kind: 'rollback' }]);
    const done = decide(
      seen.state,
      { type: 'written', at: NEXT, write: seen.state.pending! },
      rolloutConfig(),
    );
    expect(done.state).toMatchObject({ stage: 'disabled', pending: null, sub: { kind: 'rolled_back' } });
  });

  it('is not caused by a dry run', () => {
    const { state: after, effects } = tick(state(), failed('error_rate', 'x', { dryRun: true }));
    expect(after.sub.kind).toBe('running');
    expect(writes(effects)).toEqual([]);
    expect(told(effects)).toContain('(dry run) fails');
  });

  it('has nothing to do in disabled, where a failing check is told once', () => {
    const off = state({ stage: 'disabled' });
    const first = tick(off, failed('error_rate', 'x', { alert: false }));
    expect(first.state.sub.kind).toBe('running');
    expect(writes(first.effects)).toEqual([]);
    expect(told(first.effects)).toContain('error rate fails');
    const second = tick(first.state, failed('error_rate', 'x', { alert: false }), NEXT + 10_000);
    expect(second.effects).toEqual([]);
    expect(told(tick(second.state, {}, NEXT + 20_000).effects)).toBe('error rate does not fail any more');
    expect(tick(off, { killed: 'TMUX_ORC_ROLLOUT_STAGE=disabled' }).effects).toEqual([]);
  });

  it('by the key in disabled writes disabled all the same: the file may say something else already', () => {
    const { state: after, effects } = act(state({ stage: 'disabled' }), 'kill');
    expect(writes(effects)).toMatchObject([{ kind: 'rollback', to: 'disabled' }]);
    expect(after.sub.kind).toBe('running');
    expect(written(after).state.pending).toBeNull();
  });

  it('by the key stops a retry that is being written', () => {
    const retrying = decide(
      rolledBack(),
      { type: 'retry', at: NEXT, ...ANA, stage: 'canary' },
      rolloutConfig(),
    ).state;
    const { state: after, effects } = act(retrying, 'kill');
    expect(after.sub).toMatchObject({ kind: 'rolled_back', from: 'canary' });
    expect(told(effects)).toContain('the change to canary is dropped');
  });

  it('ends a drill as failed', () => {
    const drilling = everySubState()['drill, waiting for legacy']!;
    const { effects, state: after } = act(drilling, 'kill');
    expect(effects).toContainEqual(
      expect.objectContaining({ kind: 'drill_ended', result: expect.objectContaining({ passed: false }) }),
    );
    expect(after.drilled?.problem).toContain('rolled back meanwhile');
  });

  it('counts the time of the tick in which it was decided as none', () => {
    const { state: after } = tick(state({ bake: { ms: HOUR, lastTickAt: START } }), breach);
    expect(after.bake).toEqual({ ms: HOUR, lastTickAt: NEXT });
  });
});

describe('rolled back', () => {
  it('sticks: a tick with everything fine leads nowhere', () => {
    const before = rolledBack();
    const { state: after, effects, outcome } = tick(before);
    expect(after.sub).toEqual(before.sub);
    expect(effects).toEqual([]);
    expect(outcome).toMatchObject({ action: 'hold', key: 'rolled_back' });
    expect(outcome?.reason).toContain('5 failed cycles in a row');
  });

  it('is left by a retry', () => {
    const { state: after, effects } = decide(
      rolledBack(),
      { type: 'retry', at: NEXT, who: 'ana', why: 'mended', stage: 'canary' },
      rolloutConfig(),
    );
    expect(after.sub).toEqual({ kind: 'running' });
    expect(writes(effects)).toEqual([
      { kind: 'promotion', from: 'disabled', to: 'canary', at: NEXT, who: 'ana', why: 'mended' },
    ]);
    expect(told(effects)).toContain('rolled back from canary');
    const begun = written(after, NEXT + 10);
    expect(begun.state).toMatchObject({ stage: 'canary', share: 5, stageSince: NEXT + 10, pending: null });
    expect(begun.state.bake).toEqual({ ms: 0, lastTickAt: NEXT + 10 });
  });

  it('is left by a stage that somebody sets by hand, told as a retry', () => {
    const { state: after, effects } = flags(rolledBack(), 'canary');
    expect(after).toMatchObject({ stage: 'canary', share: 5, sub: { kind: 'running' } });
    expect(told(effects)).toContain('retries after the rollback');
  });

  it('does not begin by itself when the kill switch goes', () => {
    const off = flags(state(), 'disabled', { killed: 'TMUX_ORC_USE_MODULAR_MONITOR=false' });
    expect(writes(off.effects)).toMatchObject([{ kind: 'rollback', to: 'disabled' }]);
    const done = written(off.state).state;
    expect(flags(done, 'disabled').state.sub.kind).toBe('rolled_back');
  });
});

describe('set by hand in the file', () => {
  it('disabled is a rollback without a write', () => {
    const { state: after, effects, outcome } = flags(ripe({ stage: 'beta' }), 'disabled');
    expect(after).toMatchObject({ stage: 'disabled', share: 0, looks: [], drilled: null });
    expect(after.sub).toMatchObject({ kind: 'rolled_back', from: 'beta', who: 'ana', why: 'to see' });
    expect(writes(effects)).toEqual([]);
    expect(outcome?.action).toBe('roll_back');
  });

  it('no share at all is a rollback too: legacy alone serves', () => {
    const { state: after } = flags(state(), 'canary', { share: 0 });
    expect(after.sub).toMatchObject({ kind: 'rolled_back', from: 'canary' });
  });

  it('disabled with a share left is made a rollback for real', () => {
    const { effects, state: after } = flags(state(), 'disabled', { share: 5 });
    expect(writes(effects)).toMatchObject([{ kind: 'rollback', from: 'canary', to: 'disabled' }]);
    expect(after).toMatchObject({ stage: 'disabled', share: 5 });
    expect(written(after).state.share).toBe(0);
  });

  it('a tick after it leads nowhere', () => {
    const after = flags(state(), 'disabled').state;
    expect(decide(after, tickEvent(), rolloutConfig()).state.sub.kind).toBe('rolled_back');
  });
});
