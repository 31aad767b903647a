import {
  type CheckId,
  type CheckResult,
  type Percentiles,
  type Verdict,
  worstVerdict,
} from '../core/check.ts';
import { MONITOR_NAMES, type MonitorName } from '../core/report.ts';
import { CHECKS } from './checks/index.ts';
import { type HealthConfig, healthConfig } from './config.ts';
import { CycleWindow } from './cycle-window.ts';
import type { CycleSample, Evidence, ResourceSample, SeenAgainst } from './evidence.ts';
import { LatencyWindow } from './latency-window.ts';
import { PairWindow } from './pair-window.ts';
import { ResourceWindow } from './resource-window.ts';
import { Slices } from './slices.ts';

export type { CycleSample, SeenAgainst } from './evidence.ts';

/** Durations for the sparkline. */
const RECENT = 60;
/** Missing agents that are named; the others are counted. */
const NAMED_MISSING = 3;
/** Agents beyond this are not told apart any more: the check has long failed. */
const COUNTED_MISSING = 10_000;

/** What health says now. */
export interface HealthReport {
  /** In the order in which they are shown. */
  checks: CheckResult[];
  /** The worst of the checks. */
  verdict: Verdict;
  percentiles: Record<MonitorName, Percentiles>;
  /** Durations in ms of modular's last cycles, oldest first. */
  recentMs: number[];
}

function perMonitor<T>(make: (name: MonitorName) => T): Record<MonitorName, T> {
  return Object.fromEntries(MONITOR_NAMES.map((name) => [name, make(name)])) as Record<MonitorName, T>;
}

/** Evidence of one stage. */
interface Gathered {
  since: number;
  cycles: CycleWindow;
  pairs: PairWindow;
  resources: ResourceWindow;
  latency: Record<MonitorName, LatencyWindow>;
  comparisons: Slices<{ compared: number; differing: number }>;
  recoveries: Slices<{ succeeded: number; failed: number }>;
  /** Targets by agent. */
  missing: Map<string, string>;
}

/**
 * Gathers the evidence of a stage over a sliding window, in bounded memory, and judges it by the checks of ROLLOUT.md
 * §4. Takes no clock: every time is passed in, and the same calls give the same answers.
 */
export class Health {
  readonly #config: HealthConfig;
  #gathered: Gathered;
  #openSignatures: number | null = null;
  #against: readonly SeenAgainst[] = [];
  #recentMs: number[] = [];
  #alerting: ReadonlySet<CheckId> = new Set();

  /** @throws CutoverError for a setting that is unknown or no number above 0. */
  constructor(config: Partial<HealthConfig> = {}) {
    this.#config = healthConfig(config);
    this.#gathered = this.#gather(Number.NEGATIVE_INFINITY);
  }

  #gather(since: number): Gathered {
    const config = this.#config;
    return {
      since,
      cycles: new CycleWindow(config),
      pairs: new PairWindow(config),
      resources: new ResourceWindow(config),
      latency: perMonitor(() => new LatencyWindow(config.windowMs)),
      comparisons: new Slices(config.windowMs, () => ({ compared: 0, differing: 0 })),
      recoveries: new Slices(config.windowMs, () => ({ succeeded: 0, failed: 0 })),
      missing: new Map(),
    };
  }

  /** A cycle has ended, or has failed. One that began in another stage is no evidence in this one. */
  addCycle(sample: CycleSample): void {
    const { since, cycles, pairs, latency } = this.#gathered;
    if (sample.startedAt < since) return;
    cycles.add(sample);
    if (sample.error !== null) return;
    pairs.add(sample);
    latency[sample.monitor].add(sample.startedAt + sample.durationMs, sample.durationMs);
    if (sample.monitor === 'modular') this.#recentMs = [...this.#recentMs, sample.durationMs].slice(-RECENT);
  }

  /** Agents were compared; `differing` of them in a way that is not ignored, a refinement or timing. */
  addComparison({ at, compared, differing }: { at: number; compared: number; differing: number }): void {
    if (at < this.#gathered.since) return;
    const slice = this.#gathered.comparisons.at(at);
    slice.compared += compared;
    slice.differing += differing;
  }

  /** How many signatures wait for a judgement, and those judged against modular that were seen in this stage. */
  setSignatures(openCount: number, against: readonly SeenAgainst[] = []): void {
    this.#openSignatures = openCount;
    this.#against = against;
  }

  /** An agent that legacy sees and modular does not, confirmed by two captures. Counted once in a stage. */
  addMissing({ at, agentId, target }: { at: number; agentId: string; target: string }): void {
    const { since, missing } = this.#gathered;
    if (at >= since && missing.size < COUNTED_MISSING) missing.set(agentId, target);
  }

  /** Modular has tried to bring a project manager back. */
  addRecovery({ at, succeeded }: { at: number; succeeded: boolean }): void {
    if (at >= this.#gathered.since) this.#gathered.recoveries.at(at)[succeeded ? 'succeeded' : 'failed']++;
  }

  addResources(sample: ResourceSample): void {
    if (sample.at >= this.#gathered.since) this.#gathered.resources.add(sample);
  }

  /** A cycle of this monitor is due. While the one before still runs none is due. */
  scheduled(monitor: MonitorName, at: number): void {
    if (at >= this.#gathered.since) this.#gathered.cycles.scheduled(monitor, at);
  }

  /** Judges the evidence as it is at `now`. */
  evaluate(now: number): HealthReport {
    const evidence = this.#evidence(now);
    const checks = Object.values(CHECKS).map((check) => check(evidence, this.#config));
    this.#alerting = new Set(checks.filter((check) => check.alert).map((check) => check.id));
    return {
      checks,
      verdict: worstVerdict(checks.map((check) => check.verdict)),
      percentiles: perMonitor((name) => this.#gathered.latency[name].percentiles(now)),
      recentMs: this.#recentMs,
    };
  }

  #evidence(now: number): Evidence {
    const { cycles, pairs, resources, comparisons, recoveries, missing } = this.#gathered;
    comparisons.expire(now);
    recoveries.expire(now);
    const total = { compared: 0, differing: 0, succeeded: 0, failed: 0 };
    for (const { compared, differing } of comparisons.all()) {
      total.compared += compared;
      total.differing += differing;
    }
    for (const { succeeded, failed } of recoveries.all()) {
      total.succeeded += succeeded;
      total.failed += failed;
    }
    return {
      ...cycles.evidence(now),
      ratio: pairs.evidence(now),
      comparison: {
        compared: total.compared,
        differing: total.differing,
        openSignatures: this.#openSignatures,
        against: this.#against,
      },
      missing: { agents: missing.size, targets: [...missing.values()].slice(0, NAMED_MISSING) },
      recovery: { succeeded: total.succeeded, failed: total.failed },
      resources: resources.evidence(now),
      alerting: this.#alerting,
    };
  }

  /** A stage change starts the evidence anew. The open signatures and the sparkline stay: they are no evidence. */
  reset(now: number): void {
    this.#gathered = this.#gather(now);
    this.#against = [];
    this.#alerting = new Set();
  }
}
