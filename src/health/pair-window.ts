import { type Pair, pairedP95Ratio, type RatioEstimate } from '../statistics/bootstrap.ts';
import { seeded } from '../statistics/random.ts';
import type { HealthConfig } from './config.ts';
import type { CycleSample, Evidence } from './evidence.ts';

/** Cycles of modular that wait for the legacy cycle they ran during: more than the slowest legacy needs. */
const KEPT_CYCLES = 1000;
/** Pairs beyond this would only cost time. */
const KEPT_PAIRS = 10_000;

interface Timed {
  startedAt: number;
  endedAt: number;
  /** Milliseconds per agent served, without and with the waiting between samples. */
  work: number;
  whole: number;
}

interface TimedPair {
  at: number;
  modular: Timed;
  legacy: Timed;
}

function timed(sample: CycleSample): Timed {
  return {
    startedAt: sample.startedAt,
    endedAt: sample.startedAt + sample.durationMs,
    work: Math.max(0, sample.durationMs - sample.waitedMs) / sample.agents,
    whole: sample.durationMs / sample.agents,
  };
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Pairs each cycle of legacy with the modular cycles that ran during it (their median), per agent served, and estimates
 * the ratio of their P95 (ROLLOUT.md §5). The first pairs are dropped: both monitors are then still warming up.
 */
export class PairWindow {
  readonly #config: HealthConfig;
  #cycles: Timed[] = [];
  #pairs: TimedPair[] = [];
  #dropped = 0;
  #estimate: { work: RatioEstimate | null; whole: RatioEstimate | null } | null = null;

  constructor(config: HealthConfig) {
    this.#config = config;
  }

  /** A cycle that succeeded. */
  add(sample: CycleSample): void {
    if (sample.agents === 0) return;
    const cycle = timed(sample);
    if (sample.monitor === 'legacy') this.#pair(cycle);
    else this.#cycles.push(cycle);
    if (this.#cycles.length > KEPT_CYCLES) this.#cycles.shift();
  }

  #pair(legacy: Timed): void {
    const during = this.#cycles.filter(
      (cycle) => cycle.startedAt <= legacy.endedAt && cycle.endedAt >= legacy.startedAt,
    );
    if (during.length === 0 || legacy.work <= 0) return;
    if (this.#dropped < this.#config.ratioDroppedPairs) {
      this.#dropped++;
      return;
    }
    const modular: Timed = {
      ...legacy,
      work: median(during.map((cycle) => cycle.work)),
      whole: median(during.map((cycle) => cycle.whole)),
    };
    this.#pairs.push({ at: legacy.startedAt, modular, legacy });
    if (this.#pairs.length > KEPT_PAIRS) this.#pairs.shift();
    this.#estimate = null;
  }

  evidence(now: number): Evidence['ratio'] {
    const first = this.#pairs.findIndex((pair) => pair.at > now - this.#config.windowMs);
    if (first !== 0 && this.#pairs.length > 0) {
      this.#pairs = first < 0 ? [] : this.#pairs.slice(first);
      this.#estimate = null;
    }
    const pairs = this.#pairs.length;
    const enough = pairs >= this.#config.ratioLeastPairs;
    this.#estimate ??= enough
      ? { work: this.#ratio('work'), whole: this.#ratio('whole') }
      : { work: null, whole: null };
    return { pairs, toDrop: this.#config.ratioDroppedPairs - this.#dropped, ...this.#estimate };
  }

  #ratio(part: 'work' | 'whole'): RatioEstimate | null {
    const pairs = this.#pairs.map(
      ({ at, modular, legacy }): Pair => ({ at, numerator: modular[part], denominator: legacy[part] }),
    );
    return pairedP95Ratio(pairs, {
      blockMs: this.#config.ratioBlockMs,
      resamples: this.#config.ratioResamples,
      random: seeded(this.#config.ratioSeed),
    });
  }
}
