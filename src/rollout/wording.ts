const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A span as operators say a dwell: `13h12m`, `24h`, `72h`, `12m`, `45s`; never in days. Negative counts as 0. */
export function hours(ms: number): string {
  const t = Math.max(0, ms);
  if (t < MINUTE) return `${Math.floor(t / SECOND)}s`;
  const minutes = Math.floor((t % HOUR) / MINUTE);
  if (t < HOUR) return `${minutes}m`;
  return `${Math.floor(t / HOUR)}h${minutes === 0 ? '' : `${String(minutes).padStart(2, '0')}m`}`;
}
