import './support/utc.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RolloutView, SubState } from '../../src/core/rollout.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { lineWidth } from '../../src/ui/cells.ts';
import { BINDINGS } from '../../src/ui/keymap.ts';
import { rolloutLine } from '../../src/ui/views/rollout-line.ts';
import { sampleRollout } from './support/sample-rollout.ts';
import {
  AWAITING,
  DRILL,
  FROZEN,
  FROZEN_BY_HAND,
  NO_ROLLOUT,
  PAUSED,
  READY,
  ROLLED_BACK,
  STALE,
} from './support/sample-rollouts.ts';
import { NOW, sampleSnapshot } from './support/sample-snapshot.ts';

const HOUR = 3_600_000;

/** The line as text, on a screen of this many columns. */
function text(over: Partial<Snapshot>, columns: number, named = true): string {
  const { rollout, stage } = sampleSnapshot(over);
  const line = rolloutLine(
    { rollout, stage, verdicts: [], now: NOW, keys: named ? BINDINGS : [] },
    columns - 2,
  );
  return line.map((span) => (typeof span === 'string' ? span : span.text)).join('');
}

const PRODUCTION: Partial<Snapshot> = {
  stage: { current: 'production', percentage: 100, since: NOW - 76 * HOUR, dwellMs: null },
  rollout: sampleRollout({
    bake: { ms: 0, ofMs: null, running: true, why: '' },
    next: { stage: 'legacy_disabled', by: 'operator', inMs: null },
  }),
};
const BEFORE: Partial<Snapshot> = {
  stage: { current: 'disabled', percentage: 0, since: null, dwellMs: null },
  rollout: { ...NO_ROLLOUT, next: { stage: 'canary', by: 'operator', inMs: null } },
};
const APPROVAL: Partial<Snapshot> = {
  rollout: sampleRollout({ next: { stage: 'beta', by: 'approval', inMs: 2 * HOUR } }),
};

describe('the second line of the header', () => {
  it.each([
    [
      {},
      120,
      'bake ███████████▌········· 13h12m of 24h    gates ✓ 6 pass  … 1 inconclusive    next BETA in about 10h48m, by itself',
    ],
    [{}, 80, 'bake ██████····· 13h12m/24h   ✓ 6  … 1   → BETA in ~10h48m, by itself'],
    [{}, 74, 'bake ██████····· 13h12m/24h   ✓ 6  … 1   → BETA in ~10h48m, by itself'],
    [{}, 66, 'bake ███▎·· 13h12m/24h   ✓ 6  … 1   → BETA in ~10h48m'],
    [APPROVAL, 74, 'bake ██████····· 13h12m/24h   ✓ 6  … 1   → BETA in ~2h, if approved'],
    [READY, 120, 'next BETA at the next tick, by itself'],
    [STALE, 74, 'bake stands: no agents'],
    [PAUSED, 74, 'paused by ana: release of the checkout this'],
    [PAUSED, 74, '…  P resume'],
    [FROZEN, 74, '✓ 6  … 1   frozen until Mon 07:00: window weekend'],
    [FROZEN_BY_HAND, 120, 'frozen until lifted by bo: audit of the pipelines  F unfreeze'],
    [AWAITING, 74, '✓ 8   PRODUCTION waits for an approval  A approve'],
    [ROLLED_BACK, 74, 'rolled back from canary 21:13: error rate: 5 failures in a row  T retry'],
    [DRILL, 74, 'bake ██████····· 13h12m/24h   ✓ 6  … 1   drill: waiting for legacy'],
    [
      PRODUCTION,
      120,
      'in stage 3d04h since Sat 17:14    gates ✓ 6 pass  … 1 inconclusive    next LEGACY_DISABLED by the operator',
    ],
    [BEFORE, 74, 'no rollout is under way   → CANARY by the operator'],
  ] as [Partial<Snapshot>, number, string][])('%#', (over, columns, words) => {
    const line = text(over, columns);
    expect(line).toContain(words);
  });

  it('names no keys in a read-only cockpit', () => {
    expect(text(ROLLED_BACK, 120, false)).not.toContain('retry');
    expect(text(PAUSED, 120, false)).not.toContain('resume');
  });

  it('tells of one thing that stops it, the strongest', () => {
    const { sub } = PAUSED.rollout as RolloutView;
    const { freeze } = FROZEN.rollout as RolloutView;
    const { drill } = DRILL.rollout as RolloutView;
    const rolled = (ROLLED_BACK.rollout as RolloutView).sub;
    const line = (over: Partial<RolloutView>): string => text({ rollout: sampleRollout(over) }, 160);
    expect(line({ sub, freeze })).toContain('paused by ana');
    expect(line({ sub, freeze, drill })).toContain('drill: ');
    expect(line({ sub: rolled, freeze, drill })).toContain('rolled back from canary');
  });

  it('fits at every width, whatever it tells', () => {
    const decided = {
      at: fc.integer({ min: NOW - 9e9, max: NOW }),
      who: fc.string(),
      why: fc.string({ maxLength: 300 }),
    };
    const subs: fc.Arbitrary<SubState> = fc.oneof(
      fc.constant({ kind: 'running' } as const),
      fc.record({ kind: fc.constant('paused' as const), ...decided }),
      fc.record({ kind: fc.constant('awaiting_approval' as const), since: fc.constant(NOW - HOUR) }),
      fc.record({
        kind: fc.constant('rolled_back' as const),
        ...decided,
        from: fc.constantFrom('canary' as const, 'legacy_disabled' as const),
        evidence: fc.constant<string[]>([]),
      }),
    );
    const rollouts = fc.record({
      sub: subs,
      freeze: fc.option(fc.record({ ...decided, until: fc.constant(null), window: fc.option(fc.string()) })),
      bake: fc.record({
        ms: fc.integer({ min: 0, max: 9e9 }),
        ofMs: fc.option(fc.integer({ min: 1, max: 9e9 })),
        running: fc.boolean(),
        why: fc.string(),
      }),
    });
    fc.assert(
      fc.property(rollouts, fc.integer({ min: 60, max: 220 }), fc.boolean(), (over, columns, named) => {
        const { stage } = sampleSnapshot();
        const rollout = sampleRollout(over);
        const keys = named ? BINDINGS : [];
        const line = rolloutLine({ rollout, stage, verdicts: [], now: NOW, keys }, columns - 2);
        expect(lineWidth(line)).toBeLessThanOrEqual(columns - 2);
        expect(lineWidth(line)).toBeGreaterThan(10);
      }),
    );
  });
});
