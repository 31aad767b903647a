import type { CheckId, CheckResult } from '../core/check.ts';
import type { JudgementVerdict } from '../core/judgement.ts';
import type { MonitorName } from '../core/report.ts';
import type { RatioEstimate } from '../statistics/bootstrap.ts';
import type { Runs } from '../statistics/incidents.ts';
import type { HealthConfig } from './config.ts';

export type { Runs } from '../statistics/incidents.ts';

/** One cycle of one monitor, as health counts it. Times in ms. */
export interface CycleSample {
  monitor: MonitorName;
  startedAt: number;
  durationMs: number;
  waitedMs: number;
  /**
   * Why it failed: the kind of the monitor's failure or words of it; null: it did not. With `no_server`,
   * `not_installed` and `too_old` nothing could be measured: that is no sample, neither good nor bad. With `crash` the
   * monitor ended without a report.
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

/** What the resources of the monitor were at one moment, or on average over some minutes. */
export interface ResourceSample {
  at: number;
  cpuPercent: number;
  rssBytes: number;
  subprocessesPerCycle: number;
}
export type ResourceName = Exclude<keyof ResourceSample, 'at'>;

/** Cycles of modular in the whole stage: what the bound and the evidence for a rollback rest on. */
export interface ErrorEvidence {
  /** Cycles without a failure. */
  clean: number;
  failed: number;
  /** Failed ones in which modular ended without a report. */
  crashes: number;
  /** Maximal runs of failed cycles, the one under way among them, and how many these are. */
  runs: readonly Runs[];
  incidents: number;
  /** Since the evidence for a rollback was last gathered anew: what a long good time does not dilute. */
  fresh: { clean: number; incidents: number };
  /** Failed cycles in a row until now. */
  currentRun: number;
  /** Cycles in a row until now that could not be measured. */
  unmeasuredRun: number;
  lastError: string | null;
  /** Milliseconds from cycle to cycle (the median of the last ones); null until there are two. */
  paceMs: number | null;
  /** In the sliding window: what the alert rests on. */
  window: { clean: number; failed: number };
}

/** All that the checks judge, over the sliding window or the stage as it says. Plain data: JSON keeps all of it. */
export interface Evidence {
  /** The moment it is judged for, ms since the epoch. */
  at: number;
  /** Error of the bound of the error rate at this look. */
  alpha: number;
  errors: ErrorEvidence;
  /** In the window. */
  ratio: {
    /** Pairs that the estimates rest on. */
    pairs: number;
    /** Pairs at the start of the stage that are still to be dropped. */
    toDrop: number;
    work: RatioEstimate | null;
    whole: RatioEstimate | null;
  };
  comparison: {
    /** In the window. */
    compared: number;
    differing: number;
    /** Open signatures; null until they were counted. */
    openSignatures: number | null;
    /** In the whole stage. */
    against: readonly SeenAgainst[];
    /** The last known difference that was sent through the comparison; null: none in this stage. */
    probe: { at: number; flagged: boolean } | null;
  };
  /** In the whole stage, each agent once. */
  missing: { agents: number; targets: readonly string[] };
  /** In the whole stage. */
  recovery: { succeeded: number; failed: number };
  /** In the window. */
  connectivity: {
    asked: number;
    answered: number;
    /** The last cycles, newest last. */
    recent: readonly { asked: number; answered: number }[];
  };
  /** In the window, of both monitors. */
  uptime: { scheduled: number; completed: number };
  resources: {
    n: number;
    last: ResourceSample | null;
    /** For how many ms, until the last sample, each has been above its budget. */
    overMs: Readonly<Record<ResourceName, number>>;
    /** In the window: for how many ms growth was measured, and the 95 % interval of each one's growth in an hour. */
    trend: {
      measuredMs: number;
      perHour: Readonly<Record<ResourceName, { low: number; high: number } | null>>;
    };
  };
  /** Alerts that were raised at the last tick, by name: it takes less to keep an alert than to raise it. */
  alerting: readonly AlertName[];
}

/** A check whose alert is raised, with the part of it where it has several: `resources.rssBytes`. */
export type AlertName = CheckId | `${CheckId}.${string}`;

/** What alerts rest on: values without their intervals, which take long to compute. */
export type AlertEvidence = Omit<Evidence, 'alpha' | 'ratio'> & {
  ratio: Record<'work' | 'whole', Pick<RatioEstimate, 'ratio'> | null>;
};

/** One check: pure. A new check is one file in `checks/` and a line in its index. */
export interface Check {
  /** The alerts that are raised, given those that were; none: all is well. */
  alerts(evidence: AlertEvidence, config: HealthConfig): AlertName[];
  judge(evidence: Evidence, config: HealthConfig): Omit<CheckResult, 'alert' | 'dryRun'>;
}
