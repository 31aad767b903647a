import type { AgentState } from '../core/agent.ts';
import type { Verdict } from '../core/check.ts';
import type { Stage } from '../core/stage.ts';
import type { Tone } from './theme.ts';

/** A sign, the word that always goes with it, and what it means in colour. */
export interface Sign {
  glyph: string;
  word: string;
  tone: Tone;
}

/** The states as they are shown everywhere. */
export const STATE_SIGNS: Record<AgentState, Sign> = {
  working: { glyph: '●', word: 'working', tone: 'ok' },
  idle: { glyph: '○', word: 'idle', tone: 'plain' },
  fresh: { glyph: '○', word: 'fresh', tone: 'plain' },
  waiting: { glyph: '◆', word: 'waiting', tone: 'warn' },
  rate_limited: { glyph: '◷', word: 'limited', tone: 'warn' },
  message_queued: { glyph: '✎', word: 'queued', tone: 'warn' },
  starting: { glyph: '◌', word: 'starting', tone: 'dim' },
  error: { glyph: '✗', word: 'error', tone: 'bad' },
  crashed: { glyph: '✖', word: 'crashed', tone: 'bad' },
  unknown: { glyph: '?', word: 'unknown', tone: 'dim' },
};

export const VERDICT_SIGNS: Record<Verdict, Sign> = {
  pass: { glyph: '✓', word: 'pass', tone: 'ok' },
  fail: { glyph: '✗', word: 'fail', tone: 'bad' },
  inconclusive: { glyph: '…', word: 'inconclusive', tone: 'warn' },
  error: { glyph: '!', word: 'error', tone: 'warn' },
};

export const STAGE_GLYPHS: Record<Stage, string> = {
  disabled: '○',
  canary: '◐',
  beta: '◐',
  production: '●',
  legacy_disabled: '●',
};

/** Every character cutover itself draws that is not ASCII, with its stand-in of the same width. */
const ASCII_TABLE: Record<string, string> = {
  '●': '*',
  '○': 'o',
  '◆': '#',
  '◷': '%',
  '✎': '"',
  '◌': '.',
  '✗': 'x',
  '✖': 'X',
  '✓': '+',
  '…': '~',
  '≠': '!',
  '≈': '~',
  '−': '-',
  '–': '-',
  '◐': 'o',
  '▸': '>',
  '◀': '<',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '⏎': 'E',
  '↻': '@',
  '▲': '^',
  '▼': 'v',
  '►': '>',
  '•': '.',
  '⬝': '.',
  '■': '#',
  '×': 'x',
  '·': '-',
  '≤': '<',
  '≥': '>',
  '“': '"',
  '”': '"',
  '’': "'",
  '▏': '|',
  '▕': '|',
  '█': '#',
  '▉': '#',
  '▊': '#',
  '▋': '#',
  '▌': '=',
  '▍': '=',
  '▎': '-',
  '▁': '_',
  '▂': '.',
  '▃': '-',
  '▄': '=',
  '▅': '=',
  '▆': '#',
  '▇': '#',
  '─': '-',
  '━': '=',
  '│': '|',
  '┃': '|',
  '┘': '+',
  '╭': '+',
  '╮': '+',
  '╰': '+',
  '╯': '+',
  '┏': '+',
  '┓': '+',
  '┗': '+',
  '┛': '+',
  '❯': '>',
};

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** The text in ASCII, cell by cell, for a locale that is not UTF-8; what has no stand-in becomes `?`. */
export function toAscii(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (char) => {
    const known = ASCII_TABLE[char] ?? dots(char);
    if (known !== undefined) return known;
    if (/\p{Mark}/u.test(char)) return '';
    return WIDE.test(char) || /\p{Emoji_Presentation}/u.test(char) ? '??' : '?';
  });
}

/** How dark a braille character is, by the number of its dots. */
const DARKNESS = [' ', '.', '.', ':', ':', '=', '=', '#', '#'];

function dots(char: string): string | undefined {
  let bits = char.charCodeAt(0) - 0x2800;
  if (bits < 0 || bits > 0xff) return undefined;
  let count = 0;
  for (; bits > 0; bits >>= 1) count += bits & 1;
  return DARKNESS[count];
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `width` cells of which `share` (0–1) is full, in eighths of a cell; `rest` fills what is left. */
export function bar(share: number, width: number, rest: string): string {
  const filled = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  const eighths = Math.round(filled * width * 8);
  const full = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
  return full + rest.repeat(Math.max(0, width - full.length));
}

const LEVELS = '▁▂▃▄▅▆▇█';

/** A line of small columns, from 0 to the largest of the values. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  const top = Math.max(...shown, 1e-9);
  return shown.map((v) => LEVELS[Math.min(7, Math.floor((Math.max(0, v) / top) * 7.999))]).join('');
}
