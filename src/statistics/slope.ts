import { inverseIncompleteBeta } from './beta.ts';

/** A measurement `y` at `x`. */
export interface Point {
  x: number;
  y: number;
}

/** A slope with its 95 % interval. */
export interface Slope {
  slope: number;
  low: number;
  high: number;
}

/** The value that Student's t with `freedom` degrees exceeds with probability `tail` (< 0.5). */
function studentQuantile(tail: number, freedom: number): number {
  const x = inverseIncompleteBeta(2 * tail, freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - x)) / x);
}

/** Least-squares slope of y over x with its 95 % interval. Null with fewer than 3 points or all at one x. */
export function slopeInterval(points: readonly Point[]): Slope | null {
  return commonSlope([points]);
}

/**
 * The slope that several groups of points have in common, each at its own height: what lies between the groups is no
 * slope. Null with too few points for an interval (the number of groups and two) or all of each group at one x.
 */
export function commonSlope(groups: readonly (readonly Point[])[]): Slope | null {
  let freedom = -1;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const points of groups) {
    if (points.length === 0) continue;
    freedom += points.length - 1;
    let sumX = 0;
    let sumY = 0;
    for (const { x, y } of points) {
      sumX += x;
      sumY += y;
    }
    const meanX = sumX / points.length;
    const meanY = sumY / points.length;
    for (const { x, y } of points) {
      xx += (x - meanX) ** 2;
      xy += (x - meanX) * (y - meanY);
      yy += (y - meanY) ** 2;
    }
  }
  if (freedom < 1 || xx === 0) return null;
  const slope = xy / xx;
  const residual = Math.max(0, yy - slope * xy);
  const half = studentQuantile(0.025, freedom) * Math.sqrt(residual / freedom / xx);
  return { slope, low: slope - half, high: slope + half };
}
