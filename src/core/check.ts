/** Outcome of a check (ROLLOUT.md §2). `error` means that we could not measure; it is no sample. */
export const VERDICTS = ['pass', 'inconclusive', 'error', 'fail'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The worst of several verdicts, in the order pass < inconclusive < error < fail; nothing measured is inconclusive. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'inconclusive';
  return verdicts.reduce((worst, v) => (VERDICTS.indexOf(v) > VERDICTS.indexOf(worst) ? v : worst), 'pass');
}

export const CHECK_IDS = [
  'error_rate',
  'p95_ratio',
  'missing_agents',
  'agreement',
  'pm_recovery',
  'connectivity',
  'resources',
  'uptime',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** What one check says now, with everything an operator needs to believe it. */
export interface CheckResult {
  id: CheckId;
  /** Short name as shown: "error rate". */
  label: string;
  verdict: Verdict;
  /** Alert bound crossed: shown and told, nothing moves by it. */
  alert: boolean;
  /** Measured and shown, but it neither holds a promotion nor rolls back: set so in the config. */
  dryRun?: boolean;
  /** Why inconclusive or error, or what failed; empty on a plain pass. */
  reason: string;
  /** In the check's own unit (%, ratio, count); null when nothing was measured. */
  value: number | null;
  interval: { low: number; high: number } | null;
  /** Sample size. */
  n: number;
  /** The bound of promotion as a number in the same unit, for gauges; null where there is none. */
  bound: number | null;
  /** As shown: "0.000 %", "≤ 0.035 %", "< 0.1 %". Never a value without its bound. */
  shown: { value: string; interval: string; bound: string };
  /** What is still missing for a verdict ("1,240 clean cycles more: about 2 h 04 min"); empty when nothing. */
  missing: string;
}

/** P50, P95 and P99 of a duration in ms; a percentile is null where n is too small for it. */
export interface Percentiles {
  n: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}
