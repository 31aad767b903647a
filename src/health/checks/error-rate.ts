import { formatCount } from '../../core/format.ts';
import { errorRateUpperBound, trialsNeeded } from '../../statistics/clopper-pearson.ts';
import { evidenceAbove } from '../../statistics/e-process.ts';
import type { HealthConfig } from '../config.ts';
import type { Check, Evidence, Runs } from '../evidence.ts';
import { percentBeside, plural, raised, span } from '../wording.ts';

/** The `k` longest incidents and the mean of their lengths. */
interface Burst {
  k: number;
  mean: number;
}

/**
 * Bursts to judge by (ROLLOUT.md §5): n is divided by the mean length of the k incidents. Taken literally a new, short
 * incident would lower the mean and so improve the bound; so the k longest are taken for every k, and the worst counts.
 * With all incidents alike that is the literal rule. Among incidents of one length the worst k is the first or last.
 */
function burstsOf(runs: readonly Runs[]): Burst[] {
  const bursts: Burst[] = [{ k: 0, mean: 1 }];
  let k = 0;
  let cycles = 0;
  for (const { length, count } of [...runs].sort((a, b) => b.length - a.length)) {
    for (const taken of count > 1 ? [1, count] : [1])
      bursts.push({ k: k + taken, mean: (cycles + taken * length) / (k + taken) });
    k += count;
    cycles += count * length;
  }
  return bursts;
}

function upperBound(bursts: readonly Burst[], clean: number, alpha: number): number {
  return Math.max(...bursts.map(({ k, mean }) => errorRateUpperBound(k, clean / mean, alpha)));
}

function missing(bursts: readonly Burst[], errors: Evidence['errors'], config: HealthConfig): string {
  const bound = config.errorBoundPercent / 100;
  const needed = Math.max(
    ...bursts.map(({ k, mean }) => Math.ceil(trialsNeeded(k, bound, config.errorAlpha) * mean)),
  );
  if (errors.paceMs === null) return `${plural(needed - errors.clean, 'clean cycle')} more`;
  if (needed * errors.paceMs > config.windowMs)
    return `${plural(needed, 'clean cycle')} do not fit into ${span(config.windowMs)} at this pace`;
  const more = needed - errors.clean;
  return `${plural(more, 'clean cycle')} more: about ${span(more * errors.paceMs)}`;
}

/** Error rate of modular cycles: crash, exception, time-out, no result. */
export const errorRate: Check = ({ errors, alerting }, config) => {
  const { clean, failed, runs, currentRun, unmeasuredRun, lastError } = errors;
  const total = clean + failed;
  const bursts = burstsOf(runs);
  const { k: incidents, mean } = bursts.at(-1)!;
  const high = 100 * upperBound(bursts, clean, config.errorAlpha);
  const value = total === 0 ? null : (100 * failed) / total;
  const bound = config.errorBoundPercent;
  const evidence = evidenceAbove(incidents, clean + incidents, config.errorRollbackPercent / 100);
  const broken = unmeasuredRun > config.unmeasuredRun;
  const shown = {
    value: value === null ? '–' : percentBeside(value, bound, 3),
    interval: total === 0 ? '' : `≤ ${percentBeside(high, bound, 3)}`,
    bound: `<${bound} %`,
  };
  const result = {
    id: 'error_rate',
    label: 'error rate',
    alert:
      broken ||
      (value !== null &&
        raised(value, config.errorAlertPercent, alerting.has('error_rate'), config.alertClearsAt)),
    value,
    interval: total === 0 ? null : { low: 0, high },
    n: clean,
    bound,
    shown,
    missing: '',
  } as const;

  if (currentRun >= config.errorRollbackRun)
    return { ...result, verdict: 'fail', reason: `${currentRun} failed cycles in a row: ${lastError}` };
  if (evidence >= config.errorRollbackEvidence)
    return {
      ...result,
      verdict: 'fail',
      reason: `${plural(incidents, 'incident')} in ${plural(total, 'cycle')}: more than ${config.errorRollbackPercent} % fail`,
    };
  if (broken)
    return {
      ...result,
      verdict: 'error',
      reason: `not measured ${unmeasuredRun} times in a row: ${lastError}`,
    };
  const bursty = incidents === 0 ? '' : plural(incidents, 'incident');
  const note = mean === 1 ? bursty : `${bursty}, n counts as ${formatCount(clean / mean)}`;
  if (high < bound) return { ...result, verdict: 'pass', reason: note };
  return {
    ...result,
    verdict: 'inconclusive',
    reason: total === 0 ? 'no cycle measured yet' : note || 'too few cycles to prove it',
    missing: missing(bursts, errors, config),
  };
};
