import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Line, tone } from '../../src/ui/cells.ts';
import { bar, STATE_SIGNS, sparkline, toAscii, VERDICT_SIGNS } from '../../src/ui/glyphs.ts';
import { COLOURS, chooseTheme, makeThemes } from '../../src/ui/theme.ts';
import { COUNTED } from '../../src/ui/views/header.ts';
import { differsMark } from '../../src/ui/views/words.ts';
import { sampleSnapshot } from './support/sample-snapshot.ts';

const UTF8 = { LANG: 'en_US.UTF-8' };

describe('the choice of a theme', () => {
  it.each([
    [{}, { color: 'auto' }, 'dark'],
    [{ NO_COLOR: '1' }, { color: 'auto' }, 'none'],
    [{ NO_COLOR: '' }, { color: 'auto' }, 'dark'],
    [{ TERM: 'dumb' }, { color: 'auto' }, 'none'],
    [{}, { color: 'none' }, 'none'],
    [{ COLORFGBG: '0;15' }, { color: 'auto' }, 'light'],
    [{ COLORFGBG: '15;0' }, { color: 'auto' }, 'dark'],
    [{ COLORFGBG: '0;15' }, { color: 'auto', theme: 'auto' }, 'light'],
    [{ COLORFGBG: '0;15' }, { color: 'auto', theme: 'dark' }, 'dark'],
    [{}, { color: 'auto', theme: 'colour-blind' }, 'colour-blind'],
    [{ NO_COLOR: '1' }, { color: 'auto', theme: 'high-contrast' }, 'none'],
    [{}, { color: 'none', theme: 'high-contrast' }, 'none'],
    [{}, { color: 'auto', theme: 'none' }, 'none'],
  ] as const)('%j with %j is %s', (env, wanted, expected) => {
    expect(chooseTheme({ ...UTF8, ...env }, wanted).colour).toBe(expected);
  });

  it.each([
    [{ LANG: 'C' }, undefined, true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, undefined, true],
    [{ LANG: 'C', LC_ALL: 'C.utf8' }, undefined, false],
    [{}, undefined, false],
    [{ LANG: 'C' }, false, false],
    [{}, true, true],
  ] as const)('the locale %j, asked for %s, needs ASCII: %s', (env, ascii, expected) => {
    const wanted = { color: 'auto', ...(ascii !== undefined && { ascii }) } as const;
    expect(chooseTheme(env, wanted).ascii).toBe(expected);
  });
});

describe('painting', () => {
  const line = [tone('ok', '✓ pass'), ' ', { text: 'own', sgr: '38;5;9' }];

  it('uses the named colours, and an agent’s own where a span has them', () => {
    const { screen } = makeThemes({ colour: 'dark', ascii: false });
    expect(screen.paint(line)).toBe('\u001b[94m✓ pass\u001b[0m \u001b[38;5;9mown\u001b[0m');
  });

  it('writes no escape sequence without colours', () => {
    const { screen, behind } = makeThemes({ colour: 'none', ascii: false });
    expect(screen.paint(line)).toBe('✓ pass own');
    expect(behind.paint(line)).toBe('✓ pass own');
  });

  it('dims all that is behind a dialog, an agent’s own colours too', () => {
    const { behind } = makeThemes({ colour: 'dark', ascii: false });
    expect(behind.paint(line)).toBe('\u001b[2m✓ pass\u001b[0m\u001b[2m \u001b[0m\u001b[2mown\u001b[0m');
  });
});

/** What is left of it for eyes that see no colours. */
const withoutColour = (painted: string) => painted.replace(/\u001b\[[0-9;]*m/g, '');

describe.each(COLOURS.flatMap((colour) => [false, true].map((ascii) => ({ colour, ascii }))))(
  'the theme %j',
  (choice) => {
    const { screen } = makeThemes(choice);
    const said = (line: Line) => withoutColour(screen.paint(line));

    it('tells states and verdicts apart by more than colour', () => {
      for (const signs of [Object.values(STATE_SIGNS), Object.values(VERDICT_SIGNS)]) {
        const words = signs.map((sign) => said([tone(sign.tone, `${sign.glyph} ${sign.word}`)]));
        expect(new Set(words).size, words.join(', ')).toBe(signs.length);
      }
    });

    it('tells counts in the header apart by their signs, where there is no room for words', () => {
      const signs = COUNTED.map((state) => said([tone(STATE_SIGNS[state].tone, STATE_SIGNS[state].glyph)]));
      expect(new Set(signs).size, signs.join(' ')).toBe(COUNTED.length);
      const verdicts = Object.values(VERDICT_SIGNS).map((sign) => said([tone(sign.tone, sign.glyph)]));
      expect(new Set(verdicts).size, verdicts.join(' ')).toBe(verdicts.length);
    });

    it('tells how the two differ apart by a sign', () => {
      const row = sampleSnapshot().rows.find((one) => one.differs !== null)!;
      const classes = ['state', 'missing_in_legacy', 'missing_in_modular'] as const;
      const marks = [
        differsMark({ ...row, differs: null }),
        ...classes.map((kind) =>
          differsMark({ ...row, differs: { ...row.differs!, cause: 'logic', judged: null, class: kind } }),
        ),
        differsMark({ ...row, differs: { ...row.differs!, cause: 'timing' } }),
      ].map((mark) => said([tone(mark.tone, mark.text)]));
      expect(new Set(marks).size, marks.join(' ')).toBe(marks.length);
    });
  },
);

describe('signs', () => {
  it('of cutover’s own have a stand-in in ASCII, each of them', () => {
    const own = globSync('src/ui/**/*.{ts,tsx}').flatMap((file) => {
      const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return [...new Set(code.match(/[^\x00-\x7f]/gu) ?? [])].map((char) => ({ file, char }));
    });
    expect(own.length).toBeGreaterThan(30);
    expect(own.filter(({ char }) => toAscii(char) === '?')).toEqual([]);
  });

  it('gives each state a sign of one cell, and words that tell them apart', () => {
    const words = Object.values(STATE_SIGNS).map((sign) => sign.word);
    expect(new Set(words).size).toBe(words.length);
    for (const { glyph } of Object.values(STATE_SIGNS)) expect(toAscii(glyph)).toHaveLength(1);
  });

  it('replaces cell by cell in ASCII', () => {
    expect(toAscii('┏━ Agents ━┓ ▸≠ 東 é')).toBe('+= Agents =+ >! ?? ?');
  });

  it('draws bars in eighths and never wider than asked for', () => {
    expect(bar(0.5, 4, '·')).toBe('██··');
    expect(bar(0.55, 4, '·')).toBe('██▎·');
    expect(bar(7, 3, ' ')).toBe('███');
    expect(bar(Number.NaN, 3, ' ')).toHaveLength(3);
  });

  it('draws a sparkline of the newest values', () => {
    expect(sparkline([9, 0, 4, 8], 3)).toBe('▁▄█');
    expect(sparkline([], 3)).toBe('');
  });
});
