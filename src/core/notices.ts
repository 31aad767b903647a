import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { operatorCommandSchema } from './operator-command.ts';

/** What an operator can be told of. */
export const NOTICE_KINDS = [
  'rollback',
  'alert',
  'waiting',
  'rate_limited',
  'stage',
  'crashed',
  'recovery',
  'team_idle',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/u, 'write a time of day, as 22:00')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const quietSchema = z
  .strictObject({
    from: clock,
    to: clock,
    zone: z
      .string()
      .refine(isZone, 'is no time zone; write one as Europe/Berlin')
      .optional()
      .describe("of which zone (default: the machine's)"),
  })
  .refine(({ from, to }) => from !== to, { message: 'from and to are the same time', path: ['to'] });
/** A span of the day, in minutes since midnight; over midnight when `from` is the later one. */
export type QuietHours = z.infer<typeof quietSchema>;

export const noticeRuleSchema = z.strictObject({
  on: z.array(z.enum(NOTICE_KINDS)).min(1).describe('what of'),
  to: z
    .union([z.enum(['tmux-message', 'bell']), operatorCommandSchema])
    .describe(
      'a message on every client of the watched tmux server, the bell of every open cockpit, or a command that gets the notice as JSON on standard input',
    ),
  debounce: durationSchema.default(3000).describe('it must have lasted for so long'),
  cooldown: durationSchema.default(300_000).describe('the same of the same subject not again before that'),
  quietHours: quietSchema
    .optional()
    .describe('held back until these are over, but a rollback and a crash of modular'),
});
export type NoticeRule = z.infer<typeof noticeRuleSchema>;

/** What one notice says. Texts are on one line and without control characters. */
export interface Notice {
  v: 1;
  kind: NoticeKind;
  /** Milliseconds since the epoch. */
  at: number;
  /** It is told at once, whatever the hour. */
  urgent: boolean;
  /** All of it in one line. */
  text: string;
  /** What it is about: agents by target or by kind, `the PM of shop`, `modular`, a check, `rollout`. */
  where: string[];
  why: string;
  /** How to get there: a command. */
  how: string;
  /** Asked for by `cutover notify test`. */
  test?: true;
}

/** What came of a notice. */
export type Delivery = { ok: true; what: string } | { ok: false; problem: string };

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
