import type { CheckResult } from '../../../src/core/check.ts';
import { DEFAULT_HEALTH_CONFIG, type HealthConfig } from '../../../src/health/config.ts';
import type { Check, CycleSample, Evidence } from '../../../src/health/evidence.ts';
import type { CycleInput, HealthInput } from '../../../src/health/input.ts';
import { incidentsOf } from '../../../src/statistics/incidents.ts';

export const START = Date.UTC(2026, 10, 24, 8, 2, 0);

type Parts = {
  [K in keyof Evidence]?: Evidence[K] extends number | readonly unknown[]
    ? Evidence[K]
    : Partial<Evidence[K]>;
};

/** Evidence of nothing, but for these parts. Failures count in the window too, and runs as incidents. */
export function evidence(parts: Parts = {}): Evidence {
  const { clean = 0, failed = 0, runs = [] } = parts.errors ?? {};
  return {
    at: START,
    alpha: 0.05,
    errors: {
      clean,
      failed,
      crashes: 0,
      runs,
      incidents: incidentsOf(runs).incidents,
      fresh: { clean: 0, incidents: 0 },
      currentRun: 0,
      unmeasuredRun: 0,
      lastError: null,
      paceMs: null,
      window: { clean, failed },
      ...parts.errors,
    },
    ratio: { pairs: 0, toDrop: 50, work: null, whole: null, ...parts.ratio },
    comparison: {
      compared: 0,
      differing: 0,
      openSignatures: null,
      against: [],
      probe: { at: START, flagged: true },
      ...parts.comparison,
    },
    missing: { agents: 0, targets: [], ...parts.missing },
    recovery: { succeeded: 0, failed: 0, ...parts.recovery },
    connectivity: { asked: 0, answered: 0, recent: [], ...parts.connectivity },
    uptime: { scheduled: 0, completed: 0, ...parts.uptime },
    resources: {
      n: 0,
      last: null,
      overMs: { cpuPercent: 0, rssBytes: 0, subprocessesPerCycle: 0 },
      trend: { measuredMs: 0, perHour: { cpuPercent: null, rssBytes: null, subprocessesPerCycle: null } },
      ...parts.resources,
    },
    ...(parts.at === undefined ? {} : { at: parts.at }),
    ...(parts.alpha === undefined ? {} : { alpha: parts.alpha }),
    alerting: parts.alerting ?? [],
  };
}

export function judge(
  check: Check,
  parts: Parts,
  changes: Partial<HealthConfig> = {},
): Omit<CheckResult, 'dryRun'> {
  const all = evidence(parts);
  const config = { ...DEFAULT_HEALTH_CONFIG, ...changes };
  return { ...check.judge(all, config), alert: check.alerts(all, config).length > 0 };
}

/** A cycle of modular over 42 agents that worked, but for these fields. */
export function cycle(fields: Partial<CycleSample> = {}): CycleInput {
  return {
    kind: 'cycle',
    monitor: 'modular',
    startedAt: START,
    durationMs: 140,
    waitedMs: 0,
    error: null,
    agents: 42,
    asked: 42,
    answered: 42,
    subprocesses: 2,
    tick: 0,
    ...fields,
  };
}

type Tick = Extract<HealthInput, { kind: 'tick' }>;

/** A tick at this time at which nothing was due and little was used, but for these fields. */
export function tick(at: number, fields: Partial<Omit<Tick, 'kind' | 'at'>> = {}): Tick {
  return {
    kind: 'tick',
    at,
    scheduled: [],
    cpuPercent: 1.8,
    rssBytes: 96_000_000,
    subprocessesPerCycle: 2,
    ...fields,
  };
}
