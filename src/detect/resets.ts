const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A time of day without a date belongs to a limit of at most five hours; half an hour for clocks that differ. */
const SESSION = 5.5 * HOUR;
/** Limits of other spans: their time of day may be any within the next day. */
const LONGER = /\b(?:weekly|week|daily|day|opus|sonnet|monthly|month)\b/iu;
/** Earlier than this, `now` is the time since the start of a recording, not a date. */
const REAL_CLOCK = 1_000_000_000_000;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** Abbreviations that agents print; the others they print as IANA names. */
const ZONES: Record<string, string> = {
  UTC: 'UTC',
  GMT: 'UTC',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  CET: 'Europe/Paris',
  CEST: 'Europe/Paris',
};

const LEAD = /(?:resets?|reset after|try again|retry|retrying|limit will reset)\b/iu;
const EPOCH = /limit reached\|(\d{10})(?!\d)/iu;
const SPAN =
  /\b(?:in|after)\s+((?:\d+(?:\.\d+)?\s*(?:days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])[\s,]*(?:and\s+)?){1,5})/iu;
const SPAN_PART = /(\d+(?:\.\d+)?)\s*(d|h|m|s)/giu;
const CLOCK = /\b(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*([ap]m)\b|\b(\d{1,2}):(\d{2})\b/iu;
const DATE =
  /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?/iu;
const WEEKDAY = /\b(sun|mon|tue|wed|thu|fri|sat)[a-z]*\b/iu;
const ZONE = /\(([A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*)\)|\b(UTC|GMT|[ECMP][SD]T|CES?T)\b/u;

interface Day {
  year: number;
  /** 0 to 11 */
  month: number;
  day: number;
}

/** Calendar and clock of a moment in a zone; without a zone, of the machine's own. */
function wall(at: number, zone: string | null): Day & { weekday: number; minutes: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...(zone === null ? {} : { timeZone: zone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '0';
  return {
    year: Number(part('year')),
    month: Number(part('month')) - 1,
    day: Number(part('day')),
    weekday: WEEKDAYS.indexOf(part('weekday').toLowerCase()),
    minutes: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** The moment at which a wall clock in a zone shows a time; correct across a change of summer time. */
function moment(date: Day, minutes: number, zone: string | null): number {
  const wanted = Date.UTC(date.year, date.month, date.day, 0, minutes);
  let at = wanted;
  for (let i = 0; i < 2; i++) {
    const seen = wall(at, zone);
    at += wanted - Date.UTC(seen.year, seen.month, seen.day, 0, seen.minutes);
  }
  return at;
}

function zoneOf(text: string): string | null {
  const match = ZONE.exec(text);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) return null;
  const zone = ZONES[name.toUpperCase()] ?? name;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    return null;
  }
}

function spanOf(text: string): number | null {
  const match = SPAN.exec(text);
  if (match === null) return null;
  const unit = { d: DAY, h: HOUR, m: MINUTE, s: 1000 };
  let sum = 0;
  for (const part of match[1]!.matchAll(SPAN_PART)) {
    sum += Number(part[1]) * unit[part[2]!.toLowerCase() as keyof typeof unit];
  }
  return sum;
}

function minutesOf(text: string): number | null {
  const match = CLOCK.exec(text);
  if (match === null) return null;
  const hour = Number(match[1] ?? match[4]);
  const minute = Number(match[2] ?? match[5] ?? 0);
  const half = match[3]?.toLowerCase();
  if (minute > 59 || hour > 23 || (half !== undefined && (hour < 1 || hour > 12))) return null;
  const hours = half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0);
  return hours * 60 + minute;
}

/** When a usage limit ends. `over`: the text can only mean a time that has passed. */
export interface Reset {
  at: number;
  over: boolean;
}

/**
 * Understands the known wordings of all agents ("resets 12:53am (UTC)", "resets Oct 9 at 3pm (Europe/Berlin)",
 * "try again in 2 hours 5 minutes", "|1729900800", "Try again at Nov 25th, 2026 3:14 PM"). A time without a zone is
 * in the machine's own, as the agents print it. null: the text names no time.
 */
export function parseReset(text: string, now: number): Reset | null {
  const epoch = EPOCH.exec(text);
  if (epoch !== null) return at(Number(epoch[1]) * 1000, now);
  const lead = LEAD.exec(text);
  if (lead === null) return null;
  const rest = text.slice(lead.index, lead.index + 160);
  const span = spanOf(rest);
  if (span !== null) return { at: now + span, over: false };
  const minutes = minutesOf(rest);
  const date = DATE.exec(rest);
  if (minutes === null && date === null) return null;
  const zone = zoneOf(rest);
  const today = wall(now, zone);
  if (date !== null) {
    const month = MONTHS.indexOf(date[1]!.toLowerCase());
    const year = date[3] === undefined ? today.year : Number(date[3]);
    const dated = (y: number): number => moment({ year: y, month, day: Number(date[2]) }, minutes ?? 0, zone);
    // "resets Jan 2" read in December is next year's.
    return at(date[3] === undefined && dated(year) < now - 180 * DAY ? dated(year + 1) : dated(year), now);
  }
  const weekday = WEEKDAY.exec(rest);
  if (weekday !== null) {
    const ahead = (WEEKDAYS.indexOf(weekday[1]!.toLowerCase()) - today.weekday + 7) % 7;
    const then = moment({ ...today, day: today.day + ahead }, minutes!, zone);
    return { at: then > now ? then : then + 7 * DAY, over: false };
  }
  const then = moment(today, minutes!, zone);
  const next = then > now ? then : moment({ ...today, day: today.day + 1 }, minutes!, zone);
  if (now > REAL_CLOCK && next - now > SESSION && !LONGER.test(text)) {
    const before = then > now ? moment({ ...today, day: today.day - 1 }, minutes!, zone) : then;
    return { at: before, over: true };
  }
  return { at: next, over: false };
}

function at(moment: number, now: number): Reset {
  return { at: moment, over: moment <= now };
}
