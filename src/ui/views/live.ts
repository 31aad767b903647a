import type { LiveRun, LiveScreen } from '../../core/live.ts';
import {
  clipLine,
  exactly,
  foreign,
  type Line,
  lineWidth,
  type Span,
  take,
  textWidth,
  tone,
} from '../cells.ts';
import { keyOf } from '../key-words.ts';
import type { Rect, Size } from '../layout/areas.ts';
import { cropOf } from '../layout/crop.ts';
import { dropCells } from '../sgr.ts';
import type { LiveView } from '../store.ts';
import type { Tone } from '../theme.ts';
import type { Scene } from './scene.ts';

/** Cells of a rule that its left end keeps. */
const LEFT_AT_LEAST = 24;

/** Cells for the pane itself: the whole width, between a rule above and one below. */
export function liveRoom({ width, height }: Rect): Size {
  return { columns: width, rows: height - 2 };
}

/** The part of the pane that is in view in this room. */
export function liveCrop(view: LiveView, room: Size): Rect {
  const { screen, corner } = view;
  if (screen === null) return { x: 0, y: 0, width: 0, height: 0 };
  return cropOf({ columns: screen.cols, rows: screen.rows }, room, screen.at, corner);
}

/** A rule across the whole width with words at its left and its right end; of the right ones the first that fit. */
function rule(width: number, edge: Tone, left: Line, right: readonly Line[]): Line {
  const fits = right.find((line) => lineWidth(line) + LEFT_AT_LEAST <= width) ?? [];
  const shown = fits.length === 0 ? [] : [' ', ...fits, ' '];
  const room = Math.max(0, width - 6 - lineWidth(shown));
  const words = left.length === 0 ? [] : [' ', ...clipLine(left, room), ' '];
  const rest = Math.max(0, width - 3 - lineWidth(words) - lineWidth(shown));
  return [tone(edge, '━━'), ...words, tone(edge, '━'.repeat(rest)), ...shown, tone(edge, '━')];
}

/** One row of the pane, cut to what is in view, with the cursor if it is in it. */
function row(runs: readonly LiveRun[], { x, width }: Rect, cursor: number | null): Line {
  const out: Span[] = [];
  let used = 0;
  for (const span of dropCells(runs, x)) {
    const text = take(span.text, width - used);
    out.push({ ...span, text });
    used += textWidth(text);
    if (text !== span.text) break;
  }
  if (cursor === null || cursor < x || cursor >= x + width) return out;
  return withCursor(out, cursor - x);
}

/** The line with the cell at this column inverted. */
function withCursor(line: Span[], column: number): Line {
  const out: Span[] = [];
  let at = 0;
  for (const span of line) {
    const width = textWidth(span.text);
    if (column < at || column >= at + width) out.push(span);
    else {
      const before = take(span.text, column - at);
      const rest = span.text.slice(before.length);
      const under = take(rest, 1) || take(rest, 2);
      const sgr = span.sgr === undefined ? '7' : `${span.sgr};7`;
      out.push({ ...span, text: before }, { text: under, sgr }, { ...span, text: rest.slice(under.length) });
    }
    at += width;
  }
  if (column >= at) out.push({ text: ' '.repeat(column - at) }, { text: ' ', sgr: '7' });
  return out;
}

/** The lines of the pane in view; where it is smaller than its place its edge is drawn. */
function pane(screen: LiveScreen, crop: Rect, room: Size): Line[] {
  const beside = crop.width < room.columns ? [tone('dim', '│')] : [];
  const lines: Line[] = [];
  for (let y = crop.y; y < crop.y + crop.height; y++) {
    const cursor = screen.cursor?.[1] === y ? screen.cursor[0] : null;
    const line = row(screen.lines[y] ?? [], crop, cursor);
    lines.push([...exactly(line, crop.width), ...beside]);
  }
  if (crop.height < room.rows)
    lines.push([tone('dim', '─'.repeat(crop.width) + (beside.length === 0 ? '' : '┘'))]);
  return lines;
}

function range(from: number, count: number, of: number, what: string): string {
  return count >= of ? '' : `${what} ${from + 1}–${from + count} of ${of}`;
}

/** What is in view, and what lies over the pane; less and less of it, for less and less room. */
function below(view: LiveView, screen: LiveScreen, crop: Rect): Line[] {
  const parts = [
    range(crop.y, crop.height, screen.rows, 'rows'),
    range(crop.x, crop.width, screen.cols, 'columns'),
    foreign(screen.mode),
    view.corner === null ? '' : 'not following',
    screen.panes > 1 ? `one of ${screen.panes} panes` : '',
  ].filter((part) => part !== '');
  return parts.map((_, i) => [tone('dim', parts.slice(0, parts.length - i).join(' · '))]);
}

/** The live pane: a rule that says whose it is and whether it is typed to, the pane, a rule that says what is in view. */
export function liveLines(view: LiveView, scene: Scene, rect: Rect): Line[] {
  const { width } = rect;
  const room = liveRoom(rect);
  const { screen, ended, typing } = view;
  const agent = scene.snapshot.rows.find((one) => one.id === view.id);
  const what = agent === undefined ? [] : [agent.role, foreign(agent.label ?? agent.kind ?? 'unknown agent')];
  const size = screen === null ? [] : [`${screen.cols}×${screen.rows}`];
  const name = `${foreign(view.target)}  ${[...what, view.paneId, ...size].join(' · ')}`;
  const stop = keyOf(scene.bindings, 'live.stop');
  const edge: Tone = ended !== null ? 'bad' : typing ? 'warn' : 'accent';

  const state: Line[] =
    ended !== null
      ? [[tone('bad', '! not live any more')]]
      : typing
        ? [
            [tone('warn', `TYPING: your keys go to ${foreign(view.target)} · ${stop} stops`)],
            [tone('warn', `TYPING · ${stop} stops`)],
          ]
        : screen === null
          ? [[tone('dim', 'opening')]]
          : [[tone('ok', 'live'), tone('dim', ' · keys do not reach it')], [tone('ok', 'live')]];
  const title: Line = [tone(typing ? 'warn' : 'title', name)];

  const body: Line[] = [];
  if (ended !== null) body.push([tone('bad', `! ${foreign(ended)}`)]);
  else if (screen === null) body.push([tone('dim', 'Opening the pane…')]);
  else if (screen.covered)
    body.push([tone('warn', 'Another pane of its window is zoomed: tmux does not draw this one.')]);
  const crop = liveCrop(view, room);
  const shown = screen === null || screen.covered ? [] : pane(screen, crop, room);
  const lines = [...body, ...shown].slice(0, room.rows);
  while (lines.length < room.rows) lines.push([]);
  const foot = screen === null || screen.covered ? [] : below(view, screen, crop);
  const last: Line = typing && ended === null ? [tone('warn', 'TYPING')] : [];
  return [rule(width, edge, title, state), ...lines, rule(width, edge, last, foot)];
}
