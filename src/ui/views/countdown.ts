import { formatHours } from '../../core/format.ts';
import type { MonitorView } from '../../core/snapshot.ts';

const MINUTE = 60_000;

/**
 * How long a limited agent still is, in whole minutes so that it moves no oftener: `41 min`, `3h05m`; empty: it is not
 * limited, the limit is over, or its end is not known. `now`: ms since the epoch.
 */
export function countdown(view: Pick<MonitorView, 'state' | 'resetsAt'> | null, now: number): string {
  if (view?.state !== 'rate_limited' || view.resetsAt === null || view.resetsAt <= now) return '';
  const minutes = Math.ceil((view.resetsAt - now) / MINUTE);
  return minutes < 60 ? `${minutes} min` : formatHours(minutes * MINUTE);
}

/** The same for the table: `41m`, `3h05m`. */
export function shortCountdown(view: Pick<MonitorView, 'state' | 'resetsAt'> | null, now: number): string {
  return countdown(view, now).replace(' min', 'm');
}
