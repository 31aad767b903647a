import { AGENT_STATES, type AgentState } from '../../core/agent.ts';
import type { AgentDetail } from '../../core/client.ts';
import { MONITOR_NAMES, type MonitorName } from '../../core/report.ts';
import { type Line, type Span, textWidth, tone } from '../cells.ts';
import { STATE_SIGNS } from '../glyphs.ts';
import type { Size } from '../layout/areas.ts';
import type { AgentView } from '../store.ts';
import type { Scene, View } from './scene.ts';
import { clockMinutes } from './words.ts';

const MINUTE = 60_000;
const SPAN = 15 * MINUTE;
const LABEL = 9;

function isState(word: string): word is AgentState {
  return (AGENT_STATES as readonly string[]).includes(word);
}

/** The sign of a state as the history names it (`waiting`, `waiting: plan`); a monitor that saw no agent gets a dot. */
function signOf(state: string): Span {
  const word = state.split(/[:( ]/, 1)[0] as string;
  return isState(word) ? tone(STATE_SIGNS[word].tone, STATE_SIGNS[word].glyph) : tone('dim', '·');
}

/** One sign a cell: the last thing the monitor said in that stretch of time; blank before it said anything. */
export function strip(
  history: AgentDetail['history'],
  monitor: MonitorName,
  now: number,
  cells: number,
): Span[] {
  const said = history.filter((entry) => entry.monitor === monitor);
  let next = 0;
  let current: Span = { text: ' ' };
  return Array.from({ length: cells }, (_, i) => {
    const end = now - SPAN + ((i + 1) * SPAN) / cells;
    while (next < said.length && (said[next] as { at: number }).at <= end) {
      current = signOf((said[next] as { state: string }).state);
      next++;
    }
    return current;
  });
}

/** Clock times above the strip: every five minutes, and now. */
function timeLine(now: number, cells: number): string {
  let line = ' '.repeat(cells);
  const put = (at: number): void => {
    const cell = Math.round(((at - (now - SPAN)) * cells) / SPAN);
    const text = clockMinutes(at);
    const x = Math.min(cell, cells - textWidth(text));
    if (x < 0 || line.slice(Math.max(0, x - 1), x + text.length + 1).trim() !== '') return;
    line = line.slice(0, x) + text + line.slice(x + text.length);
  };
  put(now);
  for (let at = Math.floor(now / (5 * MINUTE)) * 5 * MINUTE; at >= now - SPAN; at -= 5 * MINUTE) put(at);
  return line.trimEnd();
}

const LEGEND: readonly AgentState[] = [
  'working',
  'idle',
  'waiting',
  'rate_limited',
  'message_queued',
  'error',
  'crashed',
  'unknown',
];

/** What both monitors said over the last 15 minutes. */
export function agentHistoryView(scene: Scene, view: AgentView, size: Size): View {
  const title = 'Last 15 minutes';
  if (view.detail === null) return { title, body: [[tone('dim', 'Reading…')]] };
  const cells = Math.max(10, size.columns - LABEL);
  // A second more or less is no news: the strip moves when a cell has passed.
  const step = SPAN / cells;
  const now = Math.ceil(scene.now / step) * step;
  const { history } = view.detail;
  const lines: Line[] = [[tone('dim', ' '.repeat(LABEL) + timeLine(now, cells))]];
  for (const name of MONITOR_NAMES)
    lines.push([tone('dim', name.padEnd(LABEL)), ...merged(strip(history, name, now, cells))]);
  const legend = LEGEND.flatMap((state): Line => {
    const { glyph, word, tone: colour } = STATE_SIGNS[state];
    return [tone(colour, glyph), tone('dim', ` ${word}  `)];
  });
  lines.push([], legend);
  if (history.length === 0) lines[1] = [tone('dim', 'Nothing known yet.')];
  return { title, body: lines };
}

/** Neighbours of one colour as one span. */
function merged(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last !== undefined && last.tone === span.tone) last.text += span.text;
    else out.push({ ...span });
  }
  return out;
}
