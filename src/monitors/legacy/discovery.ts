import { isLiveSession } from '../../core/live.ts';
import { TmuxError } from '../../core/tmux.ts';
import type { CycleTmux } from './cycle-tmux.ts';

/** A window as legacy lists it, with its active pane, the only one it looks at. */
export interface LegacyWindow {
  session: string;
  windowIndex: number;
  windowName: string;
  /** `session:window`, as the original names it. */
  target: string;
  /** The same by the session's id, which no name can be taken for. */
  address: string;
  paneId: string;
  panePid: number;
  paneIndex: number;
  cols: number;
  rows: number;
  cursor: [number, number];
}

const NUMBERS = [
  'window_index',
  'pane_pid',
  'pane_index',
  'pane_width',
  'pane_height',
  'cursor_x',
  'cursor_y',
];
/** Names come last and run to the end of the line: tmux keeps line breaks out of them. */
const SESSION_FORMAT = '#{session_id} #{session_name}';
const WINDOW_FORMAT = `#{pane_id} ${NUMBERS.map((name) => `#{${name}}`).join(' ')} #{window_name}`;
const SESSION_LINE = /^(\$\d+) (.*)$/;
const WINDOW_LINE = new RegExp(`^(%\\d+)${' (\\d+)'.repeat(NUMBERS.length)} (.*)$`);

/** All sessions × all windows, a process a session, those of live panes left out: they are cutover's own. Throws TmuxError when the sessions cannot be listed. */
export async function listWindows(tmux: CycleTmux): Promise<LegacyWindow[]> {
  const windows: LegacyWindow[] = [];
  for (const line of (await tmux.list(['list-sessions', '-F', SESSION_FORMAT])).split('\n')) {
    const [, sessionId, session] = SESSION_LINE.exec(line) ?? [];
    if (sessionId === undefined || session === undefined || isLiveSession(session)) continue;
    windows.push(...(await windowsOf(tmux, sessionId, session)));
  }
  return windows;
}

/** A session that has gone meanwhile has no windows; that ends no cycle. */
async function windowsOf(tmux: CycleTmux, sessionId: string, session: string): Promise<LegacyWindow[]> {
  try {
    const listed = await tmux.list(['list-windows', '-t', sessionId, '-F', WINDOW_FORMAT]);
    return listed.split('\n').flatMap((line) => parseWindow(line, sessionId, session) ?? []);
  } catch (error) {
    if (error instanceof TmuxError && error.status === 'listing_failed') return [];
    throw error;
  }
}

function parseWindow(line: string, sessionId: string, session: string): LegacyWindow | null {
  const match = WINDOW_LINE.exec(line);
  if (match === null) return null;
  const [windowIndex, panePid, paneIndex, cols, rows, x, y] = match.slice(2, 2 + NUMBERS.length).map(Number);
  return {
    session,
    windowIndex: windowIndex!,
    windowName: match.at(-1)!,
    target: `${session}:${windowIndex}`,
    address: `${sessionId}:${windowIndex}`,
    paneId: match[1]!,
    panePid: panePid!,
    paneIndex: paneIndex!,
    cols: cols!,
    rows: rows!,
    cursor: [x!, y!],
  };
}
