import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckId, VERDICTS, type Verdict, worstVerdict } from '../../src/core/check.ts';
import { DEFAULT_HEALTH_CONFIG } from '../../src/health/config.ts';
import { Health, type HealthInput, type HealthReport, judgeEvidence } from '../../src/health/health.ts';
import { cycle, START, tick } from '../unit/health/support.ts';

const rank = (verdict: Verdict): number => VERDICTS.indexOf(verdict);

type Step = ((at: number) => HealthInput[]) | 'reset';

const monitor = fc.constantFrom('legacy' as const, 'modular' as const);
const cycles = fc
  .record({
    monitor,
    error: fc.oneof(
      { weight: 6, arbitrary: fc.constant(null) },
      fc.constantFrom('timeout', 'no_server', 'crash'),
    ),
    durationMs: fc.nat(100_000),
    agents: fc.nat(50),
    answered: fc.nat(50),
  })
  .map(
    (fields): Step =>
      (at) => [cycle({ ...fields, startedAt: at, asked: Math.max(fields.answered, fields.agents) })],
  );
const seenAgainst = fc.record({
  verdict: fc.constantFrom('legacy_right' as const, 'both_wrong' as const),
  agents: fc.integer({ min: 1, max: 4 }),
  cycles: fc.integer({ min: 1, max: 25 }),
});
const others = fc.oneof(
  fc.record({
    kind: fc.constant('comparison' as const),
    compared: fc.integer({ min: 1, max: 50 }),
    differing: fc.nat(1),
  }),
  fc.record({
    kind: fc.constant('missing' as const),
    agentId: fc.constantFrom('%1:1', '%2:2'),
    target: fc.constant('a:1.0'),
  }),
  fc.record({ kind: fc.constant('recovery' as const), succeeded: fc.boolean() }),
  fc.record({
    kind: fc.constant('signatures' as const),
    open: fc.nat(3),
    against: fc.array(seenAgainst, { maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('probe' as const), flagged: fc.boolean() }),
  fc.record({ kind: fc.constant('restart' as const) }),
);
const ticks = fc.record({
  scheduled: fc.subarray(['legacy' as const, 'modular' as const]),
  cpuPercent: fc.nat(40),
  rssBytes: fc.nat(300_000_000),
});
/** A cycle of legacy with one of modular that ran during it. */
const pairs = fc
  .record({ modular: fc.integer({ min: 1, max: 900 }), legacy: fc.integer({ min: 300, max: 900 }) })
  .map(
    ({ modular, legacy }): Step =>
      (at) => [
        cycle({ startedAt: at, durationMs: modular }),
        cycle({ startedAt: at, durationMs: legacy, monitor: 'legacy' }),
      ],
  );
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: pairs },
  { weight: 8, arbitrary: cycles },
  {
    weight: 3,
    arbitrary: ticks.map(
      (fields): Step =>
        (at) => [tick(at, fields)],
    ),
  },
  {
    weight: 3,
    arbitrary: others.map(
      (input): Step =>
        (at) => [{ ...input, at }],
    ),
  },
  { weight: 1, arbitrary: fc.constant('reset' as const) },
);
/** Steps with the time that passes before each: seldom so long that all of the window has passed. */
const steps = fc.array(
  fc.tuple(step, fc.oneof({ weight: 40, arbitrary: fc.nat(600_000) }, fc.nat(30 * 3_600_000))),
  { maxLength: 150, size: 'max' },
);
type Steps = readonly (readonly [Step, number])[];

/** A small bootstrap and few pairs: what is tested is when estimates are made, not how good they are. */
const config = { ratioResamples: 20, ratioLeastPairs: 5, ratioDroppedPairs: 2 };

/** Plays the steps with the time between them, and gives the time after. `between` sees the time of each. */
function play(health: Health, list: Steps, between: (at: number) => void = () => undefined): number {
  let at = START;
  for (const [one, wait] of list) {
    at += wait;
    if (one === 'reset') health.reset(at);
    else for (const input of one(at)) health.take(input);
    between(at);
  }
  return at;
}

function reportOf(list: Steps, later = 0, between?: (health: Health) => (at: number) => void): HealthReport {
  const health = new Health(config);
  return health.evaluate(play(health, list, between?.(health)) + later);
}

describe('health', () => {
  it('gives the same answer to the same inputs, however often and whenever it was asked', () => {
    fc.assert(
      fc.property(steps, fc.nat(40 * 3_600_000), fc.nat(30 * 3_600_000), (list, later, ahead) => {
        const report = reportOf(list, later);
        expect(reportOf(list, later, (health) => (at) => void health.evaluate(at))).toEqual(report);
        expect(reportOf(list, later, (health) => (at) => void health.evaluate(at + ahead, 0.01))).toEqual(
          report,
        );
      }),
      { numRuns: 50 },
    );
  });

  it('goes on after a restart at any point as if there had been none: made again by folding what was heard', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (list, pick) => {
        const cut = list.length === 0 ? 0 : pick % (list.length + 1);
        const before = new Health(config);
        play(before, list.slice(0, cut), (at) => void before.evaluate(at));
        // Only this is left of it: the inputs since the stage began, as JSON.
        let at = START;
        let since: number | null = null;
        let stored: HealthInput[] = [];
        for (const [one, wait] of list.slice(0, cut)) {
          at += wait;
          if (one === 'reset') {
            since = at;
            stored = [];
          } else stored.push(...one(at));
        }
        const after = new Health(config);
        if (since !== null) after.reset(since);
        for (const input of JSON.parse(JSON.stringify(stored)) as HealthInput[]) after.take(input);
        for (const [one, wait] of list.slice(cut)) {
          at += wait;
          for (const health of [before, after]) {
            if (one === 'reset') health.reset(at);
            else for (const input of one(at)) health.take(input);
          }
        }
        const { recentMs: _, ...expected } = before.evaluate(at);
        expect(after.evaluate(at)).toMatchObject(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('judges its evidence alike when that has been JSON', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(0.05, 0.025, 0.0125), (list, alpha) => {
        const health = new Health(config);
        const { evidence, checks } = health.evaluate(play(health, list), alpha);
        const stored: unknown = JSON.parse(JSON.stringify(evidence));
        expect(stored).toEqual(evidence);
        expect(judgeEvidence(stored as typeof evidence, { ...DEFAULT_HEALTH_CONFIG, ...config })).toEqual(
          checks,
        );
      }),
      { numRuns: 150 },
    );
  });

  it('never passes a check without a measurement, and always says what an inconclusive one lacks', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const report = reportOf(list);
        expect(report.verdict).toBe(worstVerdict(report.checks.map((check) => check.verdict)));
        for (const check of report.checks) {
          if (check.value === null) expect(check.verdict).not.toBe('pass');
          if (check.n === 0) expect(check.verdict).not.toBe('pass');
          if (check.verdict !== 'pass') expect(check.reason + check.missing).not.toBe('');
          if (check.verdict === 'inconclusive') expect(check.missing).not.toBe('');
          expect(check.shown.bound).not.toBe('');
          expect(JSON.stringify(check.shown)).not.toMatch(/NaN|Infinity|undefined/);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is never better off for a failure', () => {
    const verdictOf = (health: Health, now: number, id: CheckId): Verdict =>
      health.evaluate(now).checks.find((check) => check.id === id)!.verdict;
    const blocks = fc.array(
      fc.record({ clean: fc.oneof(fc.nat(20), fc.constantFrom(500, 3000, 9000)), failed: fc.nat(6) }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(blocks, (list) => {
        const health = new Health();
        let at = START;
        const add = (n: number, error: string | null): void => {
          for (let i = 0; i < n; i++, at += 1000) health.take(cycle({ startedAt: at, error }));
        };
        for (const { clean, failed } of list) {
          add(clean, null);
          add(failed, 'exception');
        }
        const before = verdictOf(health, at, 'error_rate');
        add(1, 'exception');
        expect(rank(verdictOf(health, at, 'error_rate'))).toBeGreaterThanOrEqual(rank(before));
      }),
      { numRuns: 150 },
    );
  });
});
