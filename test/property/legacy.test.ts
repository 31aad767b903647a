import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeLegacy } from '../../src/detect/legacy/judge.ts';
import { differences, length, strip, strippedLines } from '../../src/detect/legacy/python.ts';
import { sleepUntil } from '../../src/detect/legacy/rate-limit.ts';

/** Texts made of what the rules look for, among anything else. */
const piece = fc.oneof(
  fc.constantFrom(
    '╭─',
    '╰─',
    '│ >',
    '│\u00a0>',
    '│',
    '\n',
    '\n',
    ' ',
    '\ufeff',
    '\x85',
    '\x1f',
    'Human:',
    '$',
    '>',
  ),
  fc.constantFrom(
    'Thinking...',
    '·',
    '…',
    'musing',
    'Compacting conversation',
    'Welcome to Claude Code',
    '🙂',
  ),
  fc.constantFrom('Claude usage limit reached', 'Your limit will reset at ', '4am', '٤:٣٠pm', ' (UTC)'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const capture = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

describe('the legacy judgement', () => {
  it('never throws, and points into the last capture', () => {
    fc.assert(
      fc.property(fc.array(capture, { maxLength: 4 }), (captures) => {
        const verdict = judgeLegacy(captures);
        const lines = (captures.at(-1) ?? '').split('\n');
        if (verdict.line !== null) expect(lines[verdict.line]).toContain(verdict.text);
        else expect(verdict.text).toBe('');
        expect(verdict.rateLimited).toBe(verdict.resetTime !== null);
        if (!verdict.uiPresent) expect(['crashed', 'error']).toContain(verdict.state);
      }),
      { numRuns: 500 },
    );
  });

  it('sees no change in captures that are the same', () => {
    fc.assert(
      fc.property(capture, (text) => {
        const verdict = judgeLegacy([text, text, text, text]);
        expect(verdict.changed).toBe(false);
        expect(verdict).toEqual(judgeLegacy([text]));
      }),
    );
  });

  it('takes text appended at the end for no change', () => {
    fc.assert(
      fc.property(capture, fc.string(), (text, more) => {
        expect(judgeLegacy([text, text + more]).changed).toBe(false);
      }),
    );
  });
});

describe('strings as Python takes them', () => {
  it('strip is idempotent and its lines are lines of the text', () => {
    fc.assert(
      fc.property(capture, (text) => {
        expect(strip(strip(text))).toBe(strip(text));
        const { lines, first } = strippedLines(text);
        for (const [i, line] of lines.entries()) expect(text.split('\n')[first + i]).toContain(line);
      }),
    );
  });

  it('differences are symmetric and no more than the shorter text is long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(differences(a, b)).toBe(differences(b, a));
        expect(differences(a, b)).toBeLessThanOrEqual(Math.min(length(a), length(b)));
        expect(differences(a, a)).toBe(0);
      }),
    );
  });
});

it('a limit ends within a day, at the time that was told', () => {
  const hours = fc.integer({ min: 1, max: 12 });
  const minutes = fc.integer({ min: 0, max: 59 });
  const now = fc.integer({ min: 0, max: 4_000_000_000_000 });
  fc.assert(
    fc.property(hours, minutes, fc.constantFrom('am', 'pm'), now, (hour, minute, half, at) => {
      const { resetsAt } = sleepUntil(`${hour}:${String(minute).padStart(2, '0')}${half}`, at);
      expect(resetsAt).toBeGreaterThan(at);
      expect(resetsAt - at).toBeLessThanOrEqual(86_400_000);
      const told = new Date(resetsAt);
      expect([told.getUTCHours(), told.getUTCMinutes()]).toEqual([
        (hour % 12) + (half === 'pm' ? 12 : 0),
        minute,
      ]);
    }),
  );
});
