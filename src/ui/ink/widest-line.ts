import QuickLRU from 'quick-lru';
import stringWidth from 'string-width';

/** More lines than two screens have. */
const widths = new QuickLRU<string, number>({ maxSize: 1000 });

/**
 * The package `widest-line`, which the build puts this in the place of, for Ink: it measures every line of the screen
 * for every frame, and a line with a border in it costs fifty times as much as one of ASCII alone. Most lines of a frame
 * are those of the frame before.
 */
export default function widestLine(text: string): number {
  let widest = 0;
  for (const line of text.split('\n')) {
    let width = widths.get(line);
    if (width === undefined) {
      width = stringWidth(line);
      widths.set(line, width);
    }
    if (width > widest) widest = width;
  }
  return widest;
}
