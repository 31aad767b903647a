import { type CheckId, type CheckResult, type Verdict, worstVerdict } from '../core/check.ts';
import { CHECKS } from './checks/index.ts';
import type { HealthConfig } from './config.ts';
import type { AlertEvidence, AlertName, Evidence } from './evidence.ts';

const IDS = Object.keys(CHECKS) as CheckId[];

/** All checks in the order in which they are shown. Pure: the same evidence and config give the same answer. */
export function judgeEvidence(evidence: Evidence, config: HealthConfig): CheckResult[] {
  return IDS.map((id) => {
    const check = CHECKS[id];
    const result = { ...check.judge(evidence, config), alert: check.alerts(evidence, config).length > 0 };
    return config.dryRun.includes(id) ? { ...result, dryRun: true } : result;
  });
}

/** The worst verdict of the checks that count: those that are dry-run do not. */
export function verdictOf(checks: readonly CheckResult[]): Verdict {
  return worstVerdict(checks.filter(({ dryRun }) => dryRun !== true).map(({ verdict }) => verdict));
}

/** The alerts that are raised. */
export function alertsOf(evidence: AlertEvidence, config: HealthConfig): AlertName[] {
  return IDS.flatMap((id) => CHECKS[id].alerts(evidence, config));
}
