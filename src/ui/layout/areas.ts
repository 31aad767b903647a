/** The five areas of the dashboard, in the order of their number keys. */
export const AREAS = ['agents', 'differences', 'health', 'stage', 'events'] as const;
export type AreaId = (typeof AREAS)[number];

/** The three parts of the agent view. */
export const AGENT_PARTS = ['screen', 'verdicts', 'history'] as const;
export type AgentPart = (typeof AGENT_PARTS)[number];

/** The three parts of the differences view. */
export const DIFFERENCE_PARTS = ['signatures', 'legacy', 'modular'] as const;
export type DifferencePart = (typeof DIFFERENCE_PARTS)[number];

export interface Size {
  columns: number;
  rows: number;
}

/** A rectangle of cells, counted from the upper left corner. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where things are. `bare`: one part at a time, without a frame, with tabs above it. */
export interface Layout<Part extends string> {
  bare: boolean;
  header: Rect;
  /** Null where all parts are in view. */
  tabs: Rect | null;
  parts: Partial<Record<Part, Rect>>;
  /** The line above the footer: empty, the filter being typed, or a short notice. */
  notice: Rect;
  footer: Rect;
}

/** Below this size nothing useful fits. */
export const SMALLEST: Size = { columns: 60, rows: 15 };
/** From this size on all areas are in view at once. */
const ROOMY: Size = { columns: 100, rows: 28 };

export function tooSmall({ columns, rows }: Size): boolean {
  return columns < SMALLEST.columns || rows < SMALLEST.rows;
}

export function roomy({ columns, rows }: Size): boolean {
  return columns >= ROOMY.columns && rows >= ROOMY.rows;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Width of the column at the right: a bit more than a third, 42 of 120. */
function sideWidth(columns: number): number {
  return clamp(Math.round(columns * 0.35), 42, 64);
}

function frame<Part extends string>(
  size: Size,
  headerRows: number,
  focus: Part,
): Layout<Part> & { body: Rect } {
  const { columns, rows } = size;
  const bare = !roomy(size);
  const top = headerRows + (bare ? 1 : 0);
  const body = { x: 0, y: top, width: columns, height: rows - top - 2 };
  return {
    bare,
    header: { x: 0, y: 0, width: columns, height: headerRows },
    tabs: bare ? { x: 0, y: headerRows, width: columns, height: 1 } : null,
    parts: bare ? ({ [focus]: body } as Partial<Record<Part, Rect>>) : {},
    notice: { x: 0, y: rows - 2, width: columns, height: 1 },
    footer: { x: 0, y: rows - 1, width: columns, height: 1 },
    body,
  };
}

/** The dashboard: lists at the left, numbers at the right; below ROOMY, or `zoomed`, the focused area alone. */
export function dashboardLayout(
  size: Size,
  headerRows: number,
  focus: AreaId,
  zoomed = false,
): Layout<AreaId> {
  const { body, ...layout } = frame(size, headerRows, focus);
  if (layout.bare) return layout;
  if (zoomed) {
    layout.parts = { [focus]: body };
    return layout;
  }
  const { y, width, height } = body;
  const right = sideWidth(width);
  const left = width - right;
  // Of a tall screen the table gets what is left: it is the longest list.
  const agents = height - Math.min(18, Math.round((height * 4) / 9));
  const stage = height >= 44 ? 16 : height >= 30 ? 10 : 9;
  const health = clamp(height - stage - Math.max(5, Math.round(height / 4)), 8, 20);
  layout.parts = {
    agents: { x: 0, y, width: left, height: agents },
    differences: { x: 0, y: y + agents, width: left, height: height - agents },
    health: { x: left, y, width: right, height: health },
    stage: { x: left, y: y + health, width: right, height: stage },
    events: { x: left, y: y + health + stage, width: right, height: height - health - stage },
  };
  return layout;
}

/** The agent view: its screen, what the monitors say beside it, its history below. */
export function agentLayout(size: Size, headerRows: number, part: AgentPart): Layout<AgentPart> {
  const { body, ...layout } = frame(size, headerRows, part);
  if (layout.bare) return layout;
  const { y, width, height } = body;
  const right = sideWidth(width);
  const history = clamp(Math.round(height * 0.2), 6, 8);
  const upper = height - history;
  layout.parts = {
    screen: { x: 0, y, width: width - right, height: upper },
    verdicts: { x: width - right, y, width: right, height: upper },
    history: { x: 0, y: y + upper, width, height: history },
  };
  return layout;
}

/** The differences view: its signatures, and below them what each monitor saw, side by side. */
export function differencesLayout(
  size: Size,
  headerRows: number,
  part: DifferencePart,
): Layout<DifferencePart> {
  const { body, ...layout } = frame(size, headerRows, part);
  if (layout.bare) return layout;
  const { y, width, height } = body;
  const signatures = clamp(Math.round(height * 0.36), 9, 16);
  const left = Math.floor(width / 2);
  const below = { y: y + signatures, height: height - signatures };
  layout.parts = {
    signatures: { x: 0, y, width, height: signatures },
    legacy: { x: 0, ...below, width: left },
    modular: { x: left, ...below, width: width - left },
  };
  return layout;
}

/** The live pane: all between the header and the line above the footer. */
export function liveRect({ columns, rows }: Size, headerRows: number): Rect {
  return { x: 0, y: headerRows, width: columns, height: rows - headerRows - 2 };
}

/** The cells inside of a part: a frame takes two lines and four columns, a bare one a column at each side. */
export function inside(rect: Rect, bare: boolean): Size {
  return bare
    ? { columns: rect.width - 2, rows: rect.height }
    : { columns: rect.width - 4, rows: rect.height - 2 };
}

const HEADER_ROWS = 2;

/** Lines that fit into a dialog: it never covers the header, nor the footer with its keys. */
export function dialogRows({ rows }: Size): number {
  return rows - HEADER_ROWS - 1 - 2;
}

/** The place of a dialog with this many lines, frame included: the middle between header and footer. */
export function centred(size: Size, width: number, height: number): Rect {
  const w = Math.min(width, size.columns);
  const room = dialogRows(size) + 2;
  const h = Math.min(height, room);
  const x = Math.floor((size.columns - w) / 2);
  return { x, y: HEADER_ROWS + Math.floor((room - h) / 2), width: w, height: h };
}
