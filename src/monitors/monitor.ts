import type { Flags } from '../core/flags.ts';
import type { MonitorName, Observation, Report } from '../core/report.ts';

/** What a monitor is given for one cycle. */
export interface CycleContext {
  /** Number of the tick that started the cycle. */
  tick: number;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since the cycle began, whatever becomes of the clock; left out: by `now`. */
  elapsed?(): number;
  /** Waits this many ms, or returns early when the cycle is aborted. */
  sleep(ms: number): Promise<void>;
  signal: AbortSignal;
  flags: Flags;
  /** Called for each observation as soon as it is made, so that a slow cycle does not hold back what it knows. */
  onObservation?(observation: Observation): void;
}

/** What is known of a monitor that is a command of the operator's. */
export interface ExternalMonitor {
  /** The program without its arguments, which may hold secrets. */
  program: string;
  /** Another one when the command is another one: it is another monitor then. */
  fingerprint: string;
  /** It ends its cycles by itself after this, in ms. */
  timeoutMs: number;
}

/** One of the two that watch the agents. A cycle that fails as a whole is a Report with an error, not an exception. */
export interface Monitor {
  readonly name: MonitorName;
  /** Set when it is a command of the operator's: its rules are not known here. */
  readonly external?: ExternalMonitor;
  runCycle(context: CycleContext): Promise<Report>;
  /** Plain data that it would have to know after a restart. It changes with each cycle. */
  memory?(): unknown;
  /** Takes back what `memory` once gave, before the first cycle. Anything else is as if it remembered nothing. */
  recall?(memory: unknown): void;
}
