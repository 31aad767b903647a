import { z } from 'zod';
import { durationSchema } from '../core/duration.ts';
import { CutoverError } from '../core/errors.ts';
import { freezeWindowSchema } from './freeze.ts';

/** Stages that the rollout enters by itself: the others are begun by the operator, so that nothing can hold them back. */
const ENTERED_BY_ITSELF = ['beta', 'production'] as const;

/** The numbers of the rollout with ADR-005's and ROLLOUT.md's defaults; anything unknown is rejected. */
export const rolloutConfigSchema = z.strictObject({
  dwell: z
    .strictObject({
      canary: durationSchema.prefault('24h').describe('healthy time in canary before beta'),
      beta: durationSchema.prefault('72h').describe('healthy time in beta before production'),
    })
    .prefault({})
    .describe('how long a stage has to be healthy and measured before the next one'),
  extension: durationSchema
    .prefault('24h')
    .describe('healthy time until the error rate is looked at again, when a look has failed'),
  mostExtensions: z
    .int()
    .min(0)
    .max(20)
    .default(2)
    .describe(
      'extensions of a stage; each look at the error rate may err in half of what is left of errorAlpha',
    ),
  approvals: z
    .array(z.enum(ENTERED_BY_ITSELF))
    .default([])
    .describe('stages that are entered only after an approval'),
  drillFor: z
    .array(z.enum(ENTERED_BY_ITSELF))
    .default(['production'])
    .describe('stages that are entered only after a rollback drill was passed in the stage before'),
  drillLongest: durationSchema
    .prefault('10min')
    .describe('a drill that takes longer has failed; the stage is restored'),
  legacyProof: durationSchema
    .prefault('10min')
    .describe('how old the last complete cycle of legacy may be for legacy_disabled'),
  freezeWindows: z
    .array(freezeWindowSchema)
    .default([])
    .describe('times without a promotion; a rollback is never frozen'),
  mostUnmeasured: z
    .int()
    .min(0)
    .default(4)
    .describe('ticks in a row that a check may be impossible to measure before it holds the rollout'),
  longestGapIntervals: z
    .number()
    .min(1)
    .default(2)
    .describe('a gap between two ticks that is longer than so many intervals counts nothing as healthy time'),
  shareSignificance: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.001)
    .describe('below this p-value the share of cycles that modular served differs from what is configured'),
});

export type RolloutConfig = z.output<typeof rolloutConfigSchema>;

/** The defaults with these changes. @throws CutoverError for an unknown name or a value that makes no sense. */
export function rolloutConfig(changes: z.input<typeof rolloutConfigSchema> = {}): RolloutConfig {
  const parsed = rolloutConfigSchema.safeParse(changes);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const name = path.length === 0 ? 'rollout' : path.join('.');
  throw new CutoverError('rollout_config', `${name}: ${message}`, 'correct it or remove it');
}
