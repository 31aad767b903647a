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

interface Ranked {
  /** Values in falling order, and the block of each. */
  values: Float64Array;
  blocks: Int32Array;
}

function rank(values: readonly number[], blockOf: readonly number[]): Ranked {
  const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]!);
  return {
    values: Float64Array.from(order, (i) => values[i]!),
    blocks: Int32Array.from(order, (i) => blockOf[i]!),
  };
}

/**
 * The 95th percentile (nearest rank) of a resample in which block `b` occurs `weight[b]` times. Only the upper
 * twentieth of the ranked values is looked at: so a thousand resamples cost milliseconds.
 */
function p95({ values, blocks }: Ranked, weight: Int32Array, total: number): number {
  let above = total - Math.ceil(0.95 * total) + 1;
  for (let i = 0; i < values.length; i++) {
    above -= weight[blocks[i]!]!;
    if (above <= 0) return values[i]!;
  }
  return values[values.length - 1]!;
}

/**
 * Ratio of the P95 of the numerators to the P95 of the denominators, with a block bootstrap for its interval: whole
 * blocks of `blockMs` are drawn with replacement, numerators and denominators together, since neighbours in time are
 * alike (ROLLOUT.md §5). Null without pairs.
 */
export function pairedP95Ratio(
  pairs: readonly Pair[],
  options: { blockMs: number; resamples: number; random: Random },
): RatioEstimate | null {
  const first = pairs[0];
  const last = pairs.at(-1);
  if (first === undefined || last === undefined) return null;
  const width = Math.max(1, Math.min(options.blockMs, (last.at - first.at + 1) / LEAST_BLOCKS));
  const numbers = new Map<number, number>();
  const blockOf = pairs.map(({ at }) => {
    const slot = Math.floor((at - first.at) / width);
    const known = numbers.get(slot) ?? numbers.size;
    numbers.set(slot, known);
    return known;
  });
  const count = numbers.size;
  const sizes = new Int32Array(count);
  for (const block of blockOf) sizes[block]!++;

  const upper = rank(
    pairs.map((p) => p.numerator),
    blockOf,
  );
  const lower = rank(
    pairs.map((p) => p.denominator),
    blockOf,
  );
  const weight = new Int32Array(count).fill(1);
  const ratioOf = (total: number): number => p95(upper, weight, total) / p95(lower, weight, total);
  const ratio = ratioOf(pairs.length);

  const ratios = new Float64Array(options.resamples);
  for (let r = 0; r < ratios.length; r++) {
    weight.fill(0);
    let total = 0;
    for (let i = 0; i < count; i++) {
      const block = Math.floor(options.random() * count);
      weight[block]!++;
      total += sizes[block]!;
    }
    ratios[r] = ratioOf(total);
  }
  ratios.sort();
  const quantile = (q: number): number => ratios[Math.min(ratios.length - 1, Math.floor(q * ratios.length))]!;
  return { ratio, low: quantile(0.05), high: quantile(0.95) };
}
