import type { HistoryPoint, MonitorPoint, PastComparison, PastCycle } from '../core/history.ts';
import { MONITOR_NAMES, type MonitorName } from '../core/report.ts';
import { median } from '../statistics/median.ts';
import { LEAST_N } from '../statistics/percentile.ts';

/** What happened, oldest first. It may begin before what is shown: percentiles reach back as far as they need. */
export interface Past {
  cycles: readonly PastCycle[];
  comparisons: readonly PastComparison[];
}

/**
 * Health at so many moments at even distances in `(from, to]`. A percentile is over the cycles since the point before, or
 * over as many before the moment as it needs (ROLLOUT.md §5: 59 for a P95, 299 for a P99), which may reach back further.
 */
export function healthHistory(past: Past, from: number, to: number, count: number): HistoryPoint[] {
  const step = (to - from) / count;
  const of = Object.fromEntries(
    MONITOR_NAMES.map((name) => [name, new Course(past.cycles.filter(({ monitor }) => monitor === name))]),
  ) as Record<MonitorName, Course>;
  let comparison = past.comparisons.findIndex(({ at }) => at >= from);
  if (comparison < 0) comparison = past.comparisons.length;
  return Array.from({ length: count }, (_, i) => {
    const [start, at] = [from + i * step, i === count - 1 ? to : from + (i + 1) * step];
    let [compared, differing] = [0, 0];
    for (; comparison < past.comparisons.length && past.comparisons[comparison]!.at < at; comparison++) {
      compared += past.comparisons[comparison]!.compared;
      differing += past.comparisons[comparison]!.differing;
    }
    const monitors = { legacy: of.legacy.point(start, at), modular: of.modular.point(start, at) };
    return { at, monitors, compared, differing };
  });
}

/** The cycles of one monitor. */
class Course {
  private readonly all: readonly PastCycle[];
  /** Those that did not fail. */
  private readonly good: readonly PastCycle[];

  constructor(cycles: readonly PastCycle[]) {
    this.all = cycles;
    this.good = cycles.filter(({ failed }) => !failed);
  }

  point(from: number, to: number): MonitorPoint {
    const since = this.all.slice(firstFrom(this.all, from), firstFrom(this.all, to));
    const end = firstFrom(this.good, to);
    const start = firstFrom(this.good, from);
    const recent = this.good.slice(start, end);
    return {
      cycles: since.length,
      failed: since.filter(({ failed }) => failed).length,
      p50: this.percentile(0.5, LEAST_N.p50, start, end),
      p95: this.percentile(0.95, LEAST_N.p95, start, end),
      p99: this.percentile(0.99, LEAST_N.p99, start, end),
      waitedMs: median(recent.map(({ waitedMs }) => waitedMs)),
      workMs: median(recent.map(({ durationMs, waitedMs }) => durationMs - waitedMs)),
    };
  }

  /** Null when nothing has happened since the point before, or when there are too few at all. */
  private percentile(share: number, least: number, start: number, end: number): number | null {
    if (start === end || end < least) return null;
    const sorted = this.good
      .slice(Math.min(start, end - least), end)
      .map(({ durationMs }) => durationMs)
      .sort((a, b) => a - b);
    return sorted[Math.ceil(share * sorted.length) - 1]!;
  }
}

/** Index of the first that started at or after a moment. */
function firstFrom(cycles: readonly PastCycle[], at: number): number {
  let [low, high] = [0, cycles.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cycles[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
