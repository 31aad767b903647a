import { evidenceAbove } from '../statistics/e-process.ts';
import { incidentUpperBound } from '../statistics/incidents.ts';
import type { HealthConfig } from './config.ts';
import type { ErrorEvidence } from './evidence.ts';

/** The counts of a stage's cycles that decide. */
export type ErrorCounts = Pick<
  ErrorEvidence,
  'clean' | 'failed' | 'crashes' | 'runs' | 'incidents' | 'currentRun'
>;

/** What the counts say: `crash`, `run` and `evidence` fail, `proven` passes, `open` is not decided yet. */
export type ErrorFinding = 'crash' | 'run' | 'evidence' | 'proven' | 'open';

/**
 * Judges the error rate of a stage (ROLLOUT.md §4, §5): crashes, failures in a row, the e-process of the rollback, then
 * the exact upper bound of the rate of incidents at confidence 1 − alpha. `upperBound` is a share of 1. More clean cycles
 * never turn a finding into one that fails.
 */
export function judgeErrors(
  { clean, crashes, runs, incidents, currentRun }: ErrorCounts,
  alpha: number,
  config: HealthConfig,
): { finding: ErrorFinding; upperBound: number } {
  const upperBound = incidentUpperBound(runs, clean, alpha);
  const tolerated = config.errorRollbackPercent / 100;
  const finding = (): ErrorFinding => {
    if (crashes >= config.crashRollbackCount) return 'crash';
    if (currentRun >= config.errorRollbackRun) return 'run';
    if (evidenceAbove(incidents, clean + incidents, tolerated) >= config.errorRollbackEvidence)
      return 'evidence';
    return upperBound < config.errorBoundPercent / 100 ? 'proven' : 'open';
  };
  return { finding: finding(), upperBound };
}
