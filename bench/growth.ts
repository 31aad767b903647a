import { slopeInterval } from '../src/statistics/slope.ts';

/** A cost as it was measured: panes listed, panes of them that were active, ms. */
export interface Cost {
  panes: number;
  active: number;
  ms: number;
}

/** How a cost grows: `fixedMs + panes · perPaneMs + active · perActiveMs`. */
export interface Growth {
  fixedMs: number;
  perPaneMs: number;
  perActiveMs: number;
  /** Share of the variance that the line explains, 0 to 1. */
  r2: number;
  /** Active panes to the power of this: 1 is linear. Of what is left when the rest of the line is taken away. */
  exponent: number;
}

/** Least squares of the costs, each weighted by its own size so that the small ones count as well. */
export function growthOf(costs: readonly Cost[]): Growth {
  // Normal equations of three unknowns, solved by elimination.
  const rows = costs.map(({ panes, active, ms }) => ({ x: [1, panes, active], y: ms, w: 1 / ms ** 2 }));
  const matrix = [0, 1, 2].map((i) => [
    ...[0, 1, 2].map((j) => rows.reduce((sum, { x, w }) => sum + w * x[i]! * x[j]!, 0)),
    rows.reduce((sum, { x, y, w }) => sum + w * x[i]! * y, 0),
  ]);
  for (let i = 0; i < 3; i++) {
    const pivot = matrix[i]![i]!;
    for (let j = i; j < 4; j++) matrix[i]![j]! /= pivot;
    for (let k = 0; k < 3; k++) {
      if (k === i) continue;
      const factor = matrix[k]![i]!;
      for (let j = i; j < 4; j++) matrix[k]![j]! -= factor * matrix[i]![j]!;
    }
  }
  const [fixedMs, perPaneMs, perActiveMs] = matrix.map((row) => row[3]!) as [number, number, number];
  const mean = costs.reduce((sum, { ms }) => sum + ms, 0) / costs.length;
  const left = costs.reduce(
    (sum, c) => sum + (c.ms - fixedMs - c.panes * perPaneMs - c.active * perActiveMs) ** 2,
    0,
  );
  const all = costs.reduce((sum, { ms }) => sum + (ms - mean) ** 2, 0);
  const busy = costs
    .filter(({ active }) => active >= 50)
    .map(({ panes, active, ms }) => ({
      x: Math.log(active),
      y: Math.log(Math.max(0.01, ms - fixedMs - panes * perPaneMs)),
    }));
  return {
    fixedMs,
    perPaneMs,
    perActiveMs,
    r2: 1 - left / all,
    exponent: slopeInterval(busy)?.slope ?? Number.NaN,
  };
}
