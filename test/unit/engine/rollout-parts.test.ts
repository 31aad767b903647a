import { describe, expect, it } from 'vitest';
import { emptyReport } from '../../../src/core/report.ts';
import type { Gate, RolledBack, RolloutState } from '../../../src/core/rollout.ts';
import { Freshness } from '../../../src/engine/rollout/own-health.ts';
import { type CompareOne, probeComparison } from '../../../src/engine/rollout/probe.ts';
import { answerRequests, eventOf } from '../../../src/engine/rollout/requests.ts';
import { stageRefusal } from '../../../src/engine/rollout/stage-refusal.ts';
import { initialState } from '../../../src/rollout/state.ts';

const NOW = Date.UTC(2026, 10, 25, 3);

describe('the probe of the comparison', () => {
  const flags: CompareOne = (_, legacy, modular) => {
    if (legacy?.state === modular?.state) return [];
    return [{ class: modular === null ? 'missing_in_modular' : 'state' } as never];
  };

  it.each<[string, CompareOne, string | null]>([
    ['that works', flags, null],
    ['that compares nothing', () => [], 'a known difference was not flagged'],
    [
      'that misses who is missing',
      (id, a, b) => (b === null ? [] : flags(id, a, b)),
      'a known missing agent was not flagged',
    ],
    ['that flags everything', () => [{ class: 'state' } as never], 'a known missing agent was not flagged'],
    [
      'that flags an agreement',
      (id, a, b) => (a?.state === b?.state ? flags(id, a, null) : flags(id, a, b)),
      'a known agreement was flagged',
    ],
    [
      'that throws',
      () => {
        throw new Error('boom');
      },
      'a known difference was not flagged',
    ],
  ])('of one %s', (_, compare, problem) => {
    expect(probeComparison(compare, NOW)).toBe(problem);
  });
});

describe('the freshness of the data', () => {
  const report = (kind?: 'exception' | 'no_server') => ({
    ...emptyReport('modular', NOW),
    error: kind === undefined ? null : { kind, message: `because of ${kind}`, mend: '' },
  });

  it('is lost two intervals after a cycle was due that gave no report', () => {
    const freshness = new Freshness();
    freshness.due(NOW);
    freshness.due(NOW + 5000);
    expect(freshness.stale(NOW + 10_000, 5000)).toBeNull();
    expect(freshness.stale(NOW + 10_001, 5000)).toBe('modular has not reported');
    freshness.report(report('no_server'));
    expect(freshness.stale(NOW + 10_001, 5000)).toBe('because of no_server');
    freshness.report(report());
    expect(freshness.stale(NOW + 99_000, 5000)).toBeNull();
  });
});

describe('an operator who sets a stage', () => {
  const state = (changes: Partial<RolloutState> = {}): RolloutState => ({
    ...initialState({ stage: 'canary', share: 5, at: NOW }),
    ...changes,
  });
  const gate = (verdict: Gate['verdict'], dryRun = false): Gate => ({
    id: 'agreement',
    label: 'agreement',
    verdict,
    shown: '',
    missing: '',
    dryRun,
  });
  const refusal = (s: RolloutState, gates: Gate[], to: Parameters<typeof stageRefusal>[2], why = '') =>
    stageRefusal(s, { gates }, to, { who: 'ana', why })?.message ?? null;

  it('gives a reason when not all evidence is in, and needs none when it is', () => {
    expect(refusal(state(), [gate('inconclusive')], 'beta')).toBe('not all evidence is in: agreement');
    expect(refusal(state(), [gate('inconclusive')], 'beta', 'known noise')).toBeNull();
    expect(refusal(state(), [gate('pass'), gate('fail', true)], 'beta')).toBeNull();
  });

  it('goes one stage at a time, or says why not', () => {
    expect(refusal(state(), [gate('pass')], 'production')).toBe('production is 2 stages ahead');
    expect(refusal(state(), [gate('pass')], 'production', 'tested elsewhere')).toBeNull();
  });

  it('goes back, and begins, without a reason', () => {
    expect(refusal(state({ stage: 'beta', share: 50 }), [gate('fail')], 'canary')).toBeNull();
    expect(refusal(state({ stage: 'disabled', share: 0 }), [gate('fail')], 'canary')).toBeNull();
    expect(refusal(state(), [gate('fail')], 'disabled')).toBeNull();
  });

  it('retries after a rollback, and waits for the end of a drill', () => {
    const sub = {
      kind: 'rolled_back',
      from: 'canary',
      at: NOW,
      who: 'cutover',
      why: 'slow',
      evidence: [],
    } satisfies RolledBack;
    expect(refusal(state({ stage: 'disabled', share: 0, sub }), [], 'canary', 'again')).toMatch(
      /^rolled back from canary at .*: slow$/,
    );
    const drill = {
      stage: 'canary',
      step: 'rolling_back',
      disabledAt: null,
      servedAt: null,
      at: NOW,
      who: 'a',
      why: '',
    } as const;
    expect(refusal(state({ drill }), [], 'beta', 'now')).toBe('a rollback drill is under way');
  });
});

describe('what commands ask for', () => {
  const seen = { configHash: 'c', evidenceHash: 'e' };
  const request = (kind: string, args: unknown = null) => ({
    at: NOW,
    who: 'ana',
    why: 'because',
    kind,
    args,
  });

  it('becomes the event of its name', () => {
    const by = { at: NOW, who: 'ana', why: 'because' };
    expect(eventOf(request('pause'), NOW, seen)).toEqual({ type: 'pause', ...by });
    expect(eventOf(request('approve'), NOW, seen)).toEqual({ type: 'approve', ...by, ...seen });
    expect(eventOf(request('freeze', { until: 5 }), NOW, seen)).toEqual({ type: 'freeze', until: 5, ...by });
    expect(eventOf(request('retry', { stage: 'beta' }), NOW, seen)).toEqual({
      type: 'retry',
      stage: 'beta',
      ...by,
    });
    expect(eventOf(request('rollback'), NOW, seen)).toEqual({ type: 'kill', ...by });
  });

  it.each([request('explode'), request('retry', { stage: 'everything' }), request('freeze')])(
    'is refused when it is not known: $kind $args',
    (asked) => {
      expect(() => eventOf(asked, NOW, seen)).toThrow(/nothing is known of/);
    },
  );

  it('is answered once each, with what went wrong; what was asked long ago is not done', async () => {
    const answers: unknown[] = [];
    const done: string[] = [];
    const requests = [
      { id: 1, ...request('pause') },
      { id: 2, ...request('resume') },
      { id: 3, ...request('drill'), at: NOW - 3_600_000 },
    ];
    await answerRequests(
      { openRequests: () => requests, answer: (id, _, answer) => answers.push([id, answer]) },
      async ({ kind }) => {
        done.push(kind);
        if (kind === 'resume') throw new Error('not paused');
      },
      () => NOW,
    );
    expect(done).toEqual(['pause', 'resume']);
    expect(answers).toEqual([
      [1, { ok: true, message: '' }],
      [2, { ok: false, message: 'not paused' }],
      [3, { ok: false, message: 'no cutover heard it when it was asked', mend: 'ask again' }],
    ]);
  });
});
