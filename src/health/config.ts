import { CutoverError } from '../core/errors.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The numbers of ROLLOUT.md §4 and §5, and defaults where it names none. Percentages are of 100. */
export const DEFAULT_HEALTH_CONFIG = {
  /** Evidence older than this no longer counts. */
  windowMs: 24 * HOUR,
  /** An alert is cleared at this share of the bound that raised it. */
  alertClearsAt: 0.8,

  errorAlpha: 0.05,
  errorBoundPercent: 0.1,
  errorAlertPercent: 0.5,
  errorRollbackPercent: 0.5,
  errorRollbackEvidence: 100,
  errorRollbackRun: 5,
  /** More cycles than this in a row that could not be measured: the probe is broken, not the monitor. */
  unmeasuredRun: 4,

  ratioBound: 1.1,
  ratioFaster: 0.9,
  ratioAlert: 1.2,
  ratioRollback: 1.2,
  ratioLeastPairs: 59,
  ratioDroppedPairs: 50,
  ratioBlockMs: 5 * MINUTE,
  ratioResamples: 1000,
  ratioSeed: 20_261_124,

  agreementAlertPercent: 99,
  /** A signature in which legacy was right rolls back when it has been seen on this many agents, or in this many cycles. */
  legacyRightAgents: 3,
  legacyRightCycles: 20,

  connectivityBoundPercent: 99.9,
  connectivityAlertPercent: 99.5,
  connectivityRollbackPercent: 95,
  connectivityRollbackCycles: 5,

  uptimeBoundPercent: 99.9,

  /** Of one core. */
  cpuBudgetPercent: 25,
  rssBudgetBytes: 200_000_000,
  subprocessBudget: 4,
  resourceAlertShare: 0.8,
  resourceRollbackMs: 5 * MINUTE,
  /** Time without which growth cannot be told from noise. */
  growthLeastMs: HOUR,
  /** Growth below this share of the budget in a window is too slow to matter. */
  growthShare: 0.05,
};

export type HealthConfig = typeof DEFAULT_HEALTH_CONFIG;

/** The defaults with these changes. @throws CutoverError for an unknown name or a bound that is no number above 0. */
export function healthConfig(changes: Partial<HealthConfig> = {}): HealthConfig {
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(DEFAULT_HEALTH_CONFIG, name))
      throw new CutoverError(
        'health_config',
        `health has no setting ${name}`,
        'remove it or correct its name',
      );
    if (!Number.isFinite(value) || value <= 0)
      throw new CutoverError('health_config', `${name} is ${value}`, `give ${name} a number above 0`);
  }
  return { ...DEFAULT_HEALTH_CONFIG, ...changes };
}
