import type { ThemeName } from '../core/themes.ts';
import type { Line } from './cells.ts';
import { toAscii } from './glyphs.ts';

/** What a colour means. `rollback` is the one bright word of the footer. */
export type Tone = 'plain' | 'strong' | 'accent' | 'title' | 'ok' | 'warn' | 'bad' | 'dim' | 'rollback';

/** How lines become text for the terminal. */
export interface Theme {
  /** Turns a line into text with SGR sequences; each span ends with a reset, so that nothing leaks. */
  paint(line: Line): string;
}

type Tones = Record<Tone, string>;

/** A theme with colours: what each tone is, and what lies behind a dialog. */
interface Palette {
  tones: Tones;
  behind: string;
}

/** The 16 named colours only, so that the user's palette wins. Blue and orange rather than green and red. */
const DARK: Tones = {
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
const LIGHT: Tones = { ...DARK, ok: '34', bad: '31', rollback: '1;31' };

/** Nothing is dim; what matters is bold, or dark on bright and bright on dark whatever the background is. */
const HIGH_CONTRAST: Tones = {
  plain: '',
  strong: '1',
  accent: '1',
  title: '1;7',
  ok: '1',
  warn: '1;30;43',
  bad: '1;97;41',
  dim: '',
  rollback: '1;97;41',
};

/**
 * Blue, yellow and orange of the 256 colours, the same on every terminal: the named ones have no orange, and their red and
 * yellow are one colour to many. What is bad is underlined too.
 */
const COLOUR_BLIND: Tones = {
  plain: '',
  strong: '1',
  accent: '36',
  title: '1;36',
  ok: '38;5;75',
  warn: '38;5;220',
  bad: '1;4;38;5;208',
  dim: '2',
  rollback: '1;7;38;5;208',
};

const PALETTES: Record<Exclude<Colour, 'none'>, Palette> = {
  dark: { tones: DARK, behind: DARK.dim },
  light: { tones: LIGHT, behind: LIGHT.dim },
  'high-contrast': { tones: HIGH_CONTRAST, behind: '' },
  'colour-blind': { tones: COLOUR_BLIND, behind: COLOUR_BLIND.dim },
};

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

/** The themes there are. */
export const COLOURS = ['dark', 'light', 'high-contrast', 'colour-blind', 'none'] as const;
export type Colour = (typeof COLOURS)[number];

/** What is drawn with. */
export interface ThemeChoice {
  colour: Colour;
  ascii: boolean;
}

/** What was asked for by options, the environment or the settings. */
export interface Wanted {
  /** `none`: no colours, whatever the theme. */
  color: 'auto' | 'none';
  theme?: ThemeName;
  /** Left out: as the locale says. */
  ascii?: boolean;
}

/**
 * Chooses by NO_COLOR (not empty), which wins over any theme that was asked for, TERM=dumb, COLORFGBG (`15;0`: the number of
 * the background) and the locale. A locale that is not set at all counts as UTF-8: terminals reached without one are.
 */
export function chooseTheme(
  env: Record<string, string | undefined>,
  { color, theme = 'auto', ascii = needsAscii(env) }: Wanted,
): ThemeChoice {
  if (color === 'none' || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb')
    return { colour: 'none', ascii };
  if (theme !== 'auto') return { colour: theme, ascii };
  const background = Number(env.COLORFGBG?.split(';').at(-1));
  return { colour: background === 7 || background === 15 ? 'light' : 'dark', ascii };
}

function needsAscii(env: Record<string, string | undefined>): boolean {
  return !/utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8');
}

/** The theme of the screen, and the one of a screen behind a dialog. */
export interface Themes {
  screen: Theme;
  behind: Theme;
}

/** Makes the themes for a choice; without colours both are plain text. */
export function makeThemes({ colour, ascii }: ThemeChoice): Themes {
  if (colour === 'none') {
    const none = painter(ascii, () => '');
    return { screen: none, behind: none };
  }
  const { tones, behind } = PALETTES[colour];
  return {
    screen: painter(ascii, (tone, sgr) => sgr || tones[tone]),
    behind: painter(ascii, () => behind),
  };
}
