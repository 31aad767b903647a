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
const USUALLY_ENOUGH = 0.15;
/** Values from which the least of the largest is guessed. */
const SAMPLED = 500;

/** How often each block occurs in a resample. */
type Draw = Uint16Array;

interface Ranked {
  /** Values in falling order, and the block of each. */
  values: Float64Array;
  blocks: Int32Array;
}

/** A value that about the largest share of them reaches. */
function leastOfLargest(values: Float64Array): number {
  const stride = Math.ceil(values.length / SAMPLED);
  const sample = values.filter((_, i) => i % stride === 0).sort();
  return sample[Math.floor((1 - USUALLY_ENOUGH) * sample.length)]!;
}

/** The values that are not below `least`, ranked. */
function rank(values: Float64Array, blockOf: Int32Array, least: number): Ranked {
  const order: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i]! >= least) order.push(i);
  order.sort((a, b) => values[b]! - values[a]!);
  return {
    values: new Float64Array(order.map((i) => values[i]!)),
    blocks: new Int32Array(order.map((i) => blockOf[i]!)),
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
    this.#largest = rank(values, blockOf, leastOfLargest(values));
  }

  /** The 95th percentile (nearest rank) of a resample of `total` values in which block `b` occurs `weight[b]` times. */
  of(weight: Draw, total: number): number {
    const above = total - Math.ceil(0.95 * total) + 1;
    const found = this.#find(this.#largest, weight, above);
    if (found !== null) return found;
    this.#all ??= rank(this.#values, this.#blockOf, Number.NEGATIVE_INFINITY);
    return this.#find(this.#all, weight, above)!;
  }

  #find({ values, blocks }: Ranked, weight: Draw, above: number): number | null {
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
  /** Number of blocks to draw from. */
  blocks: number;
  estimate(draws: readonly Draw[]): RatioEstimate;
}

/** Draws as many blocks as there are, with replacement, for each resample. Ratios of the same pairs may share them. */
export function drawBlocks(blocks: number, resamples: number, random: Random): Draw[] {
  return Array.from({ length: resamples }, () => {
    const draw = new Uint16Array(blocks);
    for (let i = 0; i < blocks; i++) draw[Math.floor(random() * blocks)]!++;
    return draw;
  });
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
  const blockOf = new Int32Array(pairs.length);
  const numerators = new Float64Array(pairs.length);
  const denominators = new Float64Array(pairs.length);
  // `from` with a function takes ten times as long, and this is done for ten thousand pairs.
  for (let i = 0; i < pairs.length; i++) {
    const { at, numerator, denominator } = pairs[i]!;
    const slot = Math.floor((at - first.at) / width);
    const block = numbers.get(slot) ?? numbers.size;
    if (block === numbers.size) numbers.set(slot, block);
    blockOf[i] = block;
    numerators[i] = numerator;
    denominators[i] = denominator;
  }
  const count = numbers.size;
  const sizes = new Int32Array(count);
  for (const block of blockOf) sizes[block]!++;

  const upper = new Percentile95(numerators, blockOf);
  const lower = new Percentile95(denominators, blockOf);
  const ratioOf = (draw: Draw, total: number): number => upper.of(draw, total) / lower.of(draw, total);
  const ratio = ratioOf(new Uint16Array(count).fill(1), pairs.length);

  const estimate = (draws: readonly Draw[]): RatioEstimate => {
    const ratios = new Float64Array(draws.length);
    for (let r = 0; r < draws.length; r++) {
      const draw = draws[r]!;
      let total = 0;
      for (let i = 0; i < count; i++) total += draw[i]! * sizes[i]!;
      ratios[r] = ratioOf(draw, total);
    }
    ratios.sort();
    const quantile = (q: number): number =>
      ratios[Math.min(ratios.length - 1, Math.floor(q * ratios.length))]!;
    return { ratio, low: quantile(0.05), high: quantile(0.95) };
  };
  return { ratio, blocks: count, estimate };
}
