import { describe, expect, it } from 'vitest';
import { parseReset } from '../../../src/detect/resets.ts';

const NOW = Date.UTC(2026, 10, 24, 21, 0);
const iso = (text: string, now = NOW): string | null => {
  const reset = parseReset(text, now);
  return reset === null ? null : new Date(reset.at).toISOString().slice(0, 16);
};

describe('when a usage limit ends', () => {
  it.each([
    ["You've hit your limit · resets 12:53am (UTC)", '2026-11-25T00:53'],
    ["You've hit your session limit · resets 10pm (UTC)", '2026-11-24T22:00'],
    ['5-hour limit reached ∙ resets 6pm (America/New_York)', '2026-11-24T23:00'],
    ["You've hit your weekly limit · resets Nov 27 at 3pm (Europe/Berlin)", '2026-11-27T14:00'],
    ["You've hit your weekly limit · resets Nov 27, 3:30pm (UTC)", '2026-11-27T15:30'],
    ['weekly limit reached ∙ resets Jan 2 at 9am (UTC)', '2027-01-02T09:00'],
    ['weekly limit reached · resets Mon 12:00 AM (UTC)', '2026-11-30T00:00'],
    ['Your limit will reset at 11pm (UTC)', '2026-11-24T23:00'],
    ['Claude AI usage limit reached|1795640400', '2026-11-25T21:00'],
    ['You’ve hit your usage limit. Try again in 2 days 3 hours 5 minutes.', '2026-11-27T00:05'],
    ['try again in 59 minutes', '2026-11-24T21:59'],
    ['Your quota will reset after 12h34m56s.', '2026-11-25T09:34'],
    ['Access resets at 1:14 AM UTC.', '2026-11-25T01:14'],
    ['[retrying in 17s attempt #2]', '2026-11-24T21:00'],
  ])('%s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  it.each([
    'You’ve hit your usage limit. Try again later.',
    'resets 4:75pm (UTC)',
    'resets 13pm (UTC)',
    'all fine at 3pm',
    '',
  ])('says nothing: %j', (text) => {
    expect(iso(text)).toBeNull();
  });

  it('knows summer time: the same wall clock in two months', () => {
    expect(iso('resets Jul 1 at 9am (Europe/Berlin)', Date.UTC(2026, 5, 30))).toBe('2026-07-01T07:00');
    expect(iso('resets Dec 1 at 9am (Europe/Berlin)')).toBe('2026-12-01T08:00');
  });

  it('takes a time of day that lies further ahead than a session for one that has passed', () => {
    expect(parseReset('resets 3pm (UTC)', NOW)).toEqual({ at: Date.UTC(2026, 10, 24, 15), over: true });
    expect(parseReset('resets 11:30pm (UTC)', Date.UTC(2026, 10, 24, 0, 30))?.over).toBe(true);
    // A weekly limit ends at any time of the next day.
    expect(parseReset("You've hit your weekly limit · resets 3pm (UTC)", NOW)?.over).toBe(false);
    expect(parseReset('Claude AI usage limit reached|1700000000', NOW)?.over).toBe(true);
  });

  it('does not do so where now is no date, as in a recording', () => {
    expect(parseReset('resets 10pm (UTC)', 900)).toEqual({ at: 22 * 3_600_000, over: false });
  });

  it('ignores a zone that does not exist', () => {
    expect(parseReset('resets 10pm (Atlantis/Capital)', NOW)).not.toBeNull();
  });
});
