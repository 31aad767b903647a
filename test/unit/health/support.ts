import type { CheckResult } from '../../../src/core/check.ts';
import { DEFAULT_HEALTH_CONFIG, type HealthConfig } from '../../../src/health/config.ts';
import type { Check, CycleSample, Evidence } from '../../../src/health/evidence.ts';

export const START = Date.UTC(2026, 10, 24, 8, 2, 0);

type Parts = {
  [K in keyof Evidence]?: Evidence[K] extends ReadonlySet<unknown> ? Evidence[K] : Partial<Evidence[K]>;
};

/** Evidence of nothing, but for these parts. */
export function evidence(parts: Parts = {}): Evidence {
  return {
    errors: {
      clean: 0,
      failed: 0,
      runs: [],
      currentRun: 0,
      unmeasuredRun: 0,
      lastError: null,
      paceMs: null,
      ...parts.errors,
    },
    ratio: { pairs: 0, toDrop: 50, work: null, whole: null, ...parts.ratio },
    comparison: { compared: 0, differing: 0, openSignatures: null, against: [], ...parts.comparison },
    missing: { agents: 0, targets: [], ...parts.missing },
    recovery: { succeeded: 0, failed: 0, ...parts.recovery },
    connectivity: { asked: 0, answered: 0, recent: [], ...parts.connectivity },
    uptime: { scheduled: 0, completed: 0, ...parts.uptime },
    resources: {
      n: 0,
      last: null,
      overMs: { cpuPercent: 0, rssBytes: 0, subprocessesPerCycle: 0 },
      means: [],
      ...parts.resources,
    },
    alerting: parts.alerting ?? new Set(),
  };
}

export function judge(check: Check, parts: Parts, config: Partial<HealthConfig> = {}): CheckResult {
  return check(evidence(parts), { ...DEFAULT_HEALTH_CONFIG, ...config });
}

/** A cycle of modular over 42 agents that worked, but for these fields. */
export function cycle(fields: Partial<CycleSample> = {}): CycleSample {
  return {
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
