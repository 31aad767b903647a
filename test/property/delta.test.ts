import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { applyDelta, deltaOf } from '../../src/server/delta.ts';
import { sampleSnapshot } from '../ui/support/sample-snapshot.ts';

const sample = sampleSnapshot();

/** Snapshots that differ in rows (added, gone, moved, changed), events (more, dropped, numbered anew) and other parts. */
const snapshots = fc
  .record({
    rows: fc.uniqueArray(
      fc.record({ row: fc.nat(sample.rows.length - 1), title: fc.constantFrom('', 'a', 'b') }),
      { selector: ({ row }) => row },
    ),
    events: fc.record({
      from: fc.integer({ min: 1, max: 30 }),
      count: fc.nat(20),
      text: fc.constantFrom('x', 'y'),
    }),
    at: fc.nat(5),
    lost: fc.boolean(),
    rules: fc.boolean(),
  })
  .map(({ rows, events, at, lost, rules }): Snapshot => {
    const { lost: _, rules: __, ...rest } = sample;
    return {
      ...rest,
      at,
      rows: rows.map(({ row, title }) => ({ ...sample.rows[row]!, title })),
      events: Array.from({ length: events.count }, (_, i) => ({
        id: events.from + i,
        at: 0,
        level: 'info' as const,
        glyph: '·',
        text: `${events.text} ${events.from + i}`,
        agentId: null,
      })),
      ...(lost && { lost: { pid: 1, since: 2 } }),
      ...(rules && { rules: { hash: 'h', folder: '/f', custom: [], problems: [] } }),
    };
  });

it('what differs, sent as JSON, makes the later snapshot of the earlier one, and of no other', () => {
  fc.assert(
    fc.property(fc.array(snapshots, { minLength: 2, maxLength: 5 }), (all) => {
      const chain = all.map((snapshot, i) => ({ ...snapshot, sequence: i + 1 }));
      let seen: Snapshot = structuredClone(chain[0]!);
      for (let i = 1; i < chain.length; i++) {
        const delta = JSON.parse(JSON.stringify(deltaOf(chain[i - 1]!, chain[i]!)));
        const next = applyDelta(seen, delta);
        expect(next).toEqual(chain[i]);
        expect(applyDelta(next!, delta)).toBeNull();
        seen = next!;
      }
    }),
  );
});

it('is small when little has happened', () => {
  const before = { ...sample, sequence: 1 };
  const after = { ...before, sequence: 2, at: sample.at + 5000 };
  expect(deltaOf(before, after)).toEqual({
    from: 1,
    sequence: 2,
    set: { sequence: 2, at: sample.at + 5000 },
    unset: [],
    rows: { order: null, changed: [] },
    events: { first: sample.events[0]!.id, added: [] },
  });
});
