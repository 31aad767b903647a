import type { IBuffer, IBufferCell } from '@xterm/headless';
import stringWidth from 'string-width';
import type { LiveRun } from '../core/live.ts';
import { stripControls } from '../core/text.ts';
import type { PaneRect } from './geometry.ts';

/** A colour as SGR names it; `base` is 30 for letters and 40 for what is behind them. */
function colour(base: number, isRgb: boolean, isPalette: boolean, value: number): string {
  if (isRgb) return `${base + 8};2;${value >> 16};${(value >> 8) & 255};${value & 255}`;
  if (!isPalette) return '';
  if (value < 8) return `${base + value}`;
  return value < 16 ? `${base + 60 + value - 8}` : `${base + 8};5;${value}`;
}

/** The parameters of SGR of a cell; empty: none. Blinking is left out: the cockpit stays calm. */
export function sgrOf(cell: IBufferCell): string {
  if (cell.isAttributeDefault()) return '';
  return [
    cell.isBold() ? '1' : '',
    cell.isDim() ? '2' : '',
    cell.isItalic() ? '3' : '',
    cell.isUnderline() ? '4' : '',
    cell.isInverse() ? '7' : '',
    cell.isStrikethrough() ? '9' : '',
    colour(30, cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor()),
    colour(40, cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor()),
  ]
    .filter((part) => part !== '')
    .join(';');
}

/** Line breaks, joiners, selectors, fillers, skin tones: terminals disagree on their widths, or hide text in them. */
const UNSEEN = /\n|\p{Default_Ignorable_Code_Point}|\u20e3|\p{Emoji_Modifier}/gu;

/** What a cell shows, exactly as wide as it is: a character that is no text, or hidden, leaves its place empty. */
function textOf(cell: IBufferCell): string {
  const chars = cell.getChars();
  const width = cell.getWidth();
  if (chars.length === 1 && chars > ' ' && chars <= '~' && !cell.isInvisible()) return chars;
  if (cell.isInvisible()) return ' '.repeat(width);
  const text = stripControls(chars).replace(UNSEEN, '');
  if (stringWidth(text) === width) return text;
  // Of several joined characters the first alone.
  const first = [...text][0] ?? '';
  return stringWidth(first) === width ? first : ' '.repeat(width);
}

/** The lines of one pane of a window, without what is empty at their ends. */
export function readPane(buffer: IBuffer, pane: PaneRect): LiveRun[][] {
  const scratch = buffer.getNullCell();
  return Array.from({ length: pane.rows }, (_, row) => {
    const line = buffer.getLine(buffer.baseY + pane.top + row);
    const runs: LiveRun[] = [];
    let text = '';
    let sgr = '';
    const push = (): void => {
      if (text !== '') runs.push(sgr === '' ? { text } : { text, sgr });
      text = '';
    };
    for (let x = pane.left; line !== undefined && x < pane.left + pane.cols; x++) {
      const cell = line.getCell(x, scratch);
      if (cell === undefined) break;
      // The second half of a wide character.
      if (cell.getWidth() === 0) continue;
      const style = sgrOf(cell);
      if (style !== sgr) {
        push();
        sgr = style;
      }
      text += textOf(cell);
    }
    push();
    const last = runs.at(-1);
    if (last !== undefined && last.sgr === undefined) {
      last.text = last.text.trimEnd();
      if (last.text === '') runs.pop();
    }
    return runs;
  });
}
