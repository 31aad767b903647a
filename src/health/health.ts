import type { CheckResult, Percentiles, Verdict } from '../core/check.ts';
import { MONITOR_NAMES, type MonitorName } from '../core/report.ts';
import { type HealthConfig, healthConfig } from './config.ts';
import { CycleWindow } from './cycle-window.ts';
import type { AlertEvidence, AlertName, CycleSample, Evidence, SeenAgainst } from './evidence.ts';
import type { HealthInput, TickInput } from './input.ts';
import { alertsOf, judgeEvidence, verdictOf } from './judge.ts';
import { LatencyWindow } from './latency-window.ts';
import { PairWindow } from './pair-window.ts';
import { ResourceWindow } from './resource-window.ts';
import { Slices } from './slices.ts';

export type { CycleSample, Evidence, SeenAgainst } from './evidence.ts';
export type { HealthInput } from './input.ts';
export { judgeEvidence, verdictOf } from './judge.ts';

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
  /** The worst of the checks that are not dry-run. */
  verdict: Verdict;
  percentiles: Record<MonitorName, Percentiles>;
  /** Durations in ms of modular's last cycles, oldest first. */
  recentMs: number[];
  /** What the checks were judged by: with the config it gives the same checks again (`judgeEvidence`). */
  evidence: Evidence;
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
  openSignatures: number | null;
  against: readonly SeenAgainst[];
  probe: Evidence['comparison']['probe'];
  recovery: { succeeded: number; failed: number };
  /** Targets by agent. */
  missing: Map<string, string>;
  alerting: readonly AlertName[];
}

function gather(since: number, config: HealthConfig): Gathered {
  return {
    since,
    cycles: new CycleWindow(config),
    pairs: new PairWindow(config),
    resources: new ResourceWindow(config),
    latency: perMonitor(() => new LatencyWindow(config.windowMs)),
    comparisons: new Slices(config.windowMs, () => ({ compared: 0, differing: 0 })),
    openSignatures: null,
    against: [],
    probe: null,
    recovery: { succeeded: 0, failed: 0 },
    missing: new Map(),
    alerting: [],
  };
}

/**
 * Gathers the evidence of a stage, in bounded memory, and judges it by the checks of ROLLOUT.md §4. Takes no clock, and
 * asking it changes nothing: the same inputs give the same answers, however often and whenever it was asked before.
 */
export class Health {
  readonly #config: HealthConfig;
  #gathered: Gathered;
  #recentMs: number[] = [];
  /** The evidence that was last asked for, until something is heard. */
  #asked: { at: number; evidence: AlertEvidence } | null = null;

  /** @throws CutoverError for a setting that is unknown or no number above 0. */
  constructor(config: Partial<HealthConfig> = {}) {
    this.#config = healthConfig(config);
    this.#gathered = gather(Number.NEGATIVE_INFINITY, this.#config);
  }

  /** Takes in what happened, in the order in which it did. What belongs to the time before the stage is no evidence. */
  take(input: HealthInput): void {
    const at = input.kind === 'cycle' ? input.startedAt : input.at;
    const gathered = this.#gathered;
    if (at < gathered.since) return;
    this.#asked = null;
    switch (input.kind) {
      case 'cycle':
        this.#addCycle(input);
        break;
      case 'tick':
        this.#tick(input);
        break;
      case 'comparison': {
        const slice = gathered.comparisons.at(at);
        slice.compared += input.compared;
        slice.differing += input.differing;
        break;
      }
      case 'missing':
        if (gathered.missing.size < COUNTED_MISSING) gathered.missing.set(input.agentId, input.target);
        break;
      case 'recovery':
        gathered.recovery[input.succeeded ? 'succeeded' : 'failed']++;
        break;
      case 'signatures':
        gathered.openSignatures = input.open;
        gathered.against = input.against;
        break;
      case 'probe':
        gathered.probe = { at, flagged: input.flagged };
        break;
      case 'restart':
        gathered.cycles.restart();
        gathered.resources.restart();
        break;
    }
  }

  #addCycle(sample: CycleSample): void {
    const { cycles, pairs, latency } = this.#gathered;
    cycles.add(sample);
    if (sample.error !== null) return;
    pairs.add(sample);
    latency[sample.monitor].add(sample.startedAt + sample.durationMs, sample.durationMs);
    if (sample.monitor === 'modular') this.#recentMs = [...this.#recentMs, sample.durationMs].slice(-RECENT);
  }

  #tick({ at, scheduled, cpuPercent, rssBytes, subprocessesPerCycle }: TickInput): void {
    const gathered = this.#gathered;
    for (const monitor of scheduled) gathered.cycles.scheduled(monitor, at);
    gathered.resources.add({ at, cpuPercent, rssBytes, subprocessesPerCycle });
    gathered.cycles.expire(at);
    gathered.pairs.expire(at);
    gathered.comparisons.expire(at);
    for (const name of MONITOR_NAMES) gathered.latency[name].expire(at);
    gathered.alerting = alertsOf(this.#evidence(at), this.#config);
  }

  /**
   * Judges the evidence as it is at `now`, with the error rate's bound at `alpha` (ROLLOUT.md §5: the α of the look that
   * comes next).
   */
  evaluate(now: number, alpha = this.#config.errorAlpha): HealthReport {
    const { latency, pairs, alerting } = this.#gathered;
    const evidence: Evidence = { ...this.#evidence(now), ratio: pairs.evidence(now), alpha, alerting };
    const checks = judgeEvidence(evidence, this.#config);
    return {
      checks,
      verdict: verdictOf(checks),
      percentiles: perMonitor((name) => latency[name].percentiles(now)),
      recentMs: this.#recentMs,
      evidence,
    };
  }

  #evidence(now: number): AlertEvidence {
    if (this.#asked?.at === now) return this.#asked.evidence;
    const { cycles, pairs, resources, comparisons, missing, recovery, probe, alerting } = this.#gathered;
    let compared = 0;
    let differing = 0;
    for (const slice of comparisons.within(now)) {
      compared += slice.compared;
      differing += slice.differing;
    }
    const { openSignatures, against } = this.#gathered;
    const evidence: AlertEvidence = {
      at: now,
      ...cycles.evidence(now),
      ratio: pairs.ratios(now),
      comparison: { compared, differing, openSignatures, against, probe },
      missing: { agents: missing.size, targets: [...missing.values()].slice(0, NAMED_MISSING) },
      recovery: { ...recovery },
      resources: resources.evidence(now),
      alerting,
    };
    this.#asked = { at: now, evidence };
    return evidence;
  }

  /**
   * A stage begins: all evidence starts anew, signatures and probe too, which have to be told again. Only the sparkline
   * stays, which is no evidence.
   */
  reset(now: number): void {
    this.#gathered = gather(now, this.#config);
    this.#asked = null;
  }
}
