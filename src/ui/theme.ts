import type { Line } from './cells.ts';
import { toAscii } from './glyphs.ts';

/** What a colour means. `rollback` is the one bright word of the footer. */
export type Tone = 'plain' | 'strong' | 'accent' | 'title' | 'ok' | 'warn' | 'bad' | 'dim' | 'rollback';

/** How lines become text for the terminal. */
export interface Theme {
  /** Turns a line into text with SGR sequences; each span ends with a reset, so that nothing leaks. */
  paint(line: Line): string;
}

/** The 16 named colours only, so that the user's palette wins. Blue and orange rather than green and red. */
const DARK: Record<Tone, string> = {
  plain: '',
  strong: '1',
  accent: '36',
  title: '1;36',
  ok: '94',
  warn: '33',
  bad: '91',
  dim: '2',
  rollback: '1;91',
};
const LIGHT: Record<Tone, string> = { ...DARK, ok: '34', bad: '31', rollback: '1;31' };

const RESET = '\u001b[0m';

function painter(ascii: boolean, styleOf: (tone: Tone, sgr: string) => string): Theme {
  const text = ascii ? toAscii : (plain: string) => plain;
  return {
    paint(line) {
      let out = '';
      for (const span of line) {
        if (typeof span === 'string') {
          const style = styleOf('plain', '');
          out += style === '' ? text(span) : `\u001b[${style}m${text(span)}${RESET}`;
          continue;
        }
        const style = styleOf(span.tone ?? 'plain', span.sgr ?? '');
        out +=
          style === '' || span.text === '' ? text(span.text) : `\u001b[${style}m${text(span.text)}${RESET}`;
      }
      return out;
    },
  };
}

/** What the environment says about colours and characters. */
export interface ThemeChoice {
  colour: 'dark' | 'light' | 'none';
  ascii: boolean;
}

/**
 * Chooses by NO_COLOR (not empty), TERM=dumb, COLORFGBG (`15;0`: the number of the background) and the locale.
 * A locale that is not set at all counts as UTF-8: terminals reached without one are.
 */
export function chooseTheme(env: Record<string, string | undefined>, color: 'auto' | 'none'): ThemeChoice {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8';
  const ascii = !/utf-?8/i.test(locale);
  if (color === 'none' || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb')
    return { colour: 'none', ascii };
  const background = Number(env.COLORFGBG?.split(';').at(-1));
  return { colour: background === 7 || background === 15 ? 'light' : 'dark', ascii };
}

/** The theme of the screen, and the one of a screen behind a dialog. */
export interface Themes {
  screen: Theme;
  behind: Theme;
}

/** Makes the themes for a choice; without colours both are plain text. */
export function makeThemes(choice: ThemeChoice): Themes {
  if (choice.colour === 'none') {
    const none = painter(choice.ascii, () => '');
    return { screen: none, behind: none };
  }
  const tones = choice.colour === 'dark' ? DARK : LIGHT;
  return {
    screen: painter(choice.ascii, (tone, sgr) => sgr || tones[tone]),
    behind: painter(choice.ascii, () => tones.dim),
  };
}
