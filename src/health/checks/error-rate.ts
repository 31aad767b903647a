import { formatCount } from '../../core/format.ts';
import { cleanNeeded, effectiveN, incidentsOf } from '../../statistics/incidents.ts';
import type { HealthConfig } from '../config.ts';
import { judgeErrors } from '../error-judgement.ts';
import type { AlertEvidence, AlertName, Check, Evidence } from '../evidence.ts';
import { raised } from '../hysteresis.ts';
import { percentBeside, plural, span } from '../wording.ts';

const failedPercent = ({ clean, failed }: { clean: number; failed: number }): number | null =>
  clean + failed === 0 ? null : (100 * failed) / (clean + failed);

/** Too many cycles in a row could not be measured: the probe is broken, not the monitor. */
const isBroken = ({ unmeasuredRun }: Evidence['errors'], config: HealthConfig): boolean =>
  unmeasuredRun > config.unmeasuredRun;

/** The clean cycles that are missing at this alpha, if none fails. */
function missing({ errors, alpha }: Evidence, config: HealthConfig): string {
  const needed = cleanNeeded(errors.runs, config.errorBoundPercent / 100, alpha);
  const more = Math.max(1, needed - errors.clean);
  const cycles = `${plural(more, 'clean cycle')} more`;
  const extended = alpha >= config.errorAlpha / 2 ? '' : ` (extended: α ${Number(alpha.toPrecision(3))})`;
  return errors.paceMs === null
    ? `${cycles}${extended}`
    : `${cycles}: about ${span(more * errors.paceMs)}${extended}`;
}

/** What the bound rests on, and what the alert does where the two differ. Empty when nothing failed. */
function note(evidence: Evidence, config: HealthConfig): string {
  const { errors } = evidence;
  const { incidents, mean } = incidentsOf(errors.runs);
  const parts = incidents === 0 ? [] : [plural(incidents, 'incident')];
  if (mean !== 1) parts.push(`n counts as ${formatCount(effectiveN(errors.clean, errors.runs))}`);
  const recent = failedPercent(errors.window);
  if (recent !== null && recent !== failedPercent(errors) && often(evidence, config).length > 0)
    parts.push(
      `${percentBeside(recent, config.errorAlertPercent, 2)} failed in the last ${span(config.windowMs)}`,
    );
  return parts.join(', ');
}

/** The alert of too many failures in the window. */
function often({ errors, alerting }: AlertEvidence, config: HealthConfig): AlertName[] {
  const recent = failedPercent(errors.window);
  return recent === null ? [] : raised('error_rate', recent, config.errorAlertPercent, alerting, config);
}

/** Error rate of modular cycles in the stage: crash, exception, time-out, no result. */
export const errorRate: Check = {
  alerts(evidence, config) {
    return [
      ...often(evidence, config),
      ...(isBroken(evidence.errors, config) ? (['error_rate.unmeasured'] as const) : []),
    ];
  },
  judge(evidence, config) {
    const { errors, alpha } = evidence;
    const { clean, failed, crashes, incidents, currentRun, unmeasuredRun, lastError } = errors;
    const { finding, upperBound } = judgeErrors(errors, alpha, config);
    const total = clean + failed;
    const value = failedPercent(errors);
    const high = 100 * upperBound;
    const bound = config.errorBoundPercent;
    const result = {
      id: 'error_rate',
      label: 'error rate',
      value,
      interval: total === 0 ? null : { low: 0, high },
      n: clean,
      bound,
      shown: {
        value: value === null ? '–' : percentBeside(value, bound, 3),
        interval: total === 0 ? '' : `≤ ${percentBeside(high, bound, 3)}`,
        bound: `<${bound} %`,
      },
      missing: '',
    } as const;
    const fail = (reason: string) => ({ ...result, verdict: 'fail', reason }) as const;

    if (finding === 'crash') return fail(`${plural(crashes, 'crash', 'crashes')} of modular in the stage`);
    if (finding === 'run') return fail(`${currentRun} failed cycles in a row: ${lastError}`);
    if (finding === 'evidence')
      return fail(
        `${plural(incidents, 'incident')} in ${plural(total, 'cycle')}: more than ${config.errorRollbackPercent} % fail`,
      );
    if (finding === 'fresh_evidence') {
      const { clean: good, incidents: bad } = errors.fresh;
      const of = `${plural(bad, 'incident')} in the last ${plural(good + bad, 'cycle')}`;
      return fail(`${of}: more than ${config.errorRollbackPercent} % fail`);
    }
    if (isBroken(errors, config))
      return {
        ...result,
        verdict: 'error',
        reason: `not measured ${unmeasuredRun} times in a row: ${lastError}`,
      };
    const noted = note(evidence, config);
    if (finding === 'proven') return { ...result, verdict: 'pass', reason: noted };
    return {
      ...result,
      verdict: 'inconclusive',
      reason: total === 0 ? 'no cycle measured yet' : noted || 'too few cycles to prove it',
      missing: missing(evidence, config),
    };
  },
};
