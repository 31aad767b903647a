import { z } from 'zod';
import { ACTION_MODES } from './actions.ts';
import { durationSchema } from './duration.ts';

const MINUTE_MS = 60_000;

const mode = z
  .enum(ACTION_MODES)
  .default('observe')
  .describe('observe: what a monitor wants is shown and counted; act: it is done');

/** No program takes a NUL in an argument. */
const argument = z.string().regex(/^[^\0]*$/u, 'has a NUL character');

const startSchema = z.union([
  z.tuple([argument.min(1, 'name the program')], argument),
  z
    .string()
    .min(1)
    .refine((line) => !/\{(session|role)\}/u.test(line), {
      message:
        'a line for a shell is not made from names: write $CUTOVER_SESSION and $CUTOVER_ROLE, or a list',
    }),
]);
/** How a PM is started: a list of arguments, or a line for tmux's shell. */
export type StartCommand = z.infer<typeof startSchema>;

const recoverSchema = z
  .strictObject({
    mode,
    start: startSchema
      .optional()
      .describe(
        'starts a PM: a list (the program, then its arguments; {session} and {role} are filled in) or a line for the shell of tmux; both find CUTOVER_SESSION and CUTOVER_ROLE in their environment',
      ),
    briefing: z
      .string()
      .min(1)
      .max(10_000)
      .optional()
      .describe('typed into the new PM once its prompt is seen; {session} and {role} are filled in'),
    window: z
      .string()
      .regex(/^[\p{L}\p{N}_-]{1,40}$/u, 'use letters, digits, _ and -')
      .default('Claude-pm')
      .describe('name of the window that is opened; both monitors must take it for a PM'),
    promptWithin: durationSchema.default(2 * MINUTE_MS).describe('its prompt has to be seen within this'),
    grace: durationSchema
      .default(3 * MINUTE_MS)
      .describe('a PM that was recovered is left alone for so long'),
    cooldown: durationSchema.default(5 * MINUTE_MS).describe('between two recoveries in a session'),
    tries: z.int().min(1).max(1000).default(3).describe('starts within an hour, in a session, by a monitor'),
    backOff: durationSchema
      .default(5000)
      .describe('before the second start; twice as long before each further one'),
  })
  .refine(({ mode: how, start }) => how !== 'act' || start !== undefined, {
    message: 'to recover a PM it has to be said how one is started',
    path: ['start'],
  });

/** What monitors may do to agents; everything is off by default. */
export const actionsConfigSchema = z.strictObject({
  recoverPm: recoverSchema.prefault({}).describe('bring a dead PM back'),
  notifyPm: z.strictObject({ mode }).prefault({}).describe('type notices into the prompt of a PM'),
  submitMessage: z
    .strictObject({ mode })
    .prefault({})
    .describe('press Enter for a message that was left in a prompt'),
  allowKillWindows: z
    .boolean()
    .default(false)
    .describe("execute legacy's wish to kill windows; never those with a pane that runs no agent"),
});
export type ActionsConfig = z.infer<typeof actionsConfigSchema>;
