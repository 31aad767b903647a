import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { servedByModular, ticksUntilChange } from '../../src/rollout/routing.ts';

const percentage = fc.integer({ min: 0, max: 100 });
const tick = fc.nat(1_000_000_000);

describe('routing', () => {
  it('holds exactly p modular ticks in any run of 100', () => {
    fc.assert(
      fc.property(tick, percentage, (start, p) => {
        let modular = 0;
        for (let i = 0; i < 100; i++) if (servedByModular(start + i, p)) modular++;
        expect(modular).toBe(p);
      }),
    );
  });

  it('never bunches: between two modular ticks lie the same number of others, give or take one', () => {
    fc.assert(
      fc.property(tick, fc.integer({ min: 1, max: 99 }), (start, p) => {
        const at = Array.from({ length: 400 }, (_, i) => start + i).filter((t) => servedByModular(t, p));
        const gaps = at.slice(1).map((t, i) => t - at[i]!);
        expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('foretells the next change', () => {
    fc.assert(
      fc.property(tick, fc.double({ min: 0.1, max: 99.9, noNaN: true }), (start, p) => {
        const ahead = ticksUntilChange(start, p)!;
        const now = servedByModular(start, p);
        expect(servedByModular(start + ahead, p)).toBe(!now);
        for (let i = 1; i < ahead; i++) expect(servedByModular(start + i, p)).toBe(now);
      }),
    );
  });
});
