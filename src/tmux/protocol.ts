import { isLiveSession } from '../core/live.ts';
import { detached } from '../core/text.ts';
import type { Listing, PaneInfo, ScreenResult, TmuxRun } from '../core/tmux.ts';
import { failureOf, isTooOld, tooOld } from '../core/tmux-failure.ts';

/** Fields of a pane in the order of PaneInfo's reading below; free text comes last. */
const NUMBERS = [
  'pane_pid',
  'window_index',
  'pane_index',
  'pane_width',
  'pane_height',
  'cursor_x',
  'cursor_y',
  'window_activity',
  'pane_active',
  'pane_dead',
] as const;
const TEXTS = ['session_name', 'window_name', 'pane_current_command', 'pane_title'] as const;

/*
 * Everything is read as one stream of printed lines, and titles and screens may hold anything, line breaks and our own
 * separators of an earlier read included. So records and fields are separated by a nonce that is new in each read: no
 * pane can have printed it.
 */

/** tmux commands that print all panes. The nonce must be new and of letters and digits only. */
export function listingCommands(nonce: string): string {
  const fields = ['pane_id', ...NUMBERS].map((name) => `#{${name}}`).join(' ');
  const texts = TEXTS.map((name) => `${nonce}=#{${name}}`).join('');
  return [
    `display-message -p '${nonce}head %s #{version}'`,
    `list-panes -a -F '${nonce}:${fields}${texts}'`,
    `display-message -p '${nonce}end'`,
    '',
  ].join('\n');
}

/**
 * Panes between two nonces of a capture. Printing a nonce costs tmux more than half of what a screen costs it, so several
 * screens share one and are told apart by their heights, which the same read tells.
 */
const GROUP = 32;

/** tmux commands that print the heights of all panes. */
export function heightCommands(nonce: string): string {
  return `display-message -p '${nonce}'\nlist-panes -a -F '#{pane_id} #{pane_height}'\n`;
}

/** tmux commands that print the screens of these panes with their colours, so many between two nonces. */
export function captureCommands(nonce: string, paneIds: readonly string[], group = GROUP): string {
  const lines: string[] = [];
  for (const [i, id] of paneIds.entries()) {
    if (i % group === 0) lines.push(`display-message -p '${nonce}'`);
    lines.push(`capture-pane -p -e -t ${id}`);
  }
  lines.push(`display-message -p '${nonce}end'`, '');
  return lines.join('\n');
}

/** Panes as they were last listed, with what tmux printed of each but its texts. */
export type KnownPanes = Map<string, { fixed: string; pane: PaneInfo }>;

/**
 * Reads what the listing commands printed; `rest` is what other commands printed after it. Of a pane that is as in
 * `known` its object is the same: of a thousand panes few differ from one listing to the next. What is known is then
 * this listing. Throws TmuxError: too old, no server, listing failed.
 */
export function parseListing(
  run: TmuxRun,
  nonce: string,
  known: KnownPanes = new Map(),
): Listing & { version: string; rest: string } {
  const head = new RegExp(`^${nonce}head (\\d+) (.*)\\n`).exec(run.stdout);
  const body = run.stdout.slice(head?.[0].length ?? 0);
  const end = body.lastIndexOf(`${nonce}end\n`);
  if (head === null || end < 0) throw failureOf(run, 'list the panes');
  const version = head[2] ?? '';
  if (isTooOld(version)) throw tooOld(version);
  const panes = new Map<string, PaneInfo>();
  const before = new Map(known);
  known.clear();
  for (const record of body.slice(0, end).split(`${nonce}:`).slice(1)) {
    const [fixed = '', ...texts] = record.slice(0, record.endsWith('\n') ? -1 : undefined).split(`${nonce}=`);
    const last = before.get(fixed.slice(0, fixed.indexOf(' ')));
    const isSame = last !== undefined && last.fixed === fixed && hasTexts(last.pane, texts);
    const pane = isSame ? last.pane : parsePane(fixed, texts);
    // A window linked into several sessions is listed once for each of them; it is one pane all the same, and a live
    // pane's session is no home of it.
    if (pane === null || panes.has(pane.paneId) || isLiveSession(pane.session)) continue;
    panes.set(pane.paneId, pane);
    known.set(pane.paneId, isSame ? last : { fixed: detached(fixed), pane });
  }
  const rest = body.slice(end + `${nonce}end\n`.length);
  return { panes: [...panes.values()], serverSeconds: Number(head[1]), version, rest };
}

function hasTexts({ session, windowName, command, title }: PaneInfo, texts: readonly string[]): boolean {
  return (
    texts.length === TEXTS.length &&
    texts[0] === session &&
    texts[1] === windowName &&
    texts[2] === command &&
    texts[3] === title
  );
}

function parsePane(fixed: string, texts: readonly string[]): PaneInfo | null {
  const [paneId = '', ...values] = detached(fixed).split(' ');
  const numbers = values.map(Number);
  if (numbers.length !== NUMBERS.length || numbers.some(Number.isNaN) || texts.length !== TEXTS.length)
    return null;
  const [pid, windowIndex, paneIndex, cols, rows, x, y, activity, active, dead] = numbers;
  const [session, windowName, command, title] = texts.map(detached) as [string, string, string, string];
  return {
    paneId,
    panePid: pid!,
    session,
    windowIndex: windowIndex!,
    windowName,
    paneIndex: paneIndex!,
    paneActive: active === 1,
    title,
    command,
    cols: cols!,
    rows: rows!,
    cursor: [x!, y!],
    dead: dead === 1,
    activity: activity!,
  };
}

/** Reads what `heightCommands` printed, in front of what `captureCommands` printed with the same nonce. */
export function parseHeights(
  printed: string,
  nonce: string,
): { heights: Map<string, number>; rest: string } | null {
  if (!printed.startsWith(`${nonce}\n`)) return null;
  const end = printed.indexOf(nonce, nonce.length);
  if (end === -1) return null;
  const lines = printed
    .slice(nonce.length + 1, end)
    .trimEnd()
    .split('\n');
  const heights = new Map(lines.map((line) => line.split(' ')).map(([id, rows]) => [id!, Number(rows)]));
  return { heights, rest: printed.slice(end) };
}

/** The screens that were printed, and the panes whose screens could not be told apart from their neighbours'. */
export interface Captures {
  screens: Map<string, ScreenResult>;
  unclear: string[];
}

/**
 * Reads what the capture commands printed. A capture prints one line a row, and nothing for a pane that is gone. Where
 * the lines of a group are not as many as its panes have rows, the whole group is unclear. null: the answer was cut.
 */
export function parseCaptures(
  printed: string,
  nonce: string,
  paneIds: readonly string[],
  heights: ReadonlyMap<string, number>,
  group = GROUP,
): Captures | null {
  const parts = printed.split(nonce);
  if (parts.at(-1) !== 'end\n' || parts.length !== Math.ceil(paneIds.length / group) + 2) return null;
  const captures: Captures = { screens: new Map(), unclear: [] };
  for (let i = 0; i * group < paneIds.length; i++) {
    readGroup(parts[i + 1]!.slice(1), paneIds.slice(i * group, (i + 1) * group), heights, captures);
  }
  return captures;
}

function readGroup(
  text: string,
  members: readonly string[],
  heights: ReadonlyMap<string, number>,
  { screens, unclear }: Captures,
): void {
  const found: [string, ScreenResult][] = [];
  let start = 0;
  for (const id of members) {
    const rows = heights.get(id);
    const end = rows === undefined ? start : afterLines(text, start, rows);
    if (end === -1) break;
    found.push([id, rows === undefined ? { error: 'the pane is gone' } : { ansi: text.slice(start, end) }]);
    start = end;
  }
  if (found.length < members.length || start !== text.length) unclear.push(...members);
  else for (const [id, screen] of found) screens.set(id, screen);
}

/** Index behind so many line ends from there on; -1 when there are not as many. */
function afterLines(text: string, from: number, count: number): number {
  let at = from;
  for (let n = 0; n < count; n++) {
    at = text.indexOf('\n', at) + 1;
    if (at === 0) return -1;
  }
  return at;
}
