import { inverseIncompleteBeta } from './beta.ts';

/** The value that Student's t with `freedom` degrees exceeds with probability `tail` (< 0.5). */
function studentQuantile(tail: number, freedom: number): number {
  const x = inverseIncompleteBeta(2 * tail, freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - x)) / x);
}

/** Least-squares slope of y over x with its 95 % interval. Null with fewer than 3 points or all at one x. */
export function slopeInterval(
  points: readonly { x: number; y: number }[],
): { slope: number; low: number; high: number } | null {
  const n = points.length;
  if (n < 3) return null;
  const meanX = points.reduce((s, p) => s + p.x, 0) / n;
  const meanY = points.reduce((s, p) => s + p.y, 0) / n;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const { x, y } of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
    yy += (y - meanY) ** 2;
  }
  if (xx === 0) return null;
  const slope = xy / xx;
  const residual = Math.max(0, yy - slope * xy);
  const half = studentQuantile(0.025, n - 2) * Math.sqrt(residual / (n - 2) / xx);
  return { slope, low: slope - half, high: slope + half };
}
