import type { DatabaseSync } from 'node:sqlite';
import type { Percentiles } from '../core/check.ts';
import type { PastComparison, PastCycle } from '../core/history.ts';
import { MONITOR_NAMES, type MonitorName } from '../core/report.ts';
import { Durations } from '../statistics/percentile.ts';

/** The durations of the cycles of a monitor. */
export interface CycleStore {
  /** Durations in ms of the cycles that started in `[from, to)` and did not fail, oldest first. */
  durations(monitor: MonitorName, from: number, to: number): number[];
  /** Cycles of both that started in `[from, to)`, oldest first. */
  between(from: number, to: number): PastCycle[];
  /** What was compared in `[from, to)`, oldest first. */
  comparisons(from: number, to: number): PastComparison[];
  /** P50, P95, P99 of the durations. */
  percentiles(monitor: MonitorName, from: number, to: number): Percentiles;
}

export function createCycleStore(db: DatabaseSync): CycleStore {
  const select = db.prepare(
    'SELECT duration_ms AS ms FROM cycle WHERE monitor = ? AND at >= ? AND at < ? AND error IS NULL ORDER BY at, seq',
  );
  const all = db.prepare(
    'SELECT monitor, at, duration_ms, waited_ms, error IS NOT NULL AS failed FROM cycle WHERE at >= ? AND at < ? ORDER BY at, seq',
  );
  const compared = db.prepare(
    'SELECT at, compared, differing FROM comparison WHERE at >= ? AND at < ? ORDER BY seq',
  );
  const durations = (monitor: MonitorName, from: number, to: number): number[] =>
    select.all(MONITOR_NAMES.indexOf(monitor), from, to).map((row) => row.ms as number);

  return {
    durations,
    between: (from, to) =>
      all.all(from, to).map((row) => ({
        monitor: MONITOR_NAMES[row.monitor as number]!,
        at: row.at as number,
        durationMs: row.duration_ms as number,
        waitedMs: row.waited_ms as number,
        failed: row.failed === 1,
      })),
    comparisons: (from, to) =>
      compared.all(from, to).map((row) => ({
        at: row.at as number,
        compared: row.compared as number,
        differing: row.differing as number,
      })),
    percentiles(monitor, from, to) {
      const histogram = new Durations();
      for (const ms of durations(monitor, from, to)) histogram.add(ms);
      return histogram.percentiles();
    },
  };
}
