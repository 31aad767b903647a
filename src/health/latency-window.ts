import type { Percentiles } from '../core/check.ts';
import { Durations } from '../statistics/percentile.ts';
import { Slices } from './slices.ts';

/** Percentiles of the durations of one monitor's cycles over the window. */
export class LatencyWindow {
  readonly #all = new Durations();
  readonly #slices: Slices<Durations>;

  constructor(windowMs: number) {
    this.#slices = new Slices(
      windowMs,
      () => new Durations(),
      (slice) => this.#all.remove(slice),
    );
  }

  add(endedAt: number, durationMs: number): void {
    this.#slices.at(endedAt).add(durationMs);
    this.#all.add(durationMs);
  }

  expire(now: number): void {
    this.#slices.expire(now);
  }

  percentiles(now: number): Percentiles {
    if (this.#slices.holds(now)) return this.#all.percentiles();
    const left = new Durations();
    for (const slice of this.#slices.within(now)) left.merge(slice);
    return left.percentiles();
  }
}
