import QuickLRU from 'quick-lru';
import stringWidth from 'string-width';
import { SIMPLE } from '../core/segmenter.ts';
import { oneLine } from '../core/text.ts';
import type { Tone } from './theme.ts';

/** A run of text in one style: a semantic tone, or the SGR parameters of an agent's own screen (`1;32`). */
export interface Span {
  text: string;
  tone?: Tone;
  sgr?: string;
}

/** A line of the screen before it has a width. Plain strings have the plain tone. */
export type Line = readonly (string | Span)[];

/** Shorthand for a span. */
export const tone = (name: Tone, text: string): Span => ({ text, tone: name });

const ASCII = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Widths that had to be looked up: the same names and titles come again with every frame. */
const widths = new QuickLRU<string, number>({ maxSize: 4000 });

/** Width of a text in terminal cells. */
export function textWidth(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  let width = widths.get(text);
  if (width === undefined) {
    width = stringWidth(text);
    widths.set(text, width);
  }
  return width;
}

export function lineWidth(line: Line): number {
  return line.reduce<number>((sum, span) => sum + textWidth(typeof span === 'string' ? span : span.text), 0);
}

/**
 * Variation selectors, joiners, keycap marks, skin tones and tags: terminals disagree on their width, and one
 * wrong cell moves every border to its right. The base character alone has the same width everywhere.
 */
const UNSTEADY =
  /\u00ad|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|\u200c|\u200d|\u20e3|[\ufe00-\ufe0f]|[\u{e0000}-\u{e01ef}]|(?<=\p{Extended_Pictographic})[\u{1f3fb}-\u{1f3ff}]/gu;

/** Flags are two letters to the terminals that do not know them; so they are shown as letters everywhere. */
function flagLetter(flag: string): string {
  return String.fromCharCode(65 + (flag.codePointAt(0) as number) - 0x1f1e6);
}

/** Text of characters that have the same width in every terminal. */
export function steady(text: string): string {
  if (ASCII.test(text)) return text;
  return text.replace(UNSTEADY, '').replace(/[\u{1f1e6}-\u{1f1ff}]/gu, flagLetter);
}

/** Anything that comes from outside (names, titles, texts of panes, messages), made safe to be drawn on one line. */
export function foreign(text: string): string {
  return steady(oneLine(text));
}

/** The longest beginning of `text` that fits into `width` cells, never half of a wide character. */
export function take(text: string, width: number): string {
  if (width <= 0) return '';
  if (SIMPLE.test(text)) return text.slice(0, width);
  let used = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    const next = used + stringWidth(segment);
    if (next > width) break;
    used = next;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** The text in at most `width` cells; what does not fit is replaced by `…`. */
export function clip(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return width <= 0 ? '' : `${take(text, width - 1).trimEnd()}…`;
}

/** Exactly `width` cells: cut with `…`, filled with spaces. */
export function cell(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = clip(text, width);
  const fill = ' '.repeat(Math.max(0, width - textWidth(cut)));
  return align === 'left' ? cut + fill : fill + cut;
}

/** A line of at most `width` cells, cut with `…`. */
export function clipLine(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const out: Span[] = [];
  let left = width - 1;
  if (left < 0) return out;
  for (const piece of line) {
    const span = typeof piece === 'string' ? { text: piece } : piece;
    const w = textWidth(span.text);
    if (w <= left) {
      out.push(span);
      left -= w;
      continue;
    }
    out.push({ ...span, text: `${take(span.text, left)}…` });
    return out;
  }
  return out;
}

/** Exactly `width` cells: cut with `…`, filled with spaces. */
export function exactly(line: Line, width: number): Line {
  const cut = clipLine(line, width);
  const missing = width - lineWidth(cut);
  return missing > 0 ? [...cut, ' '.repeat(missing)] : cut;
}

/** `left` and `right` at the two ends of `width` cells; `right` is kept whole, `left` is cut. */
export function ends(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(right);
  if (room < 4) return exactly(left, width);
  return [...exactly(left, room - 1), ' ', ...right];
}

/** Breaks a text at spaces into lines of at most `width` cells; a longer word is broken where it has to be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (let word of text.split(/ +/)) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (textWidth(joined) <= width) {
      current = joined;
      continue;
    }
    if (current !== '') lines.push(current);
    while (textWidth(word) > width) {
      const head = take(word, width) || word.slice(0, 1);
      lines.push(head);
      word = word.slice(head.length);
    }
    current = word;
  }
  if (current !== '' || lines.length === 0) lines.push(current);
  return lines;
}
