import { z } from 'zod';
import type { Freeze } from '../core/rollout.ts';

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const WEEKLY = /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([01]\d|2[0-3]):([0-5]\d)$/;
const DATED = z.iso.datetime({ offset: true });

/**
 * A time without a promotion: every week (`Fri 16:00` to `Mon 08:00` in a zone), or once, from one ISO time to another.
 * The end is not part of it.
 */
export const freezeWindowSchema = z
  .strictObject({
    from: z.string().describe('`Fri 16:00` with a zone, else an ISO time as 2026-12-24T00:00:00Z'),
    to: z.string().describe('its end, in the same form'),
    zone: z.string().optional().describe('time zone of a weekly window, as Europe/Berlin'),
    name: z.string().min(1).describe('as it is shown while it holds the rollout'),
  })
  .superRefine((window, context) => {
    for (const { path, message } of problemsOf(window)) context.addIssue({ code: 'custom', path, message });
  });
export type FreezeWindow = z.output<typeof freezeWindowSchema>;

type Problem = { path: [keyof FreezeWindow]; message: string };

function problemsOf({ from, to, zone }: FreezeWindow): Problem[] {
  const weekly = zone !== undefined;
  const problems: Problem[] = [];
  if (weekly && !isZone(zone))
    problems.push({ path: ['zone'], message: `${zone} is no time zone known here` });
  const form = weekly ? 'as `Fri 16:00`' : 'an ISO time with its zone, as 2026-12-24T00:00:00Z';
  for (const [name, text] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (weekly ? WEEKLY.test(text) : DATED.safeParse(text).success) continue;
    const hint = !weekly && WEEKLY.test(text) ? 'needs a zone beside it' : `has to be ${form}`;
    problems.push({ path: [name], message: hint });
  }
  if (problems.length > 0) return problems;
  const empty = weekly ? from === to : Date.parse(from) >= Date.parse(to);
  return empty ? [{ path: ['to'], message: 'has to come after `from`' }] : [];
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** A freeze with the window that makes it; null: an operator's. */
export type FreezeNow = Freeze & { window: string | null };

/** What freezes promotions at this time: the operator's freeze, or else a window of the config; null: nothing. */
export function freezeAt(
  manual: Freeze | null,
  windows: readonly FreezeWindow[],
  at: number,
): FreezeNow | null {
  if (manual !== null && (manual.until === null || at < manual.until)) return { ...manual, window: null };
  for (const window of windows) {
    const span = window.zone === undefined ? datedAt(window, at) : weeklyAt(window, window.zone, at);
    if (span !== null)
      return { at: span.from, until: span.to, who: 'the config', why: window.name, window: window.name };
  }
  return null;
}

interface Span {
  from: number;
  to: number;
}

function datedAt(window: FreezeWindow, at: number): Span | null {
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  return from <= at && at < to ? { from, to } : null;
}

function weeklyAt(window: FreezeWindow, zone: string, at: number): Span | null {
  const now = minuteOfWeek(at, zone);
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)];
  const passed = modulo(now - from, WEEK_MINUTES);
  const length = modulo(to - from, WEEK_MINUTES);
  if (passed >= length) return null;
  const minute = Math.floor(at / MINUTE) * MINUTE;
  return {
    from: near(minute - passed * MINUTE, from, zone),
    to: near(minute + (length - passed) * MINUTE, to, zone),
  };
}

/** The time near `guess` at which the clock in the zone shows that minute: the clocks may have been changed between. */
function near(guess: number, minute: number, zone: string): number {
  const off = modulo(minuteOfWeek(guess, zone) - minute + WEEK_MINUTES / 2, WEEK_MINUTES) - WEEK_MINUTES / 2;
  return guess - off * MINUTE;
}

const modulo = (n: number, by: number): number => ((n % by) + by) % by;

function minuteOf(text: string): number {
  const [, day, hour, minute] = WEEKLY.exec(text)!;
  return DAYS.indexOf(day!) * DAY_MINUTES + Number(hour) * 60 + Number(minute);
}

/** Formats are costly to make, and there are as many as zones in the config. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function minuteOfWeek(at: number, zone: string): number {
  let format = FORMATS.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    FORMATS.set(zone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return minuteOf(`${parts.get('weekday')} ${parts.get('hour')}:${parts.get('minute')}`);
}
