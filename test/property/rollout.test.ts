import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECK_IDS, VERDICTS } from '../../src/core/check.ts';
import type { RolloutEvent, RolloutState, TickInput } from '../../src/core/rollout.ts';
import { nextStage, STAGE_PERCENTAGE, STAGES } from '../../src/core/stage.ts';
import { rolloutConfig } from '../../src/rollout/config.ts';
import { decide } from '../../src/rollout/decide.ts';
import { gates, opens } from '../../src/rollout/gates.ts';
import { failing } from '../../src/rollout/own-health.ts';
import { type Decision, initialState, isLive } from '../../src/rollout/state.ts';
import { view } from '../../src/rollout/view.ts';
import { check, INTERVAL, input, SECOND, START, writes } from '../unit/rollout/support.ts';

/** Short enough that a sequence comes to the end of a dwell. */
const config = fc
  .record({
    approvals: fc.subarray<'beta' | 'production'>(['beta']),
    drillFor: fc.subarray<'beta' | 'production'>(['beta', 'production']),
    mostExtensions: fc.nat(2),
  })
  .map((changes) =>
    rolloutConfig({
      ...changes,
      dwell: { canary: '30s', beta: '40s' },
      extension: '20s',
      drillLongest: '60s',
    }),
  );

const rarely = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 15, arbitrary: fc.constant(usual) }, other);
const checks = fc.tuple(
  ...CHECK_IDS.map((id) =>
    fc
      .record({ verdict: rarely('pass', fc.constantFrom(...VERDICTS)), dryRun: rarely(false, fc.boolean()) })
      .map((changes) => check(id, changes)),
  ),
);
const words = (text: string) => rarely<string | null>(null, fc.constant(text));
const tickInput: fc.Arbitrary<TickInput> = fc.record({
  intervalMs: fc.constant(INTERVAL),
  checks,
  own: fc.record({ stale: words('stale'), share: words('share'), comparison: words('dead') }),
  agents: rarely(42, fc.nat(1)),
  monitor: rarely('rules-1', fc.constant('rules-2')),
  killed: words('TMUX_ORC_ROLLOUT_STAGE=disabled'),
  configHash: fc.constant('c'),
  evidenceHash: rarely('e', fc.constant('f')),
  legacyCompletedAt: fc.constant(null),
});
const healthy = fc.constant(input({ configHash: 'c', evidenceHash: 'e' }));
const stage = fc.constantFrom(...STAGES);
const act = { at: fc.constant(0), who: fc.constant('ana'), why: fc.constantFrom('', 'why') };
const at = act.at;

const simple = fc.constantFrom('kill', 'pause', 'resume', 'unfreeze', 'drill');
const event: fc.Arbitrary<RolloutEvent> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ type: fc.constant('tick' as const), at, input: healthy }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('tick' as const), at, input: tickInput }) },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('written' as const), at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('write_failed' as const),
      at,
      movedOn: fc.boolean(),
      message: fc.constant('no'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        type: fc.constant('flags' as const),
        ...act,
        stage,
        share: fc.option(fc.constantFrom(0, 5, 10, 100)),
        killed: words('TMUX_ORC_USE_MODULAR_MONITOR=false'),
      })
      .map((said) => ({ ...said, share: said.share ?? STAGE_PERCENTAGE[said.stage] })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('served' as const),
      at,
      monitor: fc.constantFrom('legacy' as const, 'modular' as const),
      tickAt: at,
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('retry' as const), ...act, stage }) },
  { weight: 3, arbitrary: fc.record({ type: simple, ...act }) as fc.Arbitrary<RolloutEvent> },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('approve' as const),
      ...act,
      configHash: fc.constant('c'),
      evidenceHash: fc.constant('e'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('freeze' as const), ...act, until: fc.constant(null) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const), at }) },
);
const events = fc.array(
  fc.record({
    event,
    afterMs: fc.oneof({ weight: 8, arbitrary: fc.constant(INTERVAL) }, fc.nat(60 * SECOND)),
  }),
  { maxLength: 60, size: 'max' },
);
const begin = fc.constantFrom('disabled' as const, 'canary' as const, 'beta' as const, 'production' as const);

interface Step {
  before: RolloutState;
  event: RolloutEvent;
  decision: Decision;
}

/** Plays the events one after the other, each at its time. */
function play(
  from: (typeof STAGES)[number],
  list: { event: RolloutEvent; afterMs: number }[],
  given: ReturnType<typeof rolloutConfig>,
): Step[] {
  let now = START;
  let before = initialState({ stage: from, share: STAGE_PERCENTAGE[from], at: now });
  return list.map(({ event: raw, afterMs }) => {
    now += afterMs;
    const timed = (
      raw.type === 'served' ? { ...raw, at: now, tickAt: now } : { ...raw, at: now }
    ) as RolloutEvent;
    const decision = decide(deepFreeze(before), timed, given);
    const step = { before, event: timed, decision };
    before = decision.state;
    return step;
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}

function always(property: (step: Step, given: ReturnType<typeof rolloutConfig>) => void): void {
  fc.assert(
    fc.property(begin, events, config, (from, list, given) => {
      for (const step of play(from, list, given)) property(step, given);
    }),
    { numRuns: 300 },
  );
}

describe('the rollout, whatever happens', () => {
  it('never throws, and changes nothing that it is given', () => {
    always(({ decision, event: { at: time } }, given) => {
      const seen = { state: decision.state, config: given, at: time, outcome: null, forecast: null };
      view({ ...seen, input: input() });
    });
  });

  it('leaves the state as it was when it refuses', () => {
    always(({ before, decision: { state, effects, refusal } }) => {
      if (refusal === null) return;
      expect(state).toBe(before);
      expect(effects).toEqual([]);
      expect(refusal.message).not.toBe('');
      expect(refusal.mend).not.toBe('');
    });
  });

  it('gives the same answer for a state that was JSON meanwhile', () => {
    always(({ before, event: happened, decision }, given) => {
      const again = decide(JSON.parse(JSON.stringify(before)), JSON.parse(JSON.stringify(happened)), given);
      expect(again).toEqual(decision);
    });
  });

  it('advances by itself one stage a decision, in a tick, running or awaiting, with every gate passed', () => {
    let advanced = 0;
    always(({ before, event: happened, decision }, given) => {
      for (const write of writes(decision.effects)) {
        if (write.kind !== 'promotion' || happened.type === 'retry') continue;
        advanced++;
        expect(happened.type).toBe('tick');
        expect(['running', 'awaiting_approval']).toContain(before.sub.kind);
        expect(write.to).toBe(nextStage(before.stage));
        expect(before.drill).toBeNull();
        if (happened.type !== 'tick') continue;
        const all = gates(decision.state, happened.input, happened.at, given);
        expect(all.filter((gate) => !opens(gate))).toEqual([]);
      }
    });
    expect(advanced).toBeGreaterThan(10);
  });

  it('asks for at most one write at a time, and for none that is not pending', () => {
    always(({ decision: { effects, state } }) => {
      const asked = writes(effects);
      expect(asked.length).toBeLessThanOrEqual(1);
      if (asked.length === 1) expect(state.pending).toEqual(asked[0]);
    });
  });

  it('never bakes longer than the stage lasts', () => {
    always(({ event: { at: time }, decision: { state } }) => {
      expect(state.bake.ms).toBeLessThanOrEqual(time - state.stageSince);
      expect(state.bake.ms).toBeGreaterThanOrEqual(0);
    });
  });

  it('stays rolled back until an operator retries or sets a stage', () => {
    let stuck = 0;
    always(({ before, event: happened, decision }) => {
      if (before.sub.kind !== 'rolled_back') return;
      stuck++;
      if (decision.state.sub.kind !== 'rolled_back') expect(['retry', 'flags']).toContain(happened.type);
      if (happened.type === 'tick')
        expect(writes(decision.effects).every(({ kind }) => kind === 'rollback')).toBe(true);
    });
    expect(stuck).toBeGreaterThan(100);
  });

  it('rolls back in the tick of a breach, and asks for it again until it is on the disk', () => {
    let breaches = 0;
    always(({ before, event: happened, decision: { state, effects } }) => {
      if (happened.type !== 'tick') return;
      const broken = failing(happened.input.checks).length > 0 || happened.input.killed !== null;
      const live = isLive(before) || before.drill !== null;
      if (before.pending?.kind !== 'rollback' && !(broken && live)) return;
      breaches++;
      expect(writes(effects)).toMatchObject([{ kind: 'rollback', to: 'disabled' }]);
      if (live && broken && before.pending === null) expect(state.sub.kind).toBe('rolled_back');
    });
    expect(breaches).toBeGreaterThan(50);
  });

  it('is in disabled, without a share, once a rollback is on the disk', () => {
    always(({ before, event: happened, decision: { state } }) => {
      if (happened.type !== 'written' || before.pending?.kind !== 'rollback') return;
      expect(state).toMatchObject({ stage: 'disabled', share: 0, pending: null });
    });
  });
});
