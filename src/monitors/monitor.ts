import type { Flags } from '../core/flags.ts';
import type { MonitorName, Observation, Report } from '../core/report.ts';

/** What a monitor is given for one cycle. */
export interface CycleContext {
  /** Number of the tick that started the cycle. */
  tick: number;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Waits this many ms, or returns early when the cycle is aborted. */
  sleep(ms: number): Promise<void>;
  signal: AbortSignal;
  flags: Flags;
  /** Called for each observation as soon as it is made, so that a slow cycle does not hold back what it knows. */
  onObservation?(observation: Observation): void;
}

/** One of the two that watch the agents. A cycle that fails as a whole is a Report with an error, not an exception. */
export interface Monitor {
  readonly name: MonitorName;
  runCycle(context: CycleContext): Promise<Report>;
}
