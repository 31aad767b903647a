import { evidenceAbove } from '../statistics/e-process.ts';
import { incidentUpperBound } from '../statistics/incidents.ts';
import type { HealthConfig } from './config.ts';
import type { ErrorEvidence } from './evidence.ts';

/** The counts of a stage's cycles that decide. */
export type ErrorCounts = Pick<
  ErrorEvidence,
  'clean' | 'failed' | 'crashes' | 'runs' | 'incidents' | 'fresh' | 'currentRun'
>;

/** What the counts say: `proven` passes, `open` is not decided yet, the others fail. */
export type ErrorFinding = 'crash' | 'run' | 'evidence' | 'fresh_evidence' | 'proven' | 'open';

const DAY_MS = 24 * 3_600_000;

/**
 * Evidence that is gathered anew has as many chances in a day to be wrong, and has to be as many times stronger: all of
 * a day's together are then wrong no more often than that of the whole stage (Bonferroni, Ville 1939).
 */
const renewalsPerDay = ({ errorRenewal }: HealthConfig): number => Math.max(1, DAY_MS / errorRenewal);

/**
 * Judges the error rate of a stage (ROLLOUT.md §4, §5): crashes, failures in a row, the e-process of the rollback, then
 * the exact upper bound of the rate of incidents at confidence 1 − alpha. `upperBound` is a share of 1. More clean cycles
 * never turn a finding into one that fails. The e-process is asked of the whole stage and of what was gathered anew: 72
 * good hours would else hide for hours that every fifth cycle fails.
 */
export function judgeErrors(
  { clean, crashes, runs, incidents, fresh, currentRun }: ErrorCounts,
  alpha: number,
  config: HealthConfig,
): { finding: ErrorFinding; upperBound: number } {
  const upperBound = incidentUpperBound(runs, clean, alpha);
  const tolerated = config.errorRollbackPercent / 100;
  const finding = (): ErrorFinding => {
    if (crashes >= config.crashRollbackCount) return 'crash';
    if (currentRun >= config.errorRollbackRun) return 'run';
    const evidence = (k: number, clean: number): number => evidenceAbove(k, clean + k, tolerated);
    const enough = config.errorRollbackEvidence;
    if (evidence(incidents, clean) >= enough) return 'evidence';
    if (evidence(fresh.incidents, fresh.clean) >= enough * renewalsPerDay(config)) return 'fresh_evidence';
    return upperBound < config.errorBoundPercent / 100 ? 'proven' : 'open';
  };
  return { finding: finding(), upperBound };
}
