import { z } from 'zod';
import { durationSchema } from '../../core/duration.ts';
import { STAGES } from '../../core/stage.ts';

const errorsSchema = z
  .strictObject({
    percent: z.number().min(0).max(100).default(0).describe('cycles of modular that fail, in %'),
    burst: z.number().int().min(1).default(1).describe('failed cycles in a row, each time'),
  })
  .describe('failures of modular, independent of one another but for the bursts');

const latencySchema = z
  .strictObject({
    legacyPerAgent: durationSchema.prefault('900ms').describe("legacy's time for an agent"),
    ratio: z.number().positive().default(0.005).describe('of modular to legacy, for an agent'),
    spread: z.number().min(0).max(2).default(0.1).describe('of the logarithm, from cycle to cycle'),
  })
  .describe('how long cycles take');

const act = {
  stage: z.enum(STAGES).describe('an operator sets this stage'),
  errors: errorsSchema.describe('from now on'),
  latency: latencySchema.describe('from now on'),
  failures: z.number().int().min(1).describe('so many cycles of modular fail in a row'),
  crash: z.literal(true).describe('modular ends without a report'),
  missing: z.array(z.string()).min(1).describe('agents that modular does not see, confirmed'),
  recovery: z.enum(['succeeded', 'failed']).describe('a recovery of a PM by modular'),
  outage: durationSchema.describe('the engine is not running for so long'),
  unreachable: durationSchema.describe('tmux does not answer for so long'),
  restart: z.literal(true).describe('the engine is started anew'),
  openSignatures: z.number().int().min(0).describe('differences that wait for a judgement, from now on'),
  legacyRight: z
    .strictObject({ agents: z.number().int().min(1), cycles: z.number().int().min(1) })
    .describe('a difference judged "legacy right" is seen on so many agents, in so many cycles'),
  agents: z.number().int().min(0).describe('from now on'),
  deadComparison: z.boolean().describe('the comparison flags nothing, from now on'),
  modular: z.string().describe('another version of modular'),
  killSwitch: z.boolean().describe('the kill switch of the environment'),
  pause: z.literal(true),
  resume: z.literal(true),
  approve: z.literal(true),
  freeze: durationSchema.describe('no promotion for so long'),
  retry: z.enum(STAGES).describe('an operator begins again at this stage'),
  rollback: z.literal(true).describe('the rollback key'),
  drill: z.literal(true).describe('a rollback drill'),
};

const stepSchema = z
  .strictObject({
    at: z.union([z.literal(0), durationSchema]).describe('after the start'),
    every: durationSchema.optional().describe('and again each time this has passed'),
    ...(Object.fromEntries(Object.entries(act).map(([name, schema]) => [name, schema.optional()])) as {
      [Name in keyof typeof act]: z.ZodOptional<(typeof act)[Name]>;
    }),
  })
  .describe('what happens at one time');

/** What is simulated; everything has a default. */
export const scenarioSchema = z
  .strictObject({
    name: z.string().default('scenario'),
    agents: z.number().int().min(0).max(10_000).default(100),
    interval: durationSchema.prefault('10s'),
    length: durationSchema.prefault('120h').describe('of the simulated time'),
    start: z.iso.datetime({ offset: true }).default('2026-01-05T08:00:00Z'),
    seed: z.number().int().min(0).default(1),
    bothRun: z.boolean().default(true).describe('both monitors run in every tick, as with --compare always'),
    errors: errorsSchema.prefault({}),
    latency: latencySchema.prefault({}),
    settings: z.unknown().optional().describe('as in config.json'),
    steps: z.array(stepSchema).default([]),
  })
  .describe('a scenario of `cutover simulate`');

export type Scenario = z.infer<typeof scenarioSchema>;
export type Step = Scenario['steps'][number];

/** The steps in the order of time, those that repeat as often as they fit in. */
export function schedule({ steps, length }: Scenario): Step[] {
  const all: Step[] = [];
  for (const step of steps) {
    if (step.every === undefined) all.push(step);
    else for (let at = step.at; at <= length; at += step.every) all.push({ ...step, at });
  }
  // Two at one time happen in the order in which they are written: Array.sort is stable.
  return all.sort((a, b) => a.at - b.at);
}
