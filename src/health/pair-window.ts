import {
  drawBlocks,
  type Pair,
  type PairedRatio,
  pairedP95Ratio,
  type RatioEstimate,
} from '../statistics/bootstrap.ts';
import { median } from '../statistics/median.ts';
import { seeded } from '../statistics/random.ts';
import type { HealthConfig } from './config.ts';
import type { AlertEvidence, CycleSample, Evidence } from './evidence.ts';
import { stepOf } from './slices.ts';

/** Cycles of modular that wait for the legacy cycle they ran during: more than the slowest legacy needs. */
const KEPT_CYCLES = 1000;
/** Pairs beyond this would only cost time. */
const KEPT_PAIRS = 10_000;
/** An estimate is made anew when the pairs have grown by this share: a thousand resamples at every pair are not. */
const GROWTH = 0.02;

interface Timed {
  startedAt: number;
  endedAt: number;
  /** Milliseconds per agent served, without and with the waiting between samples. */
  work: number;
  whole: number;
}

interface TimedPair {
  at: number;
  /** Step of the window that it is in. */
  step: number;
  modular: { work: number; whole: number };
  legacy: Timed;
}

/** The estimates over the pairs `from` to `to` (by the number of the pair). */
interface Estimates {
  from: number;
  to: number;
  work: PairedRatio | null;
  whole: PairedRatio | null;
  intervals: Record<'work' | 'whole', RatioEstimate | null> | null;
}

function timed(sample: CycleSample): Timed {
  return {
    startedAt: sample.startedAt,
    endedAt: sample.startedAt + sample.durationMs,
    work: Math.max(0, sample.durationMs - sample.waitedMs) / sample.agents,
    whole: sample.durationMs / sample.agents,
  };
}

/**
 * Pairs each cycle of legacy with the modular cycles that ran during it (their median), per agent served, and estimates
 * the ratio of their P95 (ROLLOUT.md §5). The first pairs are dropped: both monitors are then still warming up. When an
 * estimate is made anew depends on the pairs alone, not on when it is asked for.
 */
export class PairWindow {
  readonly #config: HealthConfig;
  #cycles: Timed[] = [];
  #pairs: TimedPair[] = [];
  /** Number of the first pair that is kept. */
  #first = 0;
  /** Number of the pair up to which the estimate goes. */
  #settled = 0;
  #dropped = 0;
  #estimates: Estimates | null = null;
  #drawn: { blocks: number; draws: ReturnType<typeof drawBlocks> } | null = null;

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
    // Legacy's next cycle begins when this one has ended.
    this.#cycles = this.#cycles.filter((cycle) => cycle.endedAt >= legacy.endedAt);
    if (during.length === 0 || legacy.work <= 0) return;
    if (this.#dropped < this.#config.ratioDroppedPairs) {
      this.#dropped++;
      return;
    }
    const modular = {
      work: median(during.map((cycle) => cycle.work))!,
      whole: median(during.map((cycle) => cycle.whole))!,
    };
    const at = legacy.startedAt;
    const step = Math.max(stepOf(at, this.#config.windowMs).step, this.#pairs.at(-1)?.step ?? 0);
    this.#pairs.push({ at, step, modular, legacy });
    this.expire(at);
    const end = this.#first + this.#pairs.length;
    if (end - this.#settled >= GROWTH * this.#pairs.length) this.#settled = end;
  }

  /** Drops pairs that have left the window, and those beyond the most that are kept. */
  expire(now: number): void {
    const { oldest } = stepOf(now, this.#config.windowMs);
    let gone = 0;
    while (
      gone < this.#pairs.length &&
      (this.#pairs[gone]!.step < oldest || this.#first + gone < this.#settled - KEPT_PAIRS)
    )
      gone++;
    if (gone === 0) return;
    this.#pairs = this.#pairs.slice(gone);
    this.#first += gone;
  }

  /** The ratios as they are at `now`, without their intervals. */
  ratios(now: number): AlertEvidence['ratio'] {
    const { work, whole } = this.#at(now);
    return {
      work: work === null ? null : { ratio: work.ratio },
      whole: whole === null ? null : { ratio: whole.ratio },
    };
  }

  evidence(now: number): Evidence['ratio'] {
    const estimates = this.#at(now);
    const interval = (ratio: PairedRatio | null): RatioEstimate | null =>
      ratio === null ? null : ratio.estimate(this.#draw(ratio.blocks));
    estimates.intervals ??= { work: interval(estimates.work), whole: interval(estimates.whole) };
    return {
      pairs: Math.max(0, estimates.to - estimates.from),
      toDrop: this.#config.ratioDroppedPairs - this.#dropped,
      ...estimates.intervals,
    };
  }

  /** The seed is the same for every estimate, so the draws from as many blocks are. */
  #draw(blocks: number): ReturnType<typeof drawBlocks> {
    if (this.#drawn?.blocks !== blocks) {
      const { ratioResamples, ratioSeed } = this.#config;
      this.#drawn = { blocks, draws: drawBlocks(blocks, ratioResamples, seeded(ratioSeed)) };
    }
    return this.#drawn.draws;
  }

  #at(now: number): Estimates {
    const { oldest } = stepOf(now, this.#config.windowMs);
    const to = this.#settled;
    let from = Math.max(this.#first, to - KEPT_PAIRS);
    while (from < to && this.#pairs[from - this.#first]!.step < oldest) from++;
    const known = this.#estimates;
    if (known !== null && known.from === from && known.to === to) return known;
    const enough = to - from >= this.#config.ratioLeastPairs;
    const pairs = enough ? this.#pairs.slice(from - this.#first, to - this.#first) : [];
    this.#estimates = {
      from,
      to,
      work: this.#ratio(pairs, 'work'),
      whole: this.#ratio(pairs, 'whole'),
      intervals: null,
    };
    return this.#estimates;
  }

  #ratio(pairs: readonly TimedPair[], part: 'work' | 'whole'): PairedRatio | null {
    const list = pairs.map(
      ({ at, modular, legacy }): Pair => ({ at, numerator: modular[part], denominator: legacy[part] }),
    );
    return pairedP95Ratio(list, this.#config.ratioBlockMs);
  }
}
