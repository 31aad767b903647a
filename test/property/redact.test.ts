import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/core/frame.ts';
import { plainText } from '../../src/core/text.ts';
import { redactFrame, redactionPattern, redactScreen, redactText } from '../../src/recording/redact.ts';

const SGR = ['\u001b[m', '\u001b[31m', '\u001b[1;38;5;12m', '\u001b[38:2::1:2:3m', '\u000e', '\u000f'];
const LINK = '\u001b]8;;https://example.org/secret\u001b\\';
const CELLS = ['a', 'k', '7', '-', ' ', '日', '✻', '│', 'e\u0301', '👍', '█'];
const SECRETS = ['sk-7a', '日k', 'a k', '👍7', 'e\u0301k'];

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
/** What can stand between two characters of a screen. */
const codes = fc.array(fc.constantFrom(...SGR), { maxLength: 2 }).map((all) => all.join(''));
/** A screen of lines of cells with secrets in them, and colours anywhere, also within a secret. */
const screen = fc
  .array(fc.array(fc.constantFrom(...CELLS, ...SECRETS), { maxLength: 12 }), { minLength: 1, maxLength: 6 })
  .chain((lines) => {
    const units = [...lines.map((line) => line.join('')).join('\n')];
    return fc
      .array(codes, { minLength: units.length, maxLength: units.length })
      .map((between) => units.map((unit, i) => between[i] + unit).join(''));
  });
const patterns = fc
  .subarray(SECRETS, { minLength: 1 })
  .map((all) => all.map((one) => new RegExp(escaped(one), 'gm')));

const widths = (text: string) => text.split('\n').map((line) => stringWidth(line));
const codesOf = (ansi: string) => ansi.match(/\u001b\[[0-9;:]*m|[\u000e\u000f]/g) ?? [];

describe('redaction', () => {
  it('leaves no match, keeps every line as wide as it was and every colour in its order', () => {
    fc.assert(
      fc.property(screen, patterns, (ansi, all) => {
        const hidden = redactScreen(ansi, all, 80);
        for (const pattern of all) expect(plainText(hidden)).not.toMatch(pattern);
        expect(widths(plainText(hidden))).toEqual(widths(plainText(ansi)));
        expect(codesOf(hidden)).toEqual(codesOf(ansi));
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing else: what stands outside of a match stays', () => {
    fc.assert(
      fc.property(screen, (ansi) => {
        expect(redactScreen(ansi, [/nowhere/g], 80)).toBe(ansi);
        const hidden = plainText(redactScreen(ansi, [/7/g], 80));
        expect(hidden).toBe(plainText(ansi).replaceAll('7', '█'));
      }),
    );
  });

  it('finds a secret that the terminal wrapped, at any column', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 19 }), fc.constantFrom('', '\u001b[31m'), (column, colour) => {
        const text = `${'.'.repeat(column)}token=abcdef0123${'.'.repeat(20)}`;
        const lines = text.match(/.{1,20}/g)!.map((line) => `${colour}${line}`);
        const hidden = plainText(redactScreen(`${lines.join('\n')}\n`, [/token=[a-f0-9]+/g], 20));
        expect(hidden).not.toMatch(/[a-z0-9=]/);
        expect(hidden.match(/█/g)).toHaveLength('token=abcdef0123'.length);
      }),
    );
  });

  it('reaches every text of a frame, and keeps its address and its text what its colours show', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SECRETS), screen, (secret, ansi) => {
        const frame: Frame = {
          v: 1,
          case: `was ${secret}:2.0 %3`,
          t: 1,
          paneId: '%3',
          target: `${secret}:1.0`,
          title: `✳ ${secret}`,
          command: secret,
          processes: ['claude', `claude --key=${secret}`],
          cols: 80,
          rows: 24,
          cursor: [0, 0],
          text: plainText(ansi),
          ansi,
          windowName: `w ${secret}`,
        };
        const hidden = redactFrame(frame, [new RegExp(escaped(secret), 'gm')]);
        expect(hidden.target).toMatch(/^█+:1\.0$/);
        expect(hidden.case).toMatch(/^was █+:2\.0 %3$/);
        expect(hidden.text).toBe(plainText(hidden.ansi!));
        const { ansi: screenWithColours, ...rest } = hidden;
        expect(JSON.stringify(rest)).not.toContain(secret);
        expect(plainText(screenWithColours!)).not.toContain(secret);
      }),
    );
  });
});

describe('a pattern', () => {
  it('hides an address of a link, by taking the link away', () => {
    const ansi = `${LINK}docs\u001b]8;;\u001b\\ and more`;
    expect(redactScreen(ansi, [/secret/g], 80)).toBe('docs and more');
  });

  it('is of code points, lines, and any case it says', () => {
    expect(redactText('mail 👍 to bob', [redactionPattern('.(?= to)')])).toBe('mail ██ to bob');
    expect(redactScreen('one  \ntwo', [redactionPattern('one$')], 80)).toBe('███  \ntwo');
    expect(redactScreen('one\ntwo', [redactionPattern('^t.o$')], 80)).toBe('one\n███');
    expect(redactText('a-b', [redactionPattern('\\-')])).toBe('a█b');
    expect(redactText('abc', [redactionPattern('x*')])).toBe('abc');
    expect(() => redactionPattern('(')).toThrow(expect.objectContaining({ code: 'usage', exitCode: 2 }));
  });
});
