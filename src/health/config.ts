import { z } from 'zod';
import { CHECK_IDS } from '../core/check.ts';
import { durationSchema } from '../core/duration.ts';
import { CutoverError } from '../core/errors.ts';

const above0 = z.number().positive('give a number above 0');
const percent = above0.max(100, 'a percentage is 100 at most');
const share = above0.max(1, 'a share is 1 at most');
const count = above0.int('give a whole number');

/** Settings of the checks. Defaults: the numbers of ROLLOUT.md §4 and §5, and ours where it names none. */
export const healthConfigSchema = z
  .strictObject({
    windowMs: durationSchema
      .prefault('24h')
      .describe('sliding window of the budgets and alerts: what is older no longer counts'),
    alertClearsAt: share
      .default(0.8)
      .describe('an alert is cleared at this share of the bound that raised it'),
    dryRun: z
      .array(z.enum(CHECK_IDS))
      .default([])
      .describe('checks that are measured and shown, but neither hold a promotion nor roll back'),

    errorAlpha: above0
      .max(0.5, 'an error above 0.5 proves nothing')
      .default(0.05)
      .describe('error of the bound of the error rate at the first look; each extension halves it'),
    errorBoundPercent: percent
      .default(0.1)
      .describe('error rate: the upper bound has to be below this many % of cycles'),
    errorAlertPercent: percent.default(0.5).describe('error rate: alert above this many % in the window'),
    errorRollbackPercent: percent
      .default(0.5)
      .describe('error rate: rolls back when it is proved to be above this many %'),
    errorRollbackEvidence: above0
      .default(100)
      .describe('error rate: the evidence (e-value) that proves it; wrong in 1 stage of this many at most'),
    errorRenewal: durationSchema
      .prefault('1h')
      .describe(
        'error rate: beside that of the whole stage, evidence for a rollback is gathered anew this often, and has to be as many times stronger as this fits into a day',
      ),
    errorRollbackRun: count.default(5).describe('error rate: rolls back at this many failed cycles in a row'),
    crashRollbackCount: count
      .default(1)
      .describe('error rate: rolls back at this many crashes (modular ended without a report) in the stage'),
    unmeasuredRun: count
      .default(4)
      .describe(
        'more cycles than this in a row that could not be measured: the probe is broken, not the monitor',
      ),

    ratioBound: above0.default(1.1).describe('P95 ratio: the upper end of the interval has to be below this'),
    ratioFaster: above0.default(0.9).describe('P95 ratio: below this it is said that modular is faster'),
    ratioAlert: above0.default(1.2).describe('P95 ratio: alert above this'),
    ratioRollback: above0.default(1.2).describe('P95 ratio: rolls back when the lower end is above this'),
    ratioLeastPairs: count.default(59).describe('P95 ratio: fewer pairs of cycles than this say nothing'),
    ratioDroppedPairs: count
      .default(50)
      .describe('P95 ratio: the first pairs of a stage, which do not count: monitors are still warming up'),
    ratioBlockMs: durationSchema
      .prefault('5 min')
      .describe('P95 ratio: length of the blocks of the bootstrap'),
    ratioResamples: count.default(1000).describe('P95 ratio: resamples of the bootstrap'),
    ratioSeed: count
      .default(20_261_124)
      .describe('P95 ratio: seed of the bootstrap, so that it can be repeated'),

    agreementAlertPercent: percent.default(99).describe('agreement: alert below this many % of comparisons'),
    legacyRightAgents: count
      .default(3)
      .describe('agreement: rolls back when a signature judged legacy right was seen on this many agents'),
    legacyRightCycles: count
      .default(20)
      .describe('agreement: rolls back when a signature judged legacy right was seen in this many cycles'),
    probeLongestMs: durationSchema
      .prefault('15 min')
      .describe('agreement: a comparison that was not proven alive for this long proves nothing'),

    leastRecoveries: z
      .number()
      .int('give a whole number')
      .nonnegative('give 0 or more')
      .default(0)
      .describe(
        'PM recovery: successful recoveries that a stage waits for; with 0 it passes when none was needed',
      ),

    connectivityBoundPercent: percent
      .default(99.9)
      .describe('reachable: panes that answered a capture, at least this many %'),
    connectivityAlertPercent: percent.default(99.5).describe('reachable: alert below this many %'),
    connectivityRollbackPercent: percent
      .default(95)
      .describe('reachable: rolls back below this many %, in each of the last cycles'),
    connectivityRollbackCycles: count.default(5).describe('reachable: in this many cycles'),

    uptimeBoundPercent: percent
      .default(99.9)
      .describe('uptime: cycles that were due and completed, at least this many %; alert below'),

    cpuBudgetPercent: above0.default(25).describe('resources: budget of processor time in % of one core'),
    rssBudgetBytes: above0
      .default(300_000_000)
      .describe('resources: budget of memory in bytes, of the whole process: with the cockpit in it'),
    subprocessBudget: above0.default(4).describe('resources: budget of subprocesses a cycle'),
    resourceAlertShare: share.default(0.8).describe('resources: alert above this share of a budget'),
    resourceRollbackMs: durationSchema
      .prefault('5 min')
      .describe('resources: rolls back when above a budget for this long'),
    growthLeastMs: durationSchema
      .prefault('1h')
      .describe('resources: measured for less than this, growth cannot be told from noise'),
    growthShare: above0
      .default(0.05)
      .describe('resources: growth below this share of the budget in a window is too slow to matter'),
  })
  .describe('bounds of the health checks; percentages are of 100');

export type HealthConfig = z.infer<typeof healthConfigSchema>;

/** The defaults. */
export const DEFAULT_HEALTH_CONFIG: Readonly<HealthConfig> = healthConfigSchema.parse({});

/** The defaults with these changes. @throws CutoverError for an unknown name or a bound that is none. */
export function healthConfig(changes: Partial<HealthConfig> = {}): HealthConfig {
  const parsed = healthConfigSchema.safeParse(changes);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  if (issue.code === 'unrecognized_keys')
    throw new CutoverError(
      'health_config',
      `health has no setting ${issue.keys.join(', ')}`,
      'remove it or correct its name',
    );
  const [name] = issue.path;
  const value: unknown = changes[name as keyof HealthConfig];
  throw new CutoverError('health_config', `${String(name)} is ${String(value)}`, issue.message);
}
