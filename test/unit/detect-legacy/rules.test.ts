import { describe, expect, it } from 'vitest';
import { changeScore, type IdleCache, noteIdle } from '../../../src/detect/legacy/idle-kind.ts';
import { judgeLegacy } from '../../../src/detect/legacy/judge.ts';
import { isLegacyAgentWindow, isLegacyPmWindow, legacyRole } from '../../../src/detect/legacy/names.ts';
import { isPmHealthy, pmCrashWord } from '../../../src/detect/legacy/pm.ts';
import { differences, length, strip, toInteger } from '../../../src/detect/legacy/python.ts';
import { findRateLimit, sleepUntil } from '../../../src/detect/legacy/rate-limit.ts';

const BOX = '╭─╮\n│ > │\n╰─╯\n';
const LIMIT = (time: string) => `Claude usage limit reached. Your limit will reset at ${time}\n${BOX}`;

describe('strings as Python takes them', () => {
  it.each([
    ['the separators \\x1c to \\x1f', '\x1c\x1d\x1e\x1fa\x1f', 'a'],
    ['the next-line character', '\x85a\x85', 'a'],
    ['spaces of all widths', '\u00a0\u2003\u3000a\u202f', 'a'],
    ['but not the byte-order mark', '\ufeffa\ufeff', '\ufeffa\ufeff'],
    ['nor the zero-width space', 'a\u200b', 'a\u200b'],
  ])('strip takes %s', (_, text, stripped) => expect(strip(text)).toBe(stripped));

  it('counts code points, not UTF-16 units', () => {
    expect(length('🙂z')).toBe(2);
    expect(differences('🙂z', '𐀀z')).toBe(1);
    expect(differences('🙂ab', 'x ab')).toBe(3);
  });

  it('stops counting at the limit', () => expect(differences('abcdef', 'uvwxyz', 2)).toBe(2));

  it('reads digits of any script', () => {
    expect(toInteger('12')).toBe(12);
    expect(toInteger('１２')).toBe(12);
    expect(toInteger('٤')).toBe(4);
    expect(toInteger('𝟙𝟚')).toBe(12);
  });
});

describe('windows', () => {
  it.each([
    ['Claude-reviewer', true],
    ['claude', false],
    ['npm-run', true],
    ['my-claude-pm', true],
    ['QA2', true],
    ['shell', false],
    ['manager', false],
    ['', false],
  ])('%s is an agent: %s', (name, expected) => expect(isLegacyAgentWindow(name)).toBe(expected));

  it.each([
    ['npm-run', true],
    ['Project-Manager', true],
    ['Claude-PM', true],
    ['claude-qa', false],
  ])('%s is a PM: %s', (name, expected) => expect(isLegacyPmWindow(name)).toBe(expected));

  it.each([
    ['Manager', 'pm', 'Project Manager'],
    ['backend-qa', 'backend', 'Backend Dev'],
    ['frontend', 'frontend', 'Frontend Dev'],
    ['claude-tester', 'qa', 'QA Engineer'],
    ['devops', 'devops', 'DevOps'],
    ['claude-x', 'developer', 'Developer'],
  ])('%s has the role %s', (name, role, label) => expect(legacyRole(name)).toEqual({ role, label }));
});

describe('evidence', () => {
  it.each([
    ['crashed', 'foo\nroot@host:/# \n\n', 'legacy.no-ui.crashed', 1],
    ['error', 'foo\n\n', 'legacy.no-ui.error', null],
    ['fresh', `\n\n╭─╮\n│ > Try "help" for more information │\n╰─╯`, 'legacy.fresh', 3],
    ['message_queued', '\n╭─╮\n│ > do it │\n╰─╯\n', 'legacy.unsubmitted', 2],
    ['working', `${BOX}x\n✻ Pondering…`, 'legacy.active.words', 4],
    ['idle', BOX, 'legacy.idle', null],
  ])('of %s names the rule and the line of the whole capture', (state, capture, rule, line) => {
    expect(judgeLegacy([capture])).toMatchObject({ state, rule, line });
  });

  it('of change is no line', () => {
    expect(judgeLegacy([`${BOX}aa`, `${BOX}bb`])).toMatchObject({ rule: 'legacy.active.change', line: null });
  });

  it('finds the word in another line than the ellipsis', () => {
    expect(judgeLegacy([`${BOX}…\nrethinking\n`])).toMatchObject({ rule: 'legacy.active.words', line: 4 });
  });

  it('reads no capture at all as an empty one', () => {
    expect(judgeLegacy([])).toMatchObject({ state: 'error', uiPresent: false, changed: false });
  });

  it('takes a box whose bottom is above its top for none', () => {
    expect(judgeLegacy(['╭─╮\n│ > a │\n╰─╯\n╭─╮\n│ > b │\n']).state).toBe('idle');
  });

  it('lets the no-break space before the prompt sign be no sign of Claude', () => {
    expect(judgeLegacy(['│\u00a0> hello │']).uiPresent).toBe(false);
  });
});

describe('usage limit', () => {
  it.each([
    ['4am (UTC).', '4am'],
    ['12:05PM  (utc)', '12:05PM'],
    ['٤:٣٠pm\x1f(UTC)', '٤:٣٠pm'],
    ['4:75pm (UTC)', null],
    ['13pm (UTC)', null],
    ['4am(UTC)', null],
    ['4am\ufeff (UTC)', null],
    ['4am (PST)', null],
  ])('reset at %s reads as %s', (time, expected) => {
    expect(findRateLimit(LIMIT(time))?.resetTime ?? null).toBe(expected);
  });

  it('names the line of the reset time', () => {
    const found = findRateLimit(`x\nclaude USAGE limit reached\nYour limit will reset at\n4am (UTC)\n`);
    expect(found).toEqual({ resetTime: '4am', line: 2, text: 'Your limit will reset at' });
  });

  it.each([
    ['4:30pm', '2026-11-24T16:30:00Z'],
    ['2pm', '2026-11-25T14:00:00Z'],
    ['2:01pm', '2026-11-24T14:01:00Z'],
    ['12am', '2026-11-25T00:00:00Z'],
    ['12pm', '2026-11-25T12:00:00Z'],
    ['12:30PM', '2026-11-25T12:30:00Z'],
  ])('%s, read at 14:00:00, is %s', (time, resets) => {
    const resetsAt = Date.parse(resets);
    expect(sleepUntil(time, Date.parse('2026-11-24T14:00:00Z'))).toEqual({
      resetsAt,
      wakesAt: resetsAt + 120_000,
    });
  });

  it('refuses a time that is none', () => expect(() => sleepUntil('4:75pm', 0)).toThrow(RangeError));
});

describe('idle kind', () => {
  const screen = (...lines: string[]) => lines.join('\n');
  const kinds = (captures: string[]): string[] => {
    let cache: IdleCache | undefined;
    return captures.map((capture) => {
      const noted = noteIdle(cache, capture);
      cache = noted.cache;
      return noted.kind;
    });
  };

  it('is unknown at first, then by what changed since the last look', () => {
    expect(kinds(['a', 'a', 'a quite different ending', 'a quite different ending'])).toEqual([
      'unknown',
      'continuously_idle',
      'newly_idle',
      'continuously_idle',
    ]);
  });

  it('looks at the last ten lines', () => {
    const below = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
    expect(kinds([screen('a', ...below), screen('something else entirely', ...below)])[1]).toBe(
      'continuously_idle',
    );
  });

  it.each([
    ['a\nb', 'a\nb', 0],
    ['a\nb', 'a\nb\nc', 2 + 2],
    ['a\nb', 'x\nb', 1],
    ['🙂', '𐀀', 1],
    ['a\n1\n2\n3\n4\n5', 'b\n1\n2\n3\n4\n5', 0],
  ])('scores %j against %j with %i', (a, b, score) => expect(changeScore(a, b)).toBe(score));

  it('counts up to ten as the same', () => {
    expect(kinds(['aaaaaaaaaa', 'bbbbbbbbbb'])[1]).toBe('continuously_idle');
    expect(kinds(['aaaaaaaaaaa', 'bbbbbbbbbbb'])[1]).toBe('newly_idle');
  });
});

describe('the PM', () => {
  it.each([
    ['a shell where Claude was', 'user@host:~/p$ ls', '$ '],
    ['a traceback', 'Traceback (most recent call last)\n  File "x"', 'traceback (most recent call last)'],
    ['a process that was killed', 'Killed', 'killed'],
    ['nothing of the kind', 'all is well', null],
    ['a report of failed tests', '3 tests failed, worker killed', null],
    ['a word in tool output', '  ⎿ process killed', null],
    ['an error that was fixed', 'I fixed the error: connection lost', null],
    ['a report of a termination', 'the job was terminated as asked', null],
    ['one word excused, another not', 'process terminated\ncore dumped', 'core dumped'],
    ['a conversation', "I'll restart what was core dumped", null],
    ['a report above a bare prompt', 'build failed: broken pipe\n$', 'broken pipe'],
    ['a bash prompt', 'tests failed\nbash-5.1$', 'bash-'],
  ])('%s', (_, capture, word) => expect(pmCrashWord(capture)).toBe(word));

  it('is healthy with its interface in view and no word of trouble', () => {
    expect(isPmHealthy(BOX)).toBe(true);
    expect(isPmHealthy('nothing')).toBe(false);
    expect(isPmHealthy(`${BOX}Session EXPIRED`)).toBe(false);
  });
});
