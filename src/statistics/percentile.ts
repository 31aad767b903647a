import { build, type Histogram } from 'hdr-histogram-js';
import type { Percentiles } from '../core/check.ts';

/** Below these a percentile says nothing: the chance that no value of the sample is beyond it is above 5 %. */
export const LEAST_N = { p50: 1, p95: 59, p99: 299 } as const;

const MICROSECONDS = 1000;
/** Longer durations count as this long. */
const LONGEST_MS = 3_600_000;

/** Durations in ms as an HDR histogram: 3 significant digits from 1 µs to an hour. */
export class Durations {
  readonly #histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_MS * MICROSECONDS,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
  });

  get n(): number {
    return this.#histogram.totalCount;
  }

  /** Adds a duration in ms; a negative one counts as 0. */
  add(ms: number): void {
    const bounded = Math.min(LONGEST_MS, Math.max(0, ms));
    this.#histogram.recordValue(Math.round(bounded * MICROSECONDS));
  }

  /** Takes away what `other` holds, all of which must have been added here too: so a window slides. */
  remove(other: Durations): void {
    this.#histogram.subtract(other.#histogram);
  }

  /** P50, P95 and P99 in ms, null where n is too small for one. */
  percentiles(): Percentiles {
    const n = this.n;
    const at = (percent: number, least: number): number | null =>
      n < least ? null : this.#histogram.getValueAtPercentile(percent) / MICROSECONDS;
    return { n, p50: at(50, LEAST_N.p50), p95: at(95, LEAST_N.p95), p99: at(99, LEAST_N.p99) };
  }
}
