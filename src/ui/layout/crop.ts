import type { Rect, Size } from './areas.ts';

/** Lines kept in view below the cursor: the rest of an agent's prompt box, and its footer. */
const BELOW = 4;
/** Columns kept in view to the right of the cursor. */
const BESIDE = 8;

/** The upper left cell in view. */
export interface Corner {
  left: number;
  top: number;
}

const within = (value: number, last: number): number => Math.max(0, Math.min(value, Math.max(0, last)));

/** The part of a pane that is in view where it is larger than its place: what was chosen, else where the cursor is. */
export function cropOf(pane: Size, room: Size, at: readonly [number, number], chosen: Corner | null): Rect {
  const width = Math.min(pane.columns, room.columns);
  const height = Math.min(pane.rows, room.rows);
  const [x, y] = at;
  const { left, top } = chosen ?? { left: x + BESIDE + 1 - width, top: y + BELOW + 1 - height };
  return {
    x: within(left, pane.columns - width),
    y: within(top, pane.rows - height),
    width,
    height,
  };
}

/** The same part moved by so many cells, as far as the pane goes. */
export function moved(part: Rect, pane: Size, columns: number, rows: number): Corner {
  return {
    left: within(part.x + columns, pane.columns - part.width),
    top: within(part.y + rows, pane.rows - part.height),
  };
}
