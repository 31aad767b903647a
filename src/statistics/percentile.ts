import { Int32Histogram } from 'hdr-histogram-js';
import type { Percentiles } from '../core/check.ts';
import { leastN } from './order-statistic.ts';

/** Below these a percentile says nothing: the chance that no value of the sample is beyond it is above 5 %. */
export const LEAST_N = { p50: 1, p95: leastN(0.95), p99: leastN(0.99) } as const;

const MICROSECONDS = 1000;
/** Longer durations count as this long. */
const LONGEST_MS = 3_600_000;

/** Durations in ms as an HDR histogram: 3 significant digits from 1 µs to an hour. */
export class Durations {
  readonly #histogram = new Int32Histogram(1, LONGEST_MS * MICROSECONDS, 3);
  /** No count is below this index. */
  #lowest = Number.POSITIVE_INFINITY;

  get n(): number {
    return this.#histogram.totalCount;
  }

  /** Adds a duration in ms; a negative one counts as 0. */
  add(ms: number): void {
    const bounded = Math.min(LONGEST_MS, Math.max(0, ms));
    const value = Math.round(bounded * MICROSECONDS);
    this.#histogram.recordValue(value);
    this.#lowest = Math.min(this.#lowest, this.#histogram.countsArrayIndex(value));
  }

  /** Adds what `other` holds. */
  merge(other: Durations): void {
    this.#histogram.add(other.#histogram);
    this.#lowest = Math.min(this.#lowest, other.#lowest);
  }

  /** Takes away what `other` holds, all of which must have been added here too: so a window slides. */
  remove(other: Durations): void {
    this.#histogram.subtract(other.#histogram);
  }

  /** P50, P95 and P99 in ms, null where n is too small for one. */
  percentiles(): Percentiles {
    const n = this.n;
    const [p50, p95, p99] = this.#at(LEAST_N.p50, LEAST_N.p95, LEAST_N.p99);
    return { n, p50: p50!, p95: p95!, p99: p99! };
  }

  /**
   * All three in one walk that begins at the smallest value: the histogram's own search walks through all that could be
   * recorded, for each of them, which takes longer than a whole tick may.
   */
  #at(...least: [number, number, number]): (number | null)[] {
    const histogram = this.#histogram;
    const n = this.n;
    let index = this.#lowest - 1;
    let counted = 0;
    return [50, 95, 99].map((percent, i) => {
      if (n < least[i]!) return null;
      const rank = Math.ceil((percent * n) / 100);
      while (counted < rank) counted += histogram.getCountAtIndex(++index);
      return histogram.highestEquivalentValue(histogram.valueFromIndex(index)) / MICROSECONDS;
    });
  }
}
