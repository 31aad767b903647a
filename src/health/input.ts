import type { AgentId } from '../core/agent.ts';
import type { MonitorName } from '../core/report.ts';
import type { CycleSample, SeenAgainst } from './evidence.ts';

/** A monitor's cycle has ended, or has failed. */
export type CycleInput = { kind: 'cycle' } & CycleSample;

/** A tick of the interval clock. Alerts are raised and cleared here and nowhere else. */
export interface TickInput {
  kind: 'tick';
  at: number;
  /** Monitors of which a cycle is due. While the one before still runs none is due. */
  scheduled: MonitorName[];
  /** What the monitor uses. Percent of one core. */
  cpuPercent: number;
  rssBytes: number;
  subprocessesPerCycle: number;
}

/** Agents were compared; `differing` of them in a way that is not ignored, a refinement or timing. */
export interface ComparisonInput {
  kind: 'comparison';
  at: number;
  compared: number;
  differing: number;
}

/** An agent that legacy sees and modular does not, confirmed by two captures. Counted once in a stage. */
export interface MissingInput {
  kind: 'missing';
  at: number;
  agentId: AgentId;
  target: string;
}

/** Modular has tried to bring a project manager back. */
export interface RecoveryInput {
  kind: 'recovery';
  at: number;
  succeeded: boolean;
}

/** How many signatures wait for a judgement, and those judged against modular that were seen in this stage. */
export interface SignaturesInput {
  kind: 'signatures';
  at: number;
  open: number;
  against: readonly SeenAgainst[];
}

/** A known difference was sent through the comparison. */
export interface ProbeInput {
  kind: 'probe';
  at: number;
  flagged: boolean;
}

/**
 * The engine has started again. Cycles that were due are forgotten, since they did not fail, and the resources are those
 * of another process: the step from one to the other is no growth.
 */
export interface RestartInput {
  kind: 'restart';
  at: number;
}

/**
 * All that health hears, as plain data. Kept in its order it is enough to make the same health again: the answers depend
 * on these inputs, the time asked for and the config alone. Times in ms since the epoch.
 */
export type HealthInput =
  | CycleInput
  | TickInput
  | ComparisonInput
  | MissingInput
  | RecoveryInput
  | SignaturesInput
  | ProbeInput
  | RestartInput;
