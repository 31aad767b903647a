import type { AgentRow } from '../../core/snapshot.ts';
import { cell, foreign, type Line, textWidth, tone } from '../cells.ts';
import { isChanged } from '../looks.ts';
import type { Tone } from '../theme.ts';
import { shortCountdown } from './countdown.ts';
import type { Scene } from './scene.ts';
import { differsMark, legacyAge, shortAge, sinceText, stateText } from './words.ts';

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

/** The names of the columns. */
export function headings(c: AgentColumns): Line {
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

/** An agent: cursor, difference and mark; what each monitor says; `•` where that changed since the operator looked. */
export function rowLine(row: AgentRow, selected: boolean, c: AgentColumns, scene: Scene): Line {
  const mark = differsMark(row);
  const { monitors } = scene.snapshot;
  const absent = !monitors.legacy.enabled ? 'not run' : row.legacyPending ? 'not yet' : 'not seen';
  const legacy = row.stale
    ? { ...stateText(row.legacy, absent), tone: 'dim' as const }
    : stateText(row.legacy, absent);
  const said = stateText(row.modular, monitors.modular.enabled ? 'not seen' : 'not run');
  const modular = row.stale ? { text: `stale: ${said.text}`, tone: 'dim' as const } : said;
  const marked = scene.state.table.marked.has(row.id);
  const changed = isChanged(row, scene.state.looks, scene.now);
  const plain = row.stale ? 'dim' : selected ? 'strong' : 'plain';
  return [
    tone('accent', selected ? '▸' : ' '),
    tone(row.stale ? 'dim' : mark.tone, mark.text),
    marked ? tone('accent', '*') : ' ',
    tone(plain, `${cell(foreign(row.target), c.target)} `),
    ...(c.role === 0 ? [] : [tone('dim', `${cell(row.role, c.role)} `)]),
    tone(row.stale ? 'dim' : 'plain', `${cell(foreign(row.label ?? row.kind ?? KINDS_UNKNOWN), c.kind)} `),
    ...wordCell(legacy, behindLegacy(row, scene), c.legacy),
    ' ',
    ...wordCell(modular, shortCountdown(row.modular, scene.now), c.modular),
    changed ? tone('accent', '•') : ' ',
    tone(row.stale ? 'dim' : 'plain', cell(sinceText(row, scene.now), c.since, 'right')),
    ...(c.title === 0 ? [] : [tone('dim', ` ${cell(foreign(row.title), c.title)}`)]),
  ];
}
