import { describe, expect, it } from 'vitest';
import type { PastCycle } from '../../../src/core/history.ts';
import { healthHistory } from '../../../src/health/history.ts';

const MINUTE = 60_000;
const cycle = (at: number, durationMs: number, more: Partial<PastCycle> = {}): PastCycle => ({
  monitor: 'modular',
  at,
  durationMs,
  waitedMs: 0,
  failed: false,
  ...more,
});
/** One cycle of modular every 5 s, `durations` in turn. */
const every5s = (minutes: number, durations = [100]): PastCycle[] =>
  Array.from({ length: minutes * 12 }, (_, i) => cycle(i * 5000, durations[i % durations.length]!));

describe('health over time', () => {
  it('counts cycles and failures between two points, and what was compared', () => {
    const cycles = every5s(2).map((one, i) => (i === 13 ? { ...one, failed: true } : one));
    const comparisons = [
      { at: 10_000, compared: 40, differing: 2 },
      { at: MINUTE, compared: 41, differing: 0 },
    ];
    const points = healthHistory({ cycles, comparisons }, 0, 2 * MINUTE, 2);
    expect(points.map(({ at }) => at)).toEqual([MINUTE, 2 * MINUTE]);
    expect(points.map(({ monitors: { modular } }) => [modular.cycles, modular.failed])).toEqual([
      [12, 0],
      [12, 1],
    ]);
    expect(points.map(({ compared, differing }) => [compared, differing])).toEqual([
      [40, 2],
      [41, 0],
    ]);
  });

  it('gives a percentile only over as many cycles as it needs, which may lie before the point before', () => {
    const points = healthHistory({ cycles: every5s(30, [100, 200]), comparisons: [] }, 0, 30 * MINUTE, 30);
    const seen = points.map(({ monitors: { modular } }) => modular);
    expect(seen.map(({ p50 }) => p50)).toEqual(seen.map(() => 100));
    // 59 cycles are there after 4 min 55 s, 299 after 24 min 55 s.
    expect(seen.findIndex(({ p95 }) => p95 !== null)).toBe(4);
    expect(seen.findIndex(({ p99 }) => p99 !== null)).toBe(24);
    expect(seen.at(-1)).toMatchObject({ p95: 200, p99: 200 });
  });

  it('reaches back before the span, but says nothing of a time in which nothing ran', () => {
    const cycles = every5s(10).map((one) => ({ ...one, at: one.at - 10 * MINUTE }));
    const points = healthHistory({ cycles: [...cycles, cycle(0, 100)], comparisons: [] }, 0, 2 * MINUTE, 2);
    expect(points[0]!.monitors.modular).toMatchObject({ cycles: 1, p50: 100, p95: 100 });
    expect(points[1]!.monitors.modular).toMatchObject({ cycles: 0, p50: null, p95: null, workMs: null });
    expect(points[0]!.monitors.legacy).toMatchObject({ cycles: 0, p50: null });
  });

  it('keeps the wait between samples apart from the work', () => {
    const cycles = [cycle(0, 38_000, { monitor: 'legacy', waitedMs: 30_000 })];
    const [point] = healthHistory({ cycles, comparisons: [] }, 0, MINUTE, 1);
    expect(point!.monitors.legacy).toMatchObject({ p50: 38_000, waitedMs: 30_000, workMs: 8000 });
  });

  it('takes a failed cycle for no duration', () => {
    const cycles = [cycle(0, 100), cycle(5000, 9999, { failed: true })];
    const [point] = healthHistory({ cycles, comparisons: [] }, 0, MINUTE, 1);
    expect(point!.monitors.modular).toMatchObject({ cycles: 2, failed: 1, p50: 100 });
  });
});
