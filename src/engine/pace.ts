import { setTimeout as after } from 'node:timers/promises';
import { messageOf } from '../core/errors.ts';
import type { Flags } from '../core/flags.ts';
import { emptyReport, type MonitorName, type Observation, type Report } from '../core/report.ts';
import type { Monitor } from '../monitors/monitor.ts';

/** No report within the longer of this and three times the usual duration is an error, in ms (DESIGN §4 engine/). */
const LEAST_PATIENCE_MS = 60_000;
const PATIENCE_FACTOR = 3;
/** A monitor that ends its cycles by itself gets this much longer, to say why, in ms. */
const LAST_WORDS_MS = 5000;
/** Weight of the newest duration in the usual one. */
const SMOOTHING = 0.3;

/** What a pace tells the engine. */
export interface PaceListener {
  observation(monitor: MonitorName, observation: Observation): void;
  /** `tick`: the one that started the cycle. */
  report(report: Report, tick: number): void;
}

/**
 * Runs one monitor at its own pace: a cycle begins at a tick, or as soon as the previous one has ended when a tick came
 * meanwhile. A monitor never overlaps itself, and none waits for the other.
 */
export class Pace {
  private running: { abort: AbortController; ended: Promise<void> } | null = null;
  private due: number | null = null;
  private usualMs = 0;
  private stopped = false;
  private readonly monitor: Monitor;
  private readonly now: () => number;
  private readonly flags: () => Flags;
  private readonly listener: PaceListener;
  private readonly speed: number;

  /** `speed`: ms that pass by `now` in one ms: what monitors sleep is shortened by it. */
  constructor(monitor: Monitor, now: () => number, flags: () => Flags, listener: PaceListener, speed = 1) {
    this.monitor = monitor;
    this.now = now;
    this.flags = flags;
    this.listener = listener;
    this.speed = speed;
  }

  get isRunning(): boolean {
    return this.running !== null;
  }

  /** Starts a cycle for this tick, now or when the running one has ended. */
  tick(tick: number): void {
    if (this.stopped) return;
    this.due = tick;
    if (this.running === null) this.start();
  }

  /** Ends the running cycle without a report and begins anew for this tick. */
  restart(tick: number): void {
    this.running?.abort.abort();
    this.tick(tick);
  }

  /** Ends the running cycle and starts no other. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.running?.abort.abort();
    await this.running?.ended;
  }

  private start(): void {
    const tick = this.due!;
    this.due = null;
    const abort = new AbortController();
    const ended = this.run(tick, abort).finally(() => {
      this.running = null;
      if (this.due !== null && !this.stopped) this.start();
    });
    this.running = { abort, ended };
  }

  private async run(tick: number, abort: AbortController): Promise<void> {
    const startedAt = this.now();
    const began = performance.now();
    const elapsed = () => (performance.now() - began) * this.speed;
    const { external } = this.monitor;
    const patience =
      external === undefined
        ? Math.max(LEAST_PATIENCE_MS, PATIENCE_FACTOR * this.usualMs)
        : external.timeoutMs + LAST_WORDS_MS;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.listener.report(
        this.failed(startedAt, elapsed(), 'timeout', `no report within ${Math.round(patience / 1000)} s`),
        tick,
      );
      abort.abort();
    }, patience);
    try {
      const report = await this.monitor.runCycle({
        tick,
        now: this.now,
        elapsed,
        sleep: (ms) => after(ms / this.speed, undefined, { signal: abort.signal }).catch(() => undefined),
        signal: abort.signal,
        flags: this.flags(),
        onObservation: (observation) => {
          if (!abort.signal.aborted) this.listener.observation(this.monitor.name, observation);
        },
      });
      if (abort.signal.aborted) return;
      this.usualMs =
        this.usualMs === 0
          ? report.durationMs
          : this.usualMs + SMOOTHING * (report.durationMs - this.usualMs);
      this.listener.report(report, tick);
    } catch (error) {
      if (!late && !abort.signal.aborted)
        this.listener.report(this.failed(startedAt, elapsed(), 'crash', messageOf(error)), tick);
    } finally {
      clearTimeout(timer);
    }
  }

  private failed(startedAt: number, durationMs: number, kind: 'timeout' | 'crash', message: string): Report {
    return {
      ...emptyReport(this.monitor.name, startedAt),
      durationMs,
      error: { kind, message, mend: 'the next cycle tries again' },
    };
  }
}
