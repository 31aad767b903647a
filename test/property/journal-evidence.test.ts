import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToSignatures, type SignatureTable } from '../../src/compare/signature.ts';
import { DIVERGENCE_CAUSES, type Divergence } from '../../src/core/divergence.ts';
import { MONITOR_NAMES } from '../../src/core/report.ts';
import type { HealthInput } from '../../src/health/input.ts';
import { divergence, opened, START, tempFolder } from '../unit/journal/support.ts';

// JSON and SQLite know no negative zero, and no part of the program makes one.
const measured = fc.double({ min: 0, max: 1e12, noNaN: true }).map((value) => value + 0);
const text = fc.string({ unit: 'binary', maxLength: 30 });
const at = fc.nat(1_000_000).map((ms) => START + ms);
const monitor = fc.constantFrom(...MONITOR_NAMES);

const input: fc.Arbitrary<HealthInput> = fc.oneof(
  fc.record({
    kind: fc.constant('cycle' as const),
    monitor,
    startedAt: at,
    durationMs: measured,
    waitedMs: measured,
    error: fc.option(text),
    agents: fc.nat(1000),
    asked: fc.nat(1000),
    answered: fc.nat(1000),
    subprocesses: fc.nat(4000),
    tick: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('tick' as const),
    at,
    scheduled: fc.uniqueArray(monitor),
    cpuPercent: measured,
    rssBytes: measured,
    subprocessesPerCycle: measured,
  }),
  fc.record({
    kind: fc.constant('comparison' as const),
    at,
    compared: fc.nat(1000),
    differing: fc.nat(1000),
  }),
  fc.record({ kind: fc.constant('missing' as const), at, agentId: text, target: text }),
  fc.record({ kind: fc.constant('recovery' as const), at, succeeded: fc.boolean() }),
  fc.record({
    kind: fc.constant('signatures' as const),
    at,
    open: fc.nat(50),
    against: fc.array(
      fc.record({
        verdict: fc.constantFrom('legacy_right' as const, 'both_wrong' as const),
        agents: fc.nat(9),
        cycles: fc.nat(99),
      }),
      { maxLength: 3 },
    ),
  }),
  fc.record({ kind: fc.constant('probe' as const), at, flagged: fc.boolean() }),
  fc.record({ kind: fc.constant('restart' as const), at }),
);

type Step = { do: 'put'; input: HealthInput } | { do: 'flush' | 'mark' | 'restart' | 'divergence' };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: input.map((one) => ({ do: 'put' as const, input: one })) },
  { weight: 2, arbitrary: fc.constantFrom({ do: 'flush' as const }, { do: 'divergence' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'mark' as const }, { do: 'restart' as const }) },
);

describe('the evidence in the journal', () => {
  it('comes back as it was put in, in its order, from the last mark on, whenever it is flushed or opened again', () => {
    const folder = tempFolder();
    let files = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const path = `${folder}/${files++}.db`;
        let journal = opened(path);
        let expected: HealthInput[] = [];
        for (const one of steps) {
          if (one.do === 'put') {
            journal.health(one.input);
            expected.push(one.input);
          } else if (one.do === 'mark') {
            journal.mark(START, 'another stage');
            expected = [];
          } else if (one.do === 'divergence') journal.divergence(divergence(), 1);
          else if (one.do === 'flush') expect(journal.flush()).toBe(true);
          else {
            journal.close();
            journal = opened(path);
          }
        }
        journal.flush();
        expect([...journal.evidence()]).toEqual(expected);
        expect(journal.problem()).toBe('');
        journal.close();
      }),
      { numRuns: 30 },
    );
  });

  it('of the divergences gives the same signatures again', () => {
    const folder = tempFolder();
    let files = 0;
    const side = (monitorName: string) =>
      fc.option(
        fc.record({
          state: fc.constantFrom('idle' as const, 'waiting' as const),
          detail: fc.constantFrom(null, 'plan' as const, 'permission' as const),
          rule: fc.constantFrom(`${monitorName}.a`, 'legacy.no-ui.error'),
          line: fc.constant(null),
          text: fc.constant(''),
          at,
        }),
        { freq: 8 },
      );
    const found: fc.Arbitrary<Divergence> = fc
      .record({
        at,
        agentId: fc.constantFrom('%1:1', '%2:2', '%3:3'),
        cause: fc.constantFrom(...DIVERGENCE_CAUSES),
        legacy: side('legacy'),
        modular: side('modular'),
        signature: fc.constantFrom('one', 'two', 'three'),
      })
      .map(divergence);
    fc.assert(
      fc.property(fc.array(found, { maxLength: 40 }), fc.nat(40), (list, cut) => {
        const path = `${folder}/${files++}.db`;
        const journal = opened(path);
        for (const [i, one] of list.entries()) {
          journal.divergence(one, i);
          if (i === cut) journal.flush();
        }
        journal.close();
        const again = opened(path);
        const stored = [...again.divergences()];
        const fold = (all: Divergence[]) => all.reduce<SignatureTable>(addToSignatures, new Map());
        expect(fold(stored.map((one) => one.divergence))).toEqual(fold(list));
        expect(stored.map((one) => one.cycle)).toEqual([...list.keys()]);
        again.close();
      }),
      { numRuns: 30 },
    );
  });
});
