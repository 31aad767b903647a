import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareAgent, type Judges, nearestObservation } from '../../src/compare/compare.ts';
import { addToSignatures, type SignatureTable } from '../../src/compare/signature.ts';
import { AGENT_KINDS, AGENT_STATES, STATE_DETAILS } from '../../src/core/agent.ts';
import { DIVERGENCE_CAUSES, type Divergence } from '../../src/core/divergence.ts';
import type { Frame } from '../../src/core/frame.ts';
import type { Observation } from '../../src/core/report.ts';
import { judgeLegacy } from '../../src/detect/legacy/judge.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const time = fc.integer({ min: 0, max: 1_000_000 });
const state = fc.constantFrom(...AGENT_STATES);
const detail = fc.option(fc.constantFrom(...STATE_DETAILS));

const frame: fc.Arbitrary<Frame> = fc.record({
  v: fc.constant(1 as const),
  t: time,
  paneId: fc.constant('%1'),
  target: fc.constant('s:1.0'),
  title: text,
  command: text,
  cols: fc.integer({ min: 1, max: 300 }),
  rows: fc.integer({ min: 1, max: 100 }),
  cursor: fc.constant([0, 0] as [number, number]),
  text,
});

const observation: fc.Arbitrary<Observation> = fc.record({
  agent: fc.record({
    id: fc.constantFrom('%1:7', '%2:8', '%3:9'),
    kind: fc.option(fc.constantFrom(...AGENT_KINDS)),
    role: fc.constant('developer' as const),
    target: text,
    session: text,
    windowIndex: fc.nat(),
    windowName: text,
    paneIndex: fc.nat(),
    paneId: fc.constant('%1'),
    panePid: fc.nat(),
  }),
  state,
  detail,
  resetsAt: fc.option(time),
  notes: fc.array(text, { maxLength: 2 }),
  evidence: fc.record({
    rule: fc.constantFrom('legacy.idle', 'legacy.no-ui.error', 'claude.idle', ''),
    line: fc.option(fc.nat()),
    text,
    region: fc.constant(null),
    nearly: fc.constant(null),
  }),
  at: time,
  frames: fc.array(frame, { maxLength: 4 }),
});

const anyJudges: fc.Arbitrary<Judges> = fc.record({ state, detail }).map((said) => ({
  legacy: judgeLegacy,
  modular: () => ({ ...said, rule: 'claude.any' }),
}));

describe('the comparison', () => {
  it('finds nothing between an observation and itself', () => {
    fc.assert(
      fc.property(observation, anyJudges, time, (seen, judges, now) => {
        const input = {
          agentId: seen.agent.id,
          legacy: seen,
          modular: seen,
          modularFrames: seen.frames,
          now,
        };
        expect(compareAgent(input, judges)).toEqual([]);
      }),
    );
  });

  it('never throws, says why on one line, and finds something whenever the states differ', () => {
    fc.assert(
      fc.property(
        fc.option(observation),
        fc.option(observation),
        fc.array(frame, { maxLength: 3 }),
        anyJudges,
        (legacy, modular, modularFrames, judges) => {
          const found = compareAgent({ agentId: '%1:7', legacy, modular, modularFrames, now: 1 }, judges);
          expect(found).toHaveLength(legacy?.state === modular?.state ? 0 : 1);
          for (const { why, signature, target, gapMs } of found) {
            expect(why).toMatch(/\S/);
            for (const shown of [why, signature, target])
              expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
            expect(gapMs === null).toBe(legacy === null || modular === null);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives a difference the same signature at any time', () => {
    fc.assert(
      fc.property(observation, observation, anyJudges, time, time, (legacy, modular, judges, now, later) => {
        const signature = (shift: number) =>
          compareAgent(
            {
              agentId: '%1:7',
              legacy: { ...legacy, at: legacy.at + shift },
              modular,
              modularFrames: [],
              now: now + shift,
            },
            judges,
          ).map((found) => found.signature);
        expect(signature(later)).toEqual(signature(0));
      }),
    );
  });
});

it('the nearest observation is the nearest', () => {
  fc.assert(
    fc.property(fc.array(observation, { maxLength: 6 }), time, (history, at) => {
      const nearest = nearestObservation(history, at);
      for (const other of history) {
        expect(Math.abs(nearest!.at - at)).toBeLessThanOrEqual(Math.abs(other.at - at));
      }
      if (history.length === 0) expect(nearest).toBeNull();
    }),
  );
});

it('the table of signatures does not depend on the order of sightings', () => {
  const sighting = fc
    .record({
      agentId: fc.constantFrom('%1:7', '%2:8'),
      cause: fc.constantFrom(...DIVERGENCE_CAUSES),
      signature: fc.constantFrom('a', 'b'),
      at: fc.integer({ min: 0, max: 20 }),
    })
    .map(
      (seen): Divergence => ({
        ...seen,
        target: 's:1.0',
        kind: 'claude',
        class: 'state',
        legacy: null,
        modular: null,
        why: '',
        crossed: null,
        gapMs: null,
      }),
    );
  const rows = (found: readonly Divergence[]) =>
    [...found.reduce<SignatureTable>(addToSignatures, new Map()).values()]
      .map((entry) => entry.signature)
      .sort((a, b) => a.signature.localeCompare(b.signature));
  const shuffled = fc
    .array(sighting, { maxLength: 12 })
    .chain((found) => fc.tuple(fc.constant(found), fc.shuffledSubarray(found, { minLength: found.length })));
  fc.assert(
    fc.property(shuffled, ([found, otherwise]) => {
      expect(rows(otherwise)).toEqual(rows(found));
    }),
  );
});
