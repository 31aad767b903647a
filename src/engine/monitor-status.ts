import type { Report } from '../core/report.ts';
import type { MonitorStatus } from '../core/snapshot.ts';
import type { CycleSample } from '../health/health.ts';

/** A monitor that has not reported yet. */
export function idleStatus(): MonitorStatus {
  return {
    running: false,
    enabled: true,
    cycles: 0,
    failures: 0,
    startedAt: null,
    endedAt: null,
    durationMs: null,
    waitedMs: null,
    subprocesses: null,
    agents: 0,
    error: null,
    wanted: [],
  };
}

/** The status after a report that was complete at `at` ms since the epoch. */
export function afterReport(status: MonitorStatus, report: Report, at: number): MonitorStatus {
  const { startedAt, durationMs, waitedMs, subprocesses, error, wanted, observations } = report;
  return {
    ...status,
    cycles: status.cycles + 1,
    failures: status.failures + (error === null ? 0 : 1),
    startedAt,
    endedAt: at,
    durationMs,
    waitedMs,
    subprocesses,
    agents: observations.length,
    error,
    wanted,
  };
}

/** A report as health counts it. */
export function cycleSample(report: Report, tick: number): CycleSample {
  return {
    monitor: report.monitor,
    startedAt: report.startedAt,
    durationMs: report.durationMs,
    waitedMs: report.waitedMs,
    error: report.error?.kind ?? null,
    agents: report.observations.length,
    asked: report.panes.asked,
    answered: report.panes.answered,
    subprocesses: report.subprocesses,
    tick,
  };
}
