import { describe, expect, it } from 'vitest';
import type { RolloutState } from '../../../src/core/rollout.ts';
import { evidenceHash } from '../../../src/rollout/approval.ts';
import { rolloutConfig } from '../../../src/rollout/config.ts';
import { gates } from '../../../src/rollout/gates.ts';
import { view } from '../../../src/rollout/view.ts';
import {
  ANA,
  CONFIG,
  check,
  checks,
  everySubState,
  HOUR,
  INTERVAL,
  input,
  MINUTE,
  PASSED_LOOK,
  ripe,
  rolledBack,
  START,
  state,
} from './support.ts';

const idsOf = (of: RolloutState, config = CONFIG) =>
  gates(of, input(), START, config).map(({ id, verdict }) => `${id} ${verdict}`);
const see = (of: RolloutState, changes: object = {}) =>
  view({ state: of, config: CONFIG, at: START, input: input(), outcome: null, forecast: null, ...changes });

describe('gates', () => {
  it('are the checks and what else the next stage needs', () => {
    expect(idsOf(ripe({ stage: 'beta' }), rolloutConfig({ approvals: ['production'] }))).toEqual([
      'own_health pass',
      'bake pass',
      'error_rate pass',
      'p95_ratio pass',
      'missing_agents pass',
      'agreement pass',
      'pm_recovery pass',
      'connectivity pass',
      'resources pass',
      'uptime pass',
      'look pass',
      'drill pass',
      'freeze pass',
      'approval inconclusive',
    ]);
  });

  it('show value and bound, and what is missing', () => {
    const before = state({ bake: { ms: 13.2 * HOUR, lastTickAt: START } });
    const given = input({ checks: [check('error_rate', { verdict: 'inconclusive', reason: 'too few' })] });
    expect(gates(before, given, START, CONFIG)).toMatchObject([
      { id: 'own_health', shown: '42 agents', missing: '' },
      { id: 'bake', shown: '13h12m of 24h', missing: '10h48m more of healthy time' },
      { id: 'error_rate', shown: '0.000 %  ≤ 0.035 %  <0.1 %', missing: 'too few' },
      { id: 'look', shown: 'none yet', missing: 'the look at 24h of bake' },
      { id: 'freeze', shown: 'none' },
    ]);
  });

  it('do not take a look that has passed for a rate that passes now', () => {
    const given = input({ checks: checks({ error_rate: { verdict: 'inconclusive' } }) });
    expect(gates(ripe(), given, START, CONFIG).find(({ id }) => id === 'look')).toMatchObject({
      verdict: 'inconclusive',
      missing: 'it passed, but the error rate does not now',
    });
  });

  it('before legacy_disabled ask that legacy could be started', () => {
    const at = (legacyCompletedAt: number | null) =>
      gates(state({ stage: 'production' }), input({ legacyCompletedAt }), START, CONFIG).at(-1);
    expect(at(START - 10 * MINUTE)).toMatchObject({ id: 'legacy_startable', verdict: 'pass' });
    expect(at(START - 10 * MINUTE - 1)).toMatchObject({ verdict: 'inconclusive' });
    expect(at(null)).toMatchObject({ verdict: 'inconclusive', shown: 'no complete cycle since the start' });
  });

  it('are none at the end', () => {
    expect(idsOf(state({ stage: 'legacy_disabled' }))).toEqual([]);
  });

  it('of a drill are those of its stage', () => {
    expect(idsOf(everySubState()['drill, waiting for legacy']!)).toContain('bake inconclusive');
  });
});

describe('the view', () => {
  it('says when the next stage begins, and by whom', () => {
    const baked = { bake: { ms: 13 * HOUR, lastTickAt: START } };
    expect(see(state(baked))).toMatchObject({
      bake: { ms: 13 * HOUR, ofMs: 24 * HOUR, running: true, why: '' },
      next: { stage: 'beta', by: 'itself', inMs: 11 * HOUR },
    });
    const needs = rolloutConfig({ approvals: ['beta'] });
    expect(see(state(baked), { config: needs }).next).toMatchObject({ by: 'approval' });
    const approval = {
      at: START,
      ...ANA,
      stage: 'canary' as const,
      configHash: 'config-1',
      evidenceHash: 'evidence-1',
    };
    expect(see(state({ ...baked, approval }), { config: needs }).next).toMatchObject({ by: 'itself' });
    expect(see(state({ stage: 'production' })).next).toEqual({
      stage: 'legacy_disabled',
      by: 'operator',
      inMs: null,
    });
    expect(see(state({ stage: 'legacy_disabled' })).next).toBeNull();
    expect(see(rolledBack()).next).toEqual({ stage: 'canary', by: 'operator', inMs: null });
  });

  it('counts to the next look, and leaves it to the operator after the last', () => {
    const look = { ...PASSED_LOOK, passed: false };
    expect(see(state({ bake: { ms: 25 * HOUR, lastTickAt: START }, looks: [look] }))).toMatchObject({
      bake: { ofMs: 48 * HOUR },
      next: { by: 'itself', inMs: 23 * HOUR },
    });
    expect(see(state({ looks: [look, look, look] })).next).toMatchObject({ by: 'operator', inMs: null });
    expect(see(ripe())).toMatchObject({ bake: { ofMs: 24 * HOUR }, next: { by: 'itself', inMs: 0 } });
  });

  it.each<[string, RolloutState, object]>([
    ['paused', state({ sub: { kind: 'paused', at: START, ...ANA } }), {}],
    ['rolled back', rolledBack(), {}],
    ['no agents to watch', state(), { input: input({ agents: 0 }) }],
    ['error rate fails', state(), { input: input({ checks: checks({ error_rate: { verdict: 'fail' } }) }) }],
    ['no tick for 21s', state(), { at: START + 2 * INTERVAL + 1000 }],
    ['no tick yet', state(), { input: null }],
    ['no tick yet', state({ bake: { ms: 0, lastTickAt: null } }), {}],
    ['a drill is under way', everySubState()['drill, waiting for legacy']!, {}],
  ])('says why the bake clock stands: %s', (why, of, changes) => {
    expect(see(of, changes).bake).toMatchObject({ running: false, why });
  });

  it('shows a freeze of either kind', () => {
    expect(see(state({ freeze: { at: START, ...ANA, until: null } })).freeze).toMatchObject({ window: null });
    const config = rolloutConfig({
      freezeWindows: [{ from: '2026-11-24T00:00:00Z', to: '2026-11-25T00:00:00Z', name: 'release day' }],
    });
    expect(see(state(), { config }).freeze).toMatchObject({ window: 'release day' });
  });

  it('tells before the first tick that there was none', () => {
    expect(see(state(), { input: null })).toMatchObject({ gates: [], outcome: { reason: 'no tick yet' } });
  });
});

describe('what an approval is bound to', () => {
  const none = { incidents: 0, missing: 0, openSignatures: 0, against: 0 };
  const hash = (changes = {}, looks = [PASSED_LOOK], wrong = {}) =>
    evidenceHash(checks(changes), state({ looks }), { ...none, ...wrong });

  it('does not change as samples grow', () => {
    const grown = {
      error_rate: { n: 9000, value: 0.01, reason: 'other words', shown: check('uptime').shown },
    };
    expect(hash(grown)).toBe(hash());
  });

  it.each<[string, string]>([
    ['a verdict', hash({ uptime: { verdict: 'inconclusive' } })],
    ['a dry run', hash({ uptime: { dryRun: true } })],
    ['a look', hash({}, [])],
    ['an incident', hash({}, [PASSED_LOOK], { incidents: 1 })],
    ['a missing agent', hash({}, [PASSED_LOOK], { missing: 1 })],
    ['an open signature', hash({}, [PASSED_LOOK], { openSignatures: 1 })],
    ['a signature judged against modular', hash({}, [PASSED_LOOK], { against: 1 })],
  ])('changes with %s', (_, other) => {
    expect(other).not.toBe(hash());
  });
});
