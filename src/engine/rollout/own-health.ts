import type { MonitorFailure, Report } from '../../core/report.ts';

/** Data is stale when modular has been due for so many intervals without a good report. */
const STALE_INTERVALS = 2;

/** Follows whether the data that the rollout judges by is fresh (ROLLOUT.md §3, step 3). Times in ms. */
export class Freshness {
  private dueSince: number | null = null;
  private problem: MonitorFailure | null = null;

  /** A cycle of modular is due. */
  due(at: number): void {
    this.dueSince ??= at;
  }

  /** A report of modular. */
  report({ error }: Report): void {
    this.problem = error;
    if (error === null) this.dueSince = null;
  }

  /** Why the data is stale, in words; null: it is fresh. */
  stale(now: number, intervalMs: number): string | null {
    if (this.dueSince === null || now - this.dueSince <= STALE_INTERVALS * intervalMs) return null;
    return this.problem === null ? 'modular has not reported' : this.problem.message;
  }
}
