import { SPACE_CLASS, strip, toInteger } from './python.ts';
import type { FoundLine } from './screen.ts';

/** Both have to be in the capture, in any case. */
const PHRASES = ['claude usage limit reached', 'your limit will reset at'];
/** Python's `IGNORECASE` also takes ı and İ for an i, and `\d` is any decimal digit. */
const RESET_TIME = new RegExp(
  `Your l[iıİ]m[iıİ]t w[iıİ]ll reset at${SPACE_CLASS}+(\\p{Nd}{1,2}(?::\\p{Nd}{2})?(?:am|pm))${SPACE_CLASS}+\\(UTC\\)`,
  'iu',
);
const CLOCK_TIME = /^(\p{Nd}{1,2})(?::(\p{Nd}{2}))?([ap])m/iu;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** After the reset legacy waits this much longer, in ms. */
const BUFFER_MS = 120_000;

/** A usage limit as legacy reads it. */
export interface LegacyRateLimit extends FoundLine {
  /** As it stands on the screen: `4:30pm`, in UTC. */
  resetTime: string;
}

/**
 * The usage limit that a capture speaks of, history included, or null. Only the first reset time counts; if it is none
 * of the clock (hour 1–12, minute below 60) nothing happens.
 */
export function findRateLimit(capture: string): LegacyRateLimit | null {
  const lower = capture.toLowerCase();
  if (!PHRASES.every((phrase) => lower.includes(phrase))) return null;
  const match = RESET_TIME.exec(capture);
  const resetTime = strip(match?.[1] ?? '');
  if (match === null || minuteOfDay(resetTime) === null) return null;
  const line = capture.slice(0, match.index).split('\n').length - 1;
  return { resetTime, line, text: capture.split('\n')[line]! };
}

/** Minute of the day (UTC) of a time such as `4:30pm`; null if there is no such time. */
function minuteOfDay(resetTime: string): number | null {
  const match = CLOCK_TIME.exec(resetTime);
  if (match === null) return null;
  const hour = toInteger(match[1]!);
  const minute = toInteger(match[2] ?? '0');
  if (hour < 1 || hour > 12 || minute > 59) return null;
  return ((hour % 12) + (match[3]!.toLowerCase() === 'p' ? 12 : 0)) * 60 + minute;
}

/**
 * When a limit ends and when legacy wakes up again, both in ms since the epoch: the next such time of day in UTC after
 * `now`, so an old message whose time has passed means tomorrow. Throws RangeError for a time `findRateLimit` refuses.
 */
export function sleepUntil(resetTime: string, now: number): { resetsAt: number; wakesAt: number } {
  const minute = minuteOfDay(resetTime);
  if (minute === null) throw new RangeError(`no time of day: ${resetTime}`);
  const today = Math.floor(now / DAY_MS) * DAY_MS + minute * MINUTE_MS;
  const resetsAt = today <= now ? today + DAY_MS : today;
  return { resetsAt, wakesAt: resetsAt + BUFFER_MS };
}
