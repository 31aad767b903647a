import type { DatabaseSync } from 'node:sqlite';
import type { Percentiles } from '../core/check.ts';
import { MONITOR_NAMES, type MonitorName } from '../core/report.ts';
import { Durations } from '../statistics/percentile.ts';

/** The durations of the cycles of a monitor. */
export interface CycleStore {
  /** Durations in ms of the cycles that started in `[from, to)` and did not fail, oldest first. */
  durations(monitor: MonitorName, from: number, to: number): number[];
  /** P50, P95, P99 of the same. */
  percentiles(monitor: MonitorName, from: number, to: number): Percentiles;
}

export function createCycleStore(db: DatabaseSync): CycleStore {
  const select = db.prepare(
    'SELECT duration_ms AS ms FROM cycle WHERE monitor = ? AND at >= ? AND at < ? AND error IS NULL ORDER BY at, seq',
  );
  const durations = (monitor: MonitorName, from: number, to: number): number[] =>
    select.all(MONITOR_NAMES.indexOf(monitor), from, to).map((row) => row.ms as number);

  return {
    durations,
    percentiles(monitor, from, to) {
      const histogram = new Durations();
      for (const ms of durations(monitor, from, to)) histogram.add(ms);
      return histogram.percentiles();
    },
  };
}
