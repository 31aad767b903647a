import type { MonitorName } from '../core/report.ts';

/** A tick that no report has served for so long is served by nobody, in ms. It says nothing of the share. */
const LOST_AFTER_MS = 15 * 60_000;

interface Tick {
  tick: number;
  monitor: MonitorName;
  at: number;
  state: 'waiting' | 'served' | 'lost';
}

/** A tick that has been served, and how long after its time. */
export interface Served {
  tick: number;
  monitor: MonitorName;
  /** Milliseconds since the epoch at which the tick began, and at which the report was complete. */
  beganAt: number;
  at: number;
  lateMs: number;
}

/**
 * Who serves which tick. A tick is served by the first report of its monitor that *started* at or after it; a report
 * serves all ticks of its monitor that wait for it.
 */
export class Ticks {
  /** Ticks that wait for a report, and those after the first of them, in order. */
  private open: Tick[] = [];
  private counted = { ticks: 0, modular: 0 };
  /** Ticks before this one belong to an earlier share. */
  private countedFrom = 0;
  last: Served | null = null;

  /** A tick begins, and this monitor has the authority in it. */
  begin(tick: number, monitor: MonitorName, at: number): void {
    // One that is still to come by the clock (it was set back) would wait until it is there.
    for (const one of this.open)
      if (one.state === 'waiting' && (at - one.at > LOST_AFTER_MS || one.at > at)) one.state = 'lost';
    this.open.push({ tick, monitor, at, state: 'waiting' });
    this.settle();
  }

  /** A report without error is complete: returns the ticks it serves, in order. */
  serve(monitor: MonitorName, startedAt: number, endedAt: number): Served[] {
    const due = this.open.filter(
      (one) => one.state === 'waiting' && one.monitor === monitor && one.at <= startedAt,
    );
    for (const one of due) one.state = 'served';
    this.settle();
    const served = due.map(({ tick, at }) => ({
      tick,
      monitor,
      beganAt: at,
      at: endedAt,
      lateMs: endedAt - at,
    }));
    this.last = served.at(-1) ?? this.last;
    return served;
  }

  /**
   * Ticks that were served and modular's part of them since the share last changed, up to the first that still waits:
   * legacy serves its ticks late and many at once, and must not seem to have served fewer for that.
   */
  get realised(): { ticks: number; modular: number } {
    return { ...this.counted };
  }

  /** The share has changed: the realised one is counted anew. Ticks that wait for a report go on waiting. */
  restartCount(): void {
    this.counted = { ticks: 0, modular: 0 };
    this.countedFrom = (this.open.at(-1)?.tick ?? -1) + 1;
  }

  private settle(): void {
    while (this.open[0] !== undefined && this.open[0].state !== 'waiting') {
      const { tick, monitor, state } = this.open.shift()!;
      if (tick < this.countedFrom || state === 'lost') continue;
      this.counted.ticks++;
      if (monitor === 'modular') this.counted.modular++;
    }
  }
}
