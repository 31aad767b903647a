import type { MonitorName } from '../core/report.ts';

interface Waiting {
  tick: number;
  at: number;
}

/** A tick that has been served, and how long after its time. */
export interface Served {
  tick: number;
  monitor: MonitorName;
  /** Milliseconds since the epoch at which the report was complete. */
  at: number;
  lateMs: number;
}

/**
 * Who serves which tick. A tick is served by the first report of its monitor that *started* at or after it; a report
 * serves all ticks of its monitor that wait for it.
 */
export class Ticks {
  private waiting: Record<MonitorName, Waiting[]> = { legacy: [], modular: [] };
  private counted = { ticks: 0, modular: 0 };
  last: Served | null = null;

  /** A tick begins, and this monitor has the authority in it. */
  begin(tick: number, monitor: MonitorName, at: number): void {
    this.waiting[monitor].push({ tick, at });
    this.counted.ticks++;
    if (monitor === 'modular') this.counted.modular++;
  }

  /** A report without error is complete: returns the ticks it serves, in order. */
  serve(monitor: MonitorName, startedAt: number, endedAt: number): Served[] {
    const due = this.waiting[monitor].filter((wait) => wait.at <= startedAt);
    this.waiting[monitor] = this.waiting[monitor].filter((wait) => wait.at > startedAt);
    const served = due.map(({ tick, at }) => ({ tick, monitor, at: endedAt, lateMs: endedAt - at }));
    this.last = served.at(-1) ?? this.last;
    return served;
  }

  /** Ticks and modular's part of them since the share last changed. */
  get realised(): { ticks: number; modular: number } {
    return { ...this.counted };
  }

  /** The share has changed: the realised one is counted anew. Ticks that wait for a report go on waiting. */
  restartCount(): void {
    this.counted = { ticks: 0, modular: 0 };
  }
}
