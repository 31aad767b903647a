import { describe, expect, it } from 'vitest';
import type { RolloutState, TickInput } from '../../../src/core/rollout.ts';
import { rolloutConfig } from '../../../src/rollout/config.ts';
import { decide } from '../../../src/rollout/decide.ts';
import { ANA, checks, INTERVAL, NEXT, ripe, START, tick, told, writes } from './support.ts';

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
