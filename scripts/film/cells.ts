import type { IBufferCell, Terminal } from '@xterm/headless';

/** A colour of a terminal: as its default, of its palette (0–255), or `0xRRGGBB`. */
export type CellColour = 'default' | { palette: number } | { rgb: number };

/** How a stretch of cells looks. */
export interface Look {
  foreground: CellColour;
  background: CellColour;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

/** Cells of one look that lie side by side. */
export interface Run {
  /** First cell. */
  x: number;
  /** Cells it takes: a wide character takes two. */
  cells: number;
  text: string;
  look: Look;
}

/** What a terminal shows, row by row. */
export interface Screen {
  columns: number;
  rows: Run[][];
}

function colourOf(cell: IBufferCell, which: 'Fg' | 'Bg'): CellColour {
  if (cell[`is${which}Default`]()) return 'default';
  const value = which === 'Fg' ? cell.getFgColor() : cell.getBgColor();
  return cell[`is${which}RGB`]() ? { rgb: value } : { palette: value };
}

function lookOf(cell: IBufferCell): Look {
  const [foreground, background] = [colourOf(cell, 'Fg'), colourOf(cell, 'Bg')];
  const inverse = cell.isInverse() !== 0;
  return {
    foreground: inverse && background === 'default' ? { rgb: 0x14161c } : inverse ? background : foreground,
    background: inverse && foreground === 'default' ? { rgb: 0xd4d7dd } : inverse ? foreground : background,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

/** Characters whose glyph may come from another font: each stands for itself, so that none shifts its neighbours. */
const ALONE = /[^\x20-\x7e\u2500-\u259f]/;

const sameLook = (a: Look, b: Look): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The screen that a terminal shows now. */
export function screenOf(terminal: Terminal): Screen {
  const buffer = terminal.buffer.active;
  const rows = Array.from({ length: terminal.rows }, (_, y): Run[] => {
    const line = buffer.getLine(buffer.viewportY + y);
    const runs: Run[] = [];
    for (let x = 0; x < terminal.cols; x++) {
      const cell = line?.getCell(x);
      const cells = cell?.getWidth() ?? 1;
      // The second half of a wide character.
      if (cell === undefined || cells === 0) continue;
      const text = cell.getChars() || ' ';
      const look = lookOf(cell);
      const last = runs.at(-1);
      const joins = last !== undefined && !ALONE.test(text) && !ALONE.test(last.text);
      if (joins && sameLook(last.look, look)) {
        last.text += text;
        last.cells += cells;
      } else runs.push({ x, cells, text, look });
    }
    return runs;
  });
  return { columns: terminal.cols, rows };
}
