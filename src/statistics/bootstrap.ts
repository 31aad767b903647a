import type { Random } from './random.ts';

/** One pair of measurements of the same time. */
export interface Pair {
  /** Milliseconds; pairs are in the order of time. */
  at: number;
  numerator: number;
  denominator: number;
}

/** A ratio of two 95th percentiles with its 90 % percentile interval. */
export interface RatioEstimate {
  ratio: number;
  low: number;
  high: number;
}

/** Fewer blocks than this would make the interval of the bootstrap too narrow: blocks are then shorter. */
const LEAST_BLOCKS = 10;
/** Share of the values, the largest, in which a resample finds its P95 but for rare ones. */
const USUALLY_ENOUGH = 0.2;

interface Ranked {
  /** Values in falling order, and the block of each. */
  values: Float64Array;
  blocks: Int32Array;
}

/** The largest `share` of the values, ranked. */
function rank(values: Float64Array, blockOf: Int32Array, share: number): Ranked {
  const ascending = values.slice().sort();
  const least = ascending[Math.min(values.length - 1, Math.floor((1 - share) * values.length))]!;
  const order: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i]! >= least) order.push(i);
  order.sort((a, b) => values[b]! - values[a]!);
  return {
    values: Float64Array.from(order, (i) => values[i]!),
    blocks: Int32Array.from(order, (i) => blockOf[i]!),
  };
}

/** Values of which the P95 of many resamples is taken. */
class Percentile95 {
  readonly #values: Float64Array;
  readonly #blockOf: Int32Array;
  readonly #largest: Ranked;
  #all: Ranked | null = null;

  constructor(values: Float64Array, blockOf: Int32Array) {
    this.#values = values;
    this.#blockOf = blockOf;
    this.#largest = rank(values, blockOf, USUALLY_ENOUGH);
  }

  /** The 95th percentile (nearest rank) of a resample of `total` values in which block `b` occurs `weight[b]` times. */
  of(weight: Int32Array, total: number): number {
    const above = total - Math.ceil(0.95 * total) + 1;
    const found = this.#find(this.#largest, weight, above);
    if (found !== null) return found;
    this.#all ??= rank(this.#values, this.#blockOf, 1);
    return this.#find(this.#all, weight, above)!;
  }

  #find({ values, blocks }: Ranked, weight: Int32Array, above: number): number | null {
    let left = above;
    for (let i = 0; i < values.length; i++) {
      left -= weight[blocks[i]!]!;
      if (left <= 0) return values[i]!;
    }
    return null;
  }
}

/** Pairs made ready: the ratio is there, its interval is computed when it is asked for. */
export interface PairedRatio {
  ratio: number;
  estimate(options: { resamples: number; random: Random }): RatioEstimate;
}

/**
 * Ratio of the P95 of the numerators to the P95 of the denominators, with a block bootstrap for its interval: whole
 * blocks of `blockMs` are drawn with replacement, numerators and denominators together, since neighbours in time are
 * alike (ROLLOUT.md §5). Null without pairs.
 */
export function pairedP95Ratio(pairs: readonly Pair[], blockMs: number): PairedRatio | null {
  const first = pairs[0];
  const last = pairs.at(-1);
  if (first === undefined || last === undefined) return null;
  const width = Math.max(1, Math.min(blockMs, (last.at - first.at + 1) / LEAST_BLOCKS));
  const numbers = new Map<number, number>();
  const blockOf = Int32Array.from(pairs, ({ at }) => {
    const slot = Math.floor((at - first.at) / width);
    const known = numbers.get(slot) ?? numbers.size;
    numbers.set(slot, known);
    return known;
  });
  const count = numbers.size;
  const sizes = new Int32Array(count);
  for (const block of blockOf) sizes[block]!++;

  const upper = new Percentile95(
    Float64Array.from(pairs, (pair) => pair.numerator),
    blockOf,
  );
  const lower = new Percentile95(
    Float64Array.from(pairs, (pair) => pair.denominator),
    blockOf,
  );
  const weight = new Int32Array(count).fill(1);
  const ratioOf = (total: number): number => upper.of(weight, total) / lower.of(weight, total);
  const ratio = ratioOf(pairs.length);

  const estimate = ({ resamples, random }: { resamples: number; random: Random }): RatioEstimate => {
    const ratios = new Float64Array(resamples);
    for (let r = 0; r < resamples; r++) {
      weight.fill(0);
      let total = 0;
      for (let i = 0; i < count; i++) {
        const block = Math.floor(random() * count);
        weight[block]!++;
        total += sizes[block]!;
      }
      ratios[r] = ratioOf(total);
    }
    ratios.sort();
    const quantile = (q: number): number => ratios[Math.min(resamples - 1, Math.floor(q * resamples))]!;
    return { ratio, low: quantile(0.05), high: quantile(0.95) };
  };
  return { ratio, estimate };
}
