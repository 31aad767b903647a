import stringWidth from 'string-width';
import { CutoverError, EXIT, messageOf } from '../core/errors.ts';
import type { Frame } from '../core/frame.ts';
import { CAPTURE_CODES, oneLine, plainText } from '../core/text.ts';

const BLOCK = '█';
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const CODES = new RegExp(`(${CAPTURE_CODES.source})`);
/** The end of a line that a program drew itself (a border) or left blank: the terminal did not wrap it. */
const DRAWN_END = /[\s\u2500-\u259f]$/u;

/** What follows the session's name in a target and in the name of a case. */
const ADDRESS = /:\d+\.\d+(?: %\d+)?$/;

/** A text as a pattern is to see it, and for each of its code units the place in the plain screen. */
interface View {
  text: string;
  places: number[];
}

/**
 * A pattern of the operator's as a regular expression: by code points where it can be read so, `^` and `$` at lines.
 * Throws CutoverError when it is none.
 */
export function redactionPattern(source: string): RegExp {
  for (const flags of ['gmu', 'gm']) {
    try {
      return new RegExp(source, flags);
    } catch (error) {
      if (flags === 'gmu') continue;
      throw new CutoverError(
        'usage',
        `${source} is no regular expression: ${oneLine(messageOf(error))}`,
        'give a JavaScript regular expression to --redact',
        EXIT.usage,
      );
    }
  }
  throw new Error('unreachable');
}

/**
 * The frame with everything that a pattern matches replaced by `█`, as wide as it was, so that the layout stays. Of the
 * target and the case only the session's name can be hidden: the rest is the frame's address. Screens are searched as plain
 * text, whatever colours lie between, and also across lines that the terminal wrapped (not those that a program did).
 */
export function redactFrame(frame: Frame, patterns: readonly RegExp[]): Frame {
  if (patterns.length === 0) return frame;
  const hide = (text: string) => redactText(text, patterns);
  const hideName = (text: string) => {
    const address = ADDRESS.exec(text)?.index ?? text.length;
    return hide(text.slice(0, address)) + text.slice(address);
  };
  const { ansi, processes, windowName } = frame;
  const screen = redactScreen(ansi ?? frame.text, patterns, frame.cols);
  return {
    ...frame,
    ...(frame.case !== undefined && { case: hideName(frame.case) }),
    target: hideName(frame.target),
    title: hide(frame.title),
    command: hide(frame.command),
    ...(processes !== undefined && { processes: processes.map(hide) }),
    text: plainText(screen),
    ...(ansi !== undefined && { ansi: screen }),
    ...(windowName !== undefined && { windowName: hide(windowName) }),
  };
}

/** One text without colours. */
export function redactText(text: string, patterns: readonly RegExp[]): string {
  const hidden = placesOf([{ text, places: [...Array(text.length).keys()] }], patterns);
  return hidden.size === 0 ? text : covered(text, hidden).join('');
}

/** A screen captured with its colours, of so many columns: colours stay. Hyperlinks go, as they may hold what is hidden. */
export function redactScreen(ansi: string, patterns: readonly RegExp[], cols: number): string {
  // Codes are at the odd places of the parts.
  const parts = ansi.split(CODES);
  const plain = parts.filter((_, i) => i % 2 === 0).join('');
  const hidden = placesOf(viewsOf(plain, cols), patterns);
  const units = hidden.size === 0 ? null : covered(plain, hidden);
  let at = 0;
  return parts
    .map((part, i) => {
      if (i % 2 === 1) return part.startsWith('\u001b]') ? '' : part;
      const from = at;
      at += part.length;
      return units === null ? part : units.slice(from, at).join('');
    })
    .join('');
}

/** The screen as it is, without the spaces at the ends of lines, and with the lines joined that the terminal wrapped. */
function viewsOf(plain: string, cols: number): View[] {
  const trimmed: View = { text: '', places: [] };
  const joined: View = { text: '', places: [] };
  let start = 0;
  for (const line of plain.split('\n')) {
    const kept = line.replace(/ +$/, '');
    const wrapped = kept.length >= cols / 2 && stringWidth(kept) >= cols && !DRAWN_END.test(kept);
    append(trimmed, `${kept}\n`, start, line.length);
    append(joined, wrapped ? kept : `${kept}\n`, start, line.length);
    start += line.length + 1;
  }
  return [{ text: plain, places: [...Array(plain.length).keys()] }, trimmed, joined];
}

function append(view: View, text: string, start: number, length: number): void {
  view.text += text;
  for (let i = 0; i < text.length; i++) view.places.push(text[i] === '\n' ? start + length : start + i);
}

/** Places in the plain screen that a match covers in any view. */
function placesOf(views: readonly View[], patterns: readonly RegExp[]): Set<number> {
  const hidden = new Set<number>();
  for (const { text, places } of views) {
    for (const pattern of patterns) {
      for (const match of text.matchAll(pattern)) {
        for (let i = match.index; i < match.index + match[0].length; i++) hidden.add(places[i]!);
      }
    }
  }
  return hidden;
}

/** The code units of a text, with every character that has a hidden one replaced by blocks of its width. */
function covered(plain: string, hidden: ReadonlySet<number>): string[] {
  const units = plain.split('');
  let start = 0;
  for (const line of plain.split('\n')) {
    for (const { segment, index } of GRAPHEMES.segment(line)) {
      const from = start + index;
      const to = from + segment.length;
      let touched = false;
      for (let i = from; i < to; i++) touched ||= hidden.has(i);
      if (touched) units.fill('', from, to)[from] = BLOCK.repeat(stringWidth(segment));
    }
    start += line.length + 1;
  }
  return units;
}
