import QuickLRU from 'quick-lru';
import stringWidth from 'string-width';

/** More lines, and more different characters, than two screens have. */
const widths = new QuickLRU<string, number>({ maxSize: 2000 });

/**
 * `string-width` for Ink, which measures every line of the screen for every frame, and every character of a line that is
 * new: one that is not ASCII alone (each line has a border) costs fifty times as much, and has been seen before.
 */
export default function rememberedWidth(text: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    width = stringWidth(text);
    widths.set(text, width);
  }
  return width;
}
