import type { AgentRow } from '../../core/snapshot.ts';
import { cell, foreign, type Line, textWidth, tone } from '../cells.ts';
import { keySays } from '../key-words.ts';
import type { Size } from '../layout/areas.ts';
import { listWindow } from '../layout/window.ts';
import { cursorIndex } from '../store.ts';
import type { Tone } from '../theme.ts';
import { shortCountdown } from './countdown.ts';
import type { Scene, View } from './scene.ts';
import { differsMark, legacyAge, roughAge, shortAge, sinceText, staleWord, stateText } from './words.ts';

/** Widths of the columns; 0: not shown. Each is followed by one empty cell. */
export interface AgentColumns {
  target: number;
  role: number;
  kind: number;
  legacy: number;
  modular: number;
  since: number;
  title: number;
}

/** Deals `width` cells out to the columns: what is told apart by first, then what is nice to have. */
export function agentColumns(width: number, longestTarget: number): AgentColumns {
  const c: AgentColumns = {
    target: 10,
    role: 0,
    kind: 8,
    legacy: 10,
    modular: 12,
    since: 6,
    title: 0,
  };
  let left = width - (3 + c.target + 1 + c.kind + 1 + c.legacy + 1 + c.modular + 1 + c.since);
  const grow = (name: keyof AgentColumns, by: number): void => {
    const added = Math.max(0, Math.min(by, left));
    c[name] += added;
    left -= added;
  };
  const open = (name: keyof AgentColumns, size: number, leave = 0): void => {
    if (left < size + 1 + leave) return;
    c[name] = size;
    left -= size + 1;
  };
  grow('modular', 8);
  grow('target', Math.min(longestTarget, 18) - c.target);
  open('role', 9);
  // Room for how old legacy's word is, behind its state.
  grow('legacy', 3);
  grow('modular', 2);
  grow('target', Math.min(longestTarget, 24) - c.target);
  grow('modular', 4);
  grow('legacy', 5);
  if (left >= 20) open('title', left - 1);
  return c;
}

const KINDS_UNKNOWN = '–';

function headings(c: AgentColumns): Line {
  const column = (text: string, width: number, align: 'left' | 'right' = 'left'): string =>
    width === 0 ? '' : `${cell(text, width, align)} `;
  const text =
    `   ${column('TARGET', c.target)}${column('ROLE', c.role)}${column('AGENT', c.kind)}${column('LEGACY', c.legacy)}` +
    `${column('MODULAR', c.modular)}${column('SINCE', c.since, 'right')}${column('TITLE', c.title)}`;
  return [tone('dim', text.trimEnd())];
}

/** A monitor's word and, where there is room, something smaller at the right end. */
function wordCell(word: { text: string; tone: Tone }, behind: string, width: number): Line {
  const room = width - textWidth(behind) - 1;
  if (behind === '' || textWidth(word.text) > room) return [tone(word.tone, cell(word.text, width))];
  return [tone(word.tone, cell(word.text, room)), tone('dim', ` ${behind}`)];
}

/** Behind legacy's word: how old it is, if that is worth a word; else how long its agent still is limited. */
function behindLegacy(row: AgentRow, { now, snapshot }: Scene): string {
  const age = legacyAge(row, now, snapshot.intervalMs);
  return age === null ? shortCountdown(row.legacy, now) : shortAge(age);
}

function rowLine(row: AgentRow, selected: boolean, c: AgentColumns, scene: Scene): Line {
  const mark = differsMark(row);
  const { monitors } = scene.snapshot;
  const absent = !monitors.legacy.enabled ? 'not run' : row.legacyPending ? 'not yet' : 'not seen';
  const legacy = row.stale
    ? { ...stateText(row.legacy, absent), tone: 'dim' as const }
    : stateText(row.legacy, absent);
  const said = stateText(row.modular, monitors.modular.enabled ? 'not seen' : 'not run');
  const modular = row.stale ? { text: `stale: ${said.text}`, tone: 'dim' as const } : said;
  const plain = row.stale ? 'dim' : selected ? 'strong' : 'plain';
  return [
    tone('accent', selected ? '▸' : ' '),
    tone(row.stale ? 'dim' : mark.tone, `${mark.text} `),
    tone(plain, `${cell(foreign(row.target), c.target)} `),
    ...(c.role === 0 ? [] : [tone('dim', `${cell(row.role, c.role)} `)]),
    tone(row.stale ? 'dim' : 'plain', `${cell(foreign(row.label ?? row.kind ?? KINDS_UNKNOWN), c.kind)} `),
    ...wordCell(legacy, behindLegacy(row, scene), c.legacy),
    ' ',
    ...wordCell(modular, shortCountdown(row.modular, scene.now), c.modular),
    ' ',
    tone(row.stale ? 'dim' : 'plain', cell(sinceText(row, scene.now), c.since, 'right')),
    ...(c.title === 0 ? [] : [tone('dim', ` ${cell(foreign(row.title), c.title)}`)]),
  ];
}

function emptyWords(scene: Scene): Line[] {
  const { snapshot, state } = scene;
  if (state.filter !== '' && snapshot.rows.length > 0)
    return [
      [`No agent matches “${foreign(state.filter)}”.`],
      [tone('dim', keySays(scene.bindings, 'back', 'clears the filter.'))],
    ];
  if (snapshot.tmux.status === 'connecting') return [[tone('dim', 'Reading the tmux server…')]];
  if (snapshot.tmux.status !== 'ok') {
    return [['No agents: tmux does not answer.'], [tone('dim', foreign(snapshot.tmux.mend))]];
  }
  if (snapshot.monitors.modular.cycles === 0)
    return [[tone('dim', 'Waiting for the first report of modular…')]];
  return [
    ['No agents in this tmux server.'],
    [tone('dim', 'Start one in a pane (claude, codex, gemini, opencode, …); it shows up by itself.')],
  ];
}

/** Lines of the body that are no agents: the headings, where there is room for them. */
function headingRows(size: Size, bare: boolean): number {
  return size.rows >= (bare ? 15 : 8) ? 1 : 0;
}

/** Agents in view at once; without a frame the last line is for what the frame would have said. */
export function agentsPage(size: Size, bare: boolean): number {
  return size.rows - headingRows(size, bare) - (bare ? 1 : 0);
}

function footWords(scene: Scene, selected: AgentRow | undefined, below: number): Line {
  const parts: string[] = [];
  const age = selected === undefined ? null : legacyAge(selected, scene.now, scene.snapshot.intervalMs);
  const { monitors } = scene.snapshot;
  if (selected?.legacyPending) {
    parts.push('waiting for the first report of legacy');
  } else if (monitors.legacy.enabled && monitors.legacy.cycles === 0) {
    parts.push('waiting for the first report of legacy');
  }
  if (age !== null) parts.push(`legacy ${roughAge(age)} old`);
  if (below > 0) parts.push(`${below} more ↓`);
  return parts.length === 0 ? [] : [tone('dim', parts.join(' · '))];
}

/** The table of agents: what each monitor says, and where they differ. */
export function agentsView(scene: Scene, size: Size, bare: boolean): View {
  const { lists, snapshot, state } = scene;
  const { rows } = lists;
  const differ = snapshot.rows.filter((row) => row.differs !== null).length;
  const filtered = state.filter === '' ? '' : `filter “${foreign(state.filter)}” · `;
  const title =
    state.filter === ''
      ? `Agents ${snapshot.rows.length}`
      : `Agents ${rows.length} of ${snapshot.rows.length}`;
  const right: Line = [
    tone('dim', `${staleWord(snapshot.tmux.status)}${filtered}${differ} differ · sort ${state.sort}`),
  ];
  if (rows.length === 0) return { title, body: [[], ...emptyWords(scene)] };

  const longest = snapshot.rows.reduce((most, row) => Math.max(most, textWidth(row.target)), 0);
  const columns = agentColumns(size.columns, longest);
  const page = agentsPage(size, bare);
  const selected = cursorIndex(state.cursors.agents, lists.keys.agents);
  const { top, end } = listWindow(state.cursors.agents.top, selected, page, rows.length);
  const body: Line[] = headingRows(size, bare) === 1 ? [headings(columns)] : [];
  for (let i = top; i < end; i++) body.push(rowLine(rows[i] as AgentRow, i === selected, columns, scene));
  const foot = footWords(scene, rows[selected], rows.length - end);
  if (bare) {
    while (body.length < size.rows - 1) body.push([]);
    body.push(['   ', ...foot, tone('dim', foot.length === 0 ? '' : ' · '), ...right]);
  }
  return { title, right, body, foot };
}
