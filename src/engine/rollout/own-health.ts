import type { FlagsState } from '../../core/flags.ts';
import type { MonitorFailure, Report } from '../../core/report.ts';
import type { TickInput } from '../../core/rollout.ts';
import type { EventLevel } from '../../core/snapshot.ts';
import type { HealthInput } from '../../health/input.ts';
import type { RolloutConfig } from '../../rollout/config.ts';
import { shareProblem } from '../../rollout/share.ts';
import { shareOf } from '../authority.ts';
import { type CompareOne, probeComparison } from './probe.ts';

/** Data is stale when modular has been due for so many intervals without a good report. */
const STALE_INTERVALS = 2;
/** A known difference is sent through the comparison this often, in ms. */
const PROBE_EVERY_MS = 5 * 60_000;

/** What is needed of a report. */
type Reported = Pick<Report, 'monitor' | 'error' | 'durationMs'>;
/** What is needed of the flags. */
type KnownFlags = Pick<FlagsState, 'status' | 'killed' | 'overrides' | 'effective'>;

/** Follows whether the data that the rollout judges by is fresh (ROLLOUT.md §3, step 3). Times in ms. */
export class Freshness {
  private dueSince: number | null = null;
  private problem: MonitorFailure | null = null;
  private lastMs = 0;
  hasReported = false;

  /** A cycle of modular is due. */
  due(at: number): void {
    this.dueSince ??= at;
  }

  /** A report of modular. */
  report({ error, durationMs }: Reported): void {
    this.hasReported = true;
    this.problem = error;
    this.lastMs = durationMs;
    if (error === null) this.dueSince = null;
  }

  /** Why the data is stale, in words; null: it is fresh. */
  stale(now: number, intervalMs: number): string | null {
    // One that takes long is slow, which is another check's concern, and not silent.
    const patience = STALE_INTERVALS * intervalMs + this.lastMs;
    if (this.dueSince === null || now - this.dueSince <= patience) return null;
    return this.problem === null ? 'modular has not reported' : this.problem.message;
  }
}

/** What the health of the rollout itself rests on, beside its evidence. */
export interface OwnHealthParts {
  intervalMs: number;
  compare: CompareOne;
  tell(at: number, level: EventLevel, glyph: string, text: string): void;
}

/** Whether the rollout is fit to judge: fresh data, the share as configured, a comparison that is proven alive. */
export class OwnHealth {
  private readonly parts: OwnHealthParts;
  private readonly freshness = new Freshness();
  private legacyCompletedAt: number | null = null;
  private probedAt: number | null = null;
  private comparisonProblem: string | null = null;

  constructor(parts: OwnHealthParts) {
    this.parts = parts;
  }

  /** A cycle of modular is due. */
  due(at: number): void {
    this.freshness.due(at);
  }

  /** A report is complete. */
  reported(report: Reported, at: number): void {
    if (report.monitor === 'modular') this.freshness.report(report);
    else if (report.error === null) this.legacyCompletedAt = at;
  }

  /** Modular has reported, or should have: before that nothing can be said of anything. */
  knows(at: number): boolean {
    return this.freshness.hasReported || this.freshness.stale(at, this.parts.intervalMs) !== null;
  }

  /** The comparison has not been tried for a while. */
  isProbeDue(at: number): boolean {
    return this.probedAt === null || Math.abs(at - this.probedAt) >= PROBE_EVERY_MS;
  }

  /** Tries the comparison with known pairs; what came of it is evidence. */
  probe(at: number): HealthInput {
    const before = this.comparisonProblem;
    const problem = probeComparison(this.parts.compare, at);
    this.probedAt = at;
    this.comparisonProblem = problem;
    if (problem !== null && problem !== before)
      this.parts.tell(at, 'bad', '✗', `the comparison is not alive: ${problem}`);
    else if (problem === null && before !== null)
      this.parts.tell(at, 'good', '✓', 'the comparison is alive again');
    return { kind: 'probe', at, flagged: problem === null };
  }

  /** What a tick has to know of it. */
  input(
    at: number,
    flags: KnownFlags,
    realised: { ticks: number; modular: number },
    bothRun: boolean,
    config: RolloutConfig,
  ): Pick<TickInput, 'intervalMs' | 'own' | 'killed' | 'legacyCompletedAt'> {
    const { intervalMs } = this.parts;
    const rejected = flags.status === 'rejected' ? 'the flags file is rejected' : null;
    const share = { ticks: realised.ticks, modularTicks: realised.modular, share: shareOf(flags) };
    return {
      intervalMs,
      own: {
        stale: this.freshness.stale(at, intervalMs) ?? rejected,
        share: shareProblem(share, config.shareSignificance),
        comparison: bothRun ? this.comparisonProblem : null,
      },
      killed: killedBy(flags),
      legacyCompletedAt: this.legacyCompletedAt,
    };
  }
}

/** The kill switch of the environment that is on, in words; null: none. */
export function killedBy(flags: Pick<FlagsState, 'killed' | 'overrides'>): string | null {
  if (!flags.killed) return null;
  const [override] = flags.overrides;
  return override === undefined ? 'a kill switch' : `${override.variable}=${override.value}`;
}
