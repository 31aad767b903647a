import { describe, expect, it } from 'vitest';
import type { RolloutEvent, RolloutState } from '../../../src/core/rollout.ts';
import { rolloutConfig } from '../../../src/rollout/config.ts';
import { decide } from '../../../src/rollout/decide.ts';
import { ANA, act, CONFIG, HOUR, NEXT, rolledBack, state, told, writes } from './support.ts';

const paused = state({ sub: { kind: 'paused', at: NEXT, who: 'bob', why: 'lunch' } });
const frozen = state({ freeze: { at: NEXT, ...ANA, until: null } });
const needs = rolloutConfig({ approvals: ['beta'] });
const hashes = { configHash: 'c', evidenceHash: 'e' };

describe('acts', () => {
  it('pause and resume', () => {
    const { state: after, effects } = act(state(), 'pause');
    expect(after.sub).toEqual({ kind: 'paused', at: NEXT, ...ANA });
    expect(told(effects)).toBe('paused by ana: to see');
    expect(act(after, 'resume').state.sub).toEqual({ kind: 'running' });
  });

  it('freeze, also where nothing moves, and unfreeze', () => {
    const until = NEXT + 12 * HOUR;
    for (const of of [state(), state({ stage: 'disabled' }), rolledBack(), frozen]) {
      const { state: after, effects } = decide(of, { type: 'freeze', at: NEXT, ...ANA, until }, CONFIG);
      expect(after.freeze).toEqual({ at: NEXT, ...ANA, until });
      expect(told(effects)).toBe('no promotion for 12h: frozen by ana: to see');
    }
    expect(act(frozen, 'unfreeze').state.freeze).toBeNull();
  });

  it('approve what was seen, with its hashes', () => {
    const { state: after } = decide(state(), { type: 'approve', at: NEXT, ...ANA, ...hashes }, needs);
    expect(after.approval).toEqual({ at: NEXT, ...ANA, ...hashes, stage: 'canary' });
  });

  const refusals: [string, RolloutState, Partial<RolloutEvent> & { type: RolloutEvent['type'] }, string][] = [
    ['pause twice', paused, { type: 'pause' }, 'it is paused already, by bob: lunch'],
    [
      'pause in disabled',
      state({ stage: 'disabled' }),
      { type: 'pause' },
      'nothing moves by itself in disabled',
    ],
    ['pause rolled back', rolledBack(), { type: 'pause' }, 'it is rolled back: nothing moves'],
    ['resume running', state(), { type: 'resume' }, 'it is not paused'],
    ['resume rolled back', rolledBack(), { type: 'resume' }, 'it is rolled back, not paused'],
    ['approve beta without need', state(), { type: 'approve', ...hashes }, 'beta needs no approval'],
    [
      'approve at the end',
      state({ stage: 'legacy_disabled' }),
      { type: 'approve', ...hashes },
      'no stage follows',
    ],
    [
      'approve rolled back',
      rolledBack(),
      { type: 'approve', ...hashes },
      'it is rolled back: there is nothing to approve',
    ],
    ['freeze until before', state(), { type: 'freeze', until: NEXT }, 'the freeze would have ended already'],
    [
      'freeze until no time',
      state(),
      { type: 'freeze', until: Number.NaN },
      'the freeze would have ended already',
    ],
    ['unfreeze nothing', state(), { type: 'unfreeze' }, 'nothing is frozen'],
    ['retry running', state(), { type: 'retry', stage: 'canary' }, 'it is not rolled back'],
    ['retry at disabled', rolledBack(), { type: 'retry', stage: 'disabled' }, 'disabled is where it stands'],
    [
      'retry without legacy',
      rolledBack(),
      { type: 'retry', stage: 'legacy_disabled' },
      'a retry keeps legacy to fall back on',
    ],
    [
      'retry too early',
      act(state(), 'kill').state,
      { type: 'retry', stage: 'canary' },
      'the rollback is not on the disk yet',
    ],
  ];
  it.each(refusals)('refuse: %s', (_, of, event, message) => {
    const {
      state: after,
      effects,
      outcome,
      refusal,
    } = decide(of, { at: NEXT, ...ANA, ...event } as RolloutEvent, CONFIG);
    expect(after).toBe(of);
    expect(effects).toEqual([]);
    expect(outcome).toBeNull();
    expect(refusal?.message).toBe(message);
    expect(refusal?.mend).not.toBe('');
  });

  it('do not lift a window of the config', () => {
    const config = rolloutConfig({
      freezeWindows: [{ from: '2026-11-24T00:00:00Z', to: '2026-11-25T00:00:00Z', name: 'release day' }],
    });
    expect(act(state(), 'unfreeze', {}, config).refusal?.message).toBe(
      'the window release day is in the config',
    );
  });
});

describe('a restart', () => {
  const restart = (of: RolloutState) => decide(of, { type: 'restart', at: NEXT }, CONFIG);

  it('asks for a rollback again at once', () => {
    const rolling = act(state(), 'kill').state;
    const { state: after, effects } = restart(rolling);
    expect(writes(effects)).toEqual([rolling.pending]);
    expect(after.pending).toEqual(rolling.pending);
  });

  it('drops a promotion, and tells so', () => {
    const promoting = state({
      pending: { kind: 'promotion', from: 'canary', to: 'beta', at: NEXT, ...ANA },
    });
    const { state: after, effects } = restart(promoting);
    expect(after).toMatchObject({ stage: 'canary', pending: null });
    expect(writes(effects)).toEqual([]);
    expect(told(effects)).toContain('the change to beta is dropped');
  });

  it('changes nothing else', () => {
    const before = state({ bake: { ms: HOUR, lastTickAt: NEXT } });
    expect(restart(before)).toMatchObject({
      state: before,
      effects: [],
    });
  });
});
