import { expect } from 'vitest';
import { textWidth } from '../../../src/ui/cells.ts';
import type { Frame } from '../../../src/ui/views/frame.ts';
import type { FakeTerminal } from './terminal.ts';

const LIGHT = { tl: '╭', tr: '╮', bl: '╰', br: '╯', v: '│' };
const HEAVY = { tl: '┏', tr: '┓', bl: '┗', br: '┛', v: '┃' };

/** The screen cell by cell; the second cell of a wide character is empty. */
function cells(terminal: FakeTerminal): string[][] {
  const buffer = terminal.xterm.buffer.active;
  return Array.from({ length: terminal.xterm.rows }, (_, y) =>
    Array.from({ length: terminal.xterm.cols }, (_, x) => {
      const cell = buffer.getLine(buffer.viewportY + y)?.getCell(x);
      return cell === undefined ? ' ' : cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
    }),
  );
}

/** Every frame of this weight that begins is closed at all four corners and along its sides. */
function expectClosed(grid: string[][], frame: typeof LIGHT): number {
  let found = 0;
  grid.forEach((row, y) => {
    row.forEach((char, x) => {
      if (char !== frame.tl) return;
      found++;
      const right = row.indexOf(frame.tr, x + 1);
      expect(right, `no ${frame.tr} right of ${x},${y}`).toBeGreaterThan(x);
      let bottom = y + 1;
      while (grid[bottom]?.[x] === frame.v) {
        expect(grid[bottom]?.[right], `side open at ${right},${bottom}`).toBe(frame.v);
        bottom++;
      }
      expect(grid[bottom]?.[x], `no ${frame.bl} below ${x},${y}`).toBe(frame.bl);
      expect(grid[bottom]?.[right], `no ${frame.br} below ${right},${y}`).toBe(frame.br);
    });
  });
  return found;
}

/** What has to be true of every screen, whatever it shows. */
export function expectSoundScreen(terminal: FakeTerminal, options: { dialog?: boolean } = {}): void {
  const lines = terminal.lines();
  const { cols, rows } = terminal.xterm;
  expect(terminal.alternate).toBe(true);
  expect(lines.length).toBe(rows);
  expect(lines[0]).toMatch(/^ cutover {2,}[○◐●] [A-Z_]+ \d/);
  expect(lines.filter((line) => line.startsWith(' cutover '))).toHaveLength(1);
  const footers = lines.filter((line) => /^ (↑↓|Esc|y |⏎|n |m |T |R ROLLBACK)/.test(line));
  expect(footers, lines.join('\n')).toEqual([lines[rows - 1]]);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(cols);
  const grid = cells(terminal);
  expect(expectClosed(grid, HEAVY)).toBeLessThanOrEqual(1);
  // A dialog lies over the frames behind it.
  if (options.dialog !== true) expectClosed(grid, LIGHT);
  expect(terminal.written).not.toContain('\u001b[3J');
}

/** What has to be true of every composed frame: inside of the screen, as wide as it says, no block over another. */
export function expectSoundFrame(frame: Frame): void {
  const { columns, rows } = frame.size;
  const taken = new Set<number>();
  for (const { id, rect, text } of frame.blocks) {
    expect(rect.x, id).toBeGreaterThanOrEqual(0);
    expect(rect.y, id).toBeGreaterThanOrEqual(0);
    expect(rect.x + rect.width, id).toBeLessThanOrEqual(columns);
    expect(rect.y + rect.height, id).toBeLessThanOrEqual(rows);
    const lines = text.split('\n');
    expect(lines.length, id).toBeLessThanOrEqual(rect.height);
    for (const line of lines) {
      const plain = line.replace(/\u001b\[[0-9;]*m/g, '');
      expect(plain, id).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      expect(textWidth(plain), `${id}: ${plain}`).toBeLessThanOrEqual(rect.width);
    }
    if (id === 'dialog') continue;
    for (let y = rect.y; y < rect.y + rect.height; y++) {
      for (let x = rect.x; x < rect.x + rect.width; x++) {
        const cell = y * columns + x;
        expect(taken.has(cell), `${id} over another block at ${x},${y}`).toBe(false);
        taken.add(cell);
      }
    }
  }
}
