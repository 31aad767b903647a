import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckId, VERDICTS, type Verdict, worstVerdict } from '../../src/core/check.ts';
import { Health } from '../../src/health/health.ts';
import { cycle, START } from '../unit/health/support.ts';

const rank = (verdict: Verdict): number => VERDICTS.indexOf(verdict);

type Step =
  | {
      do: 'cycle';
      monitor: 'legacy' | 'modular';
      error: string | null;
      durationMs: number;
      agents: number;
      answered: number;
    }
  | { do: 'comparison'; compared: number; differing: number }
  | { do: 'missing'; agentId: string }
  | { do: 'resources'; cpuPercent: number; rssBytes: number }
  | { do: 'scheduled'; monitor: 'legacy' | 'modular' }
  | { do: 'signatures'; open: number }
  | { do: 'evaluate' }
  | { do: 'reset' };

const monitor = fc.constantFrom('legacy' as const, 'modular' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('cycle' as const),
      monitor,
      error: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, fc.constantFrom('timeout', 'no_server')),
      durationMs: fc.nat(100_000),
      agents: fc.nat(50),
      answered: fc.nat(50),
    }),
  },
  fc.record({
    do: fc.constant('comparison' as const),
    compared: fc.integer({ min: 1, max: 50 }),
    differing: fc.nat(1),
  }),
  fc.record({ do: fc.constant('missing' as const), agentId: fc.constantFrom('%1:1', '%2:2') }),
  fc.record({
    do: fc.constant('resources' as const),
    cpuPercent: fc.nat(100),
    rssBytes: fc.nat(300_000_000),
  }),
  fc.record({ do: fc.constant('scheduled' as const), monitor }),
  fc.record({ do: fc.constant('signatures' as const), open: fc.nat(3) }),
  fc.record({ do: fc.constant('evaluate' as const) }),
  fc.record({ do: fc.constant('reset' as const) }),
);
const steps = fc.array(fc.tuple(step, fc.nat(600_000)), { maxLength: 150 });

/** Plays the steps with the time between them, and gives the time after. */
function play(health: Health, list: readonly (readonly [Step, number])[]): number {
  let at = START;
  for (const [s, wait] of list) {
    at += wait;
    if (s.do === 'cycle')
      health.addCycle(cycle({ ...s, startedAt: at, asked: Math.max(s.answered, s.agents) }));
    else if (s.do === 'comparison') health.addComparison({ at, ...s });
    else if (s.do === 'missing') health.addMissing({ at, agentId: s.agentId, target: 'a:1.0' });
    else if (s.do === 'resources') health.addResources({ at, ...s, subprocessesPerCycle: 2 });
    else if (s.do === 'scheduled') health.scheduled(s.monitor, at);
    else if (s.do === 'signatures') health.setSignatures(s.open);
    else if (s.do === 'evaluate') health.evaluate(at);
    else health.reset(at);
  }
  return at;
}

describe('health', () => {
  it('gives the same answer to the same evidence, also when asked twice', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const [one, two] = [new Health(), new Health()];
        const now = play(one, list);
        play(two, list);
        const report = one.evaluate(now);
        expect(two.evaluate(now)).toEqual(report);
        expect(one.evaluate(now)).toEqual(report);
      }),
      { numRuns: 150 },
    );
  });

  it('never passes a check without a measurement, and always says what an inconclusive one lacks', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const health = new Health();
        const report = health.evaluate(play(health, list));
        expect(report.verdict).toBe(worstVerdict(report.checks.map((check) => check.verdict)));
        for (const check of report.checks) {
          if (check.value === null) expect(check.verdict).not.toBe('pass');
          if (check.verdict !== 'pass') expect(check.reason + check.missing).not.toBe('');
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
          for (let i = 0; i < n; i++, at += 1000) health.addCycle(cycle({ startedAt: at, error }));
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
