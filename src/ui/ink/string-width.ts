import QuickLRU from 'quick-lru';
import { textWidth } from '../cells.ts';

/** More lines, and more different characters, than two screens have. */
const widths = new QuickLRU<string, number>({ maxSize: 2000 });
const SGR = /\u001b\[[\d;:]*m/g;

/**
 * `string-width` for Ink, which measures every line of the screen for every frame, and every character of a line that is
 * new: one that is not ASCII alone (each line has a border) costs fifty times as much, and has been seen before.
 */
export default function rememberedWidth(text: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    width = textWidth(text.replace(SGR, ''));
    widths.set(text, width);
  }
  return width;
}
