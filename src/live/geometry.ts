import { isLiveSession } from '../core/live.ts';

/** Where a pane is in its window, and how large that is, in cells. */
export interface Geometry {
  /** The session where the pane is at home, by its id (`$1`); null: it is only left in sessions of live panes. */
  home: string | null;
  /** `@3` */
  window: string;
  cols: number;
  rows: number;
  pane: PaneRect;
  panes: number;
  /** The mode of tmux that lies over the pane; empty: none. */
  mode: string;
  /** Another pane of the window is zoomed. */
  covered: boolean;
  /** The client's cursor is the one of this pane. */
  active: boolean;
  cursor: readonly [number, number];
}

/** The cells of a pane in its window. */
export interface PaneRect {
  left: number;
  top: number;
  cols: number;
  rows: number;
}

const NUMBERS = [
  'window_width',
  'window_height',
  'pane_left',
  'pane_top',
  'pane_width',
  'pane_height',
  'cursor_x',
  'cursor_y',
  'window_panes',
  'pane_active',
  'window_zoomed_flag',
] as const;
const FORMAT = `#{session_id} #{window_id} ${NUMBERS.map((name) => `#{${name}}`).join(' ')} #{pane_mode}|#{session_name}`;
const LINE = new RegExp(`^(\\$\\d+) (@\\d+)${' (\\d+)'.repeat(NUMBERS.length)} ([^|]*)\\|(.*)$`);

/** The arguments for tmux that tell where a pane is: a line for each session that its window is in. */
export function geometryArguments(paneId: string): string[] {
  return ['list-panes', '-a', '-f', `#{==:#{pane_id},${paneId}}`, '-F', FORMAT];
}

/** Reads what tmux printed; null: the pane is gone. */
export function parseGeometry(printed: string): Geometry | null {
  const places = printed.split('\n').flatMap((line) => {
    const match = LINE.exec(line);
    return match === null ? [] : [match];
  });
  const first = places[0];
  if (first === undefined) return null;
  const n = Object.fromEntries(NUMBERS.map((name, i) => [name, Number(first[i + 3])])) as Record<
    (typeof NUMBERS)[number],
    number
  >;
  const home = places.find((place) => !isLiveSession(place.at(-1)!))?.[1] ?? null;
  return {
    home,
    window: first[2]!,
    cols: n.window_width,
    rows: n.window_height,
    pane: { left: n.pane_left, top: n.pane_top, cols: n.pane_width, rows: n.pane_height },
    panes: n.window_panes,
    mode: first.at(-2)!,
    covered: n.window_zoomed_flag === 1 && n.pane_active === 0,
    active: n.pane_active === 1,
    cursor: [n.cursor_x, n.cursor_y],
  };
}

/** Whether two look the same on the screen, the cursor apart. */
export function sameGeometry(a: Geometry, b: Geometry): boolean {
  return JSON.stringify({ ...a, cursor: null }) === JSON.stringify({ ...b, cursor: null });
}
