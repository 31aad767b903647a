const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');

/** Age of a state, `00:42` below an hour, `13h12m` below a day, `3d04h` above. Negative counts as 0. */
export function formatAge(ms: number): string {
  const t = Math.max(0, ms);
  if (t < HOUR) return `${two(t / MINUTE)}:${two((t % MINUTE) / SECOND)}`;
  if (t < DAY) return `${Math.floor(t / HOUR)}h${two((t % HOUR) / MINUTE)}m`;
  return `${Math.floor(t / DAY)}d${two((t % DAY) / HOUR)}h`;
}

/** A long span in hours, however many: `13h12m`, `24h`, `72h`, `12m`, `45s`. Rounded down, negative counts as 0. */
export function formatHours(ms: number): string {
  const t = Math.max(0, ms);
  if (t < MINUTE) return `${Math.floor(t / SECOND)}s`;
  const minutes = Math.floor((t % HOUR) / MINUTE);
  if (t < HOUR) return `${minutes}m`;
  return `${Math.floor(t / HOUR)}h${minutes === 0 ? '' : `${two(minutes)}m`}`;
}

/** Duration of work, `6 ms`, `0.14 s`, `38.2 s`, `2m04s`. */
export function formatDuration(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(2)} s`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(1)} s`;
  return ms < HOUR ? `${Math.floor(ms / MINUTE)}m${two((ms % MINUTE) / SECOND)}s` : formatAge(ms);
}

/** Local wall-clock time `21:14:02` of milliseconds since the epoch. */
export function formatClock(ms: number): string {
  const d = new Date(ms);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** The same with the day before it, `2026-11-24 21:14:02`. */
export function formatStamp(ms: number): string {
  const d = new Date(ms);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${formatClock(ms)}`;
}

/** A whole number with thousands separated by commas: `8,213`. */
export function formatCount(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A share of 1 as a percentage without needless zeros: `5 %`, `0.5 %`. */
export function formatPercent(percent: number, digits?: number): string {
  return `${digits === undefined ? String(Number(percent.toFixed(3))) : percent.toFixed(digits)} %`;
}
