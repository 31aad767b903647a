import type { CheckId, CheckResult } from '../core/check.ts';
import type { JudgementVerdict } from '../core/judgement.ts';
import type { MonitorName } from '../core/report.ts';
import type { RatioEstimate } from '../statistics/bootstrap.ts';
import type { HealthConfig } from './config.ts';

/** One cycle of one monitor, as health counts it. Times in ms. */
export interface CycleSample {
  monitor: MonitorName;
  startedAt: number;
  durationMs: number;
  waitedMs: number;
  /**
   * Why it failed: the kind of the monitor's failure or words of it; null: it did not. With `no_server`,
   * `not_installed` and `too_old` nothing could be measured: that is no sample, neither good nor bad.
   */
  error: string | null;
  agents: number;
  /** Panes that were asked for a capture, and those that answered. */
  asked: number;
  answered: number;
  subprocesses: number;
  tick: number;
}

/** A signature judged against modular, as it has been seen in this stage. */
export interface SeenAgainst {
  verdict: Extract<JudgementVerdict, 'legacy_right' | 'both_wrong'>;
  /** Different agents. */
  agents: number;
  /** Legacy's cycles. */
  cycles: number;
}

/** Incidents of one length: `count` maximal runs of `length` failed cycles. */
export interface Runs {
  length: number;
  count: number;
}

/** What the resources of the monitor were at one moment, or on average over some minutes. */
export interface ResourceSample {
  at: number;
  cpuPercent: number;
  rssBytes: number;
  subprocessesPerCycle: number;
}
export type ResourceName = Exclude<keyof ResourceSample, 'at'>;

/** All that the checks judge, gathered over the window (or the stage, where it says so). Plain data. */
export interface Evidence {
  /** Cycles of modular. */
  errors: {
    /** Cycles without a failure. */
    clean: number;
    failed: number;
    runs: readonly Runs[];
    /** Failed cycles in a row until now. */
    currentRun: number;
    /** Cycles in a row until now that could not be measured. */
    unmeasuredRun: number;
    lastError: string | null;
    /** Milliseconds from cycle to cycle; null until there are two. */
    paceMs: number | null;
  };
  ratio: {
    /** Pairs that count. */
    pairs: number;
    /** Pairs at the start that are still to be dropped. */
    toDrop: number;
    work: RatioEstimate | null;
    whole: RatioEstimate | null;
  };
  comparison: {
    compared: number;
    differing: number;
    /** Open signatures; null until they were counted. */
    openSignatures: number | null;
    /** In the whole stage. */
    against: readonly SeenAgainst[];
  };
  /** In the whole stage, each agent once. */
  missing: { agents: number; targets: readonly string[] };
  recovery: { succeeded: number; failed: number };
  connectivity: {
    asked: number;
    answered: number;
    /** The last cycles, newest last. */
    recent: readonly { asked: number; answered: number }[];
  };
  uptime: { scheduled: number; completed: number };
  resources: {
    n: number;
    last: ResourceSample | null;
    /** For how many ms, until the last sample, each has been above its budget. */
    overMs: Readonly<Record<ResourceName, number>>;
    /** Means over some minutes each, oldest first. */
    means: readonly ResourceSample[];
  };
  /** Checks whose alert is raised: it takes less to keep an alert than to raise it. */
  alerting: ReadonlySet<CheckId>;
}

/** One check: pure. A new check is one file in `checks/` and a line in its index. */
export type Check = (evidence: Evidence, config: HealthConfig) => CheckResult;
