import type { IUnicodeVersionProvider } from '@xterm/headless';
import stringWidth from 'string-width';

const known = new Map<number, 0 | 1 | 2>();

/** Cells of one character, as the cockpit counts them wherever it draws. */
function widthOf(codepoint: number): 0 | 1 | 2 {
  if (codepoint >= 0x20 && codepoint < 0x7f) return 1;
  let width = known.get(codepoint);
  if (width === undefined) {
    width = Math.min(2, stringWidth(String.fromCodePoint(codepoint))) as 0 | 1 | 2;
    known.set(codepoint, width);
  }
  return width;
}

/**
 * Makes the headless terminal count cells by the Unicode of today; its own table is of 2010, and takes an emoji for one
 * cell where tmux moves on by two.
 */
export const WIDTHS: IUnicodeVersionProvider = {
  version: 'cutover',
  wcwidth: widthOf,
  // What xterm packs into a number: whether the character joins the one before it, the width of both, and no state.
  charProperties(codepoint, preceding) {
    let width = widthOf(codepoint);
    const before = (preceding >> 1) & 3;
    const joins = width === 0 && before > 0;
    if (joins && before > width) width = before as 1 | 2;
    return (width << 1) | (joins ? 1 : 0);
  },
};
