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

  percentiles(now: number): Percentiles {
    this.#slices.expire(now);
    return this.#all.percentiles();
  }
}
