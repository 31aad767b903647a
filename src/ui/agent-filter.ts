import type { AgentId } from '../core/agent.ts';
import type { AgentRow, MonitorView } from '../core/snapshot.ts';
import { believed, openlyDiffers } from './agent-order.ts';
import { STATE_SIGNS } from './glyphs.ts';

/** One word of a filter. */
interface Term {
  /** `state:waiting` looks for it there alone; null: anywhere. */
  field: Field | null;
  text: string;
  /** `-word`: must not be found. */
  not: boolean;
}

const FIELDS = ['target', 'session', 'role', 'kind', 'state', 'title', 'is'] as const;
type Field = (typeof FIELDS)[number];

const isField = (name: string): name is Field => (FIELDS as readonly string[]).includes(name);

/** The words of a filter. What is not finished yet (`-`, `state:`) asks for nothing; targets have a colon too. */
function terms(filter: string): Term[] {
  return filter
    .toLowerCase()
    .split(/\s+/)
    .map((word): Term => {
      const not = word.startsWith('-');
      const rest = not ? word.slice(1) : word;
      const colon = rest.indexOf(':');
      const name = rest.slice(0, Math.max(0, colon));
      return isField(name)
        ? { field: name, text: rest.slice(colon + 1), not }
        : { field: null, text: rest, not };
    })
    .filter(({ text }) => text !== '');
}

function stateWords(view: MonitorView | null): string {
  return view === null ? '' : `${view.state} ${STATE_SIGNS[view.state].word} ${view.detail ?? ''}`;
}

type Haystacks = Record<Exclude<Field, 'is'> | 'all', string>;

function haystacksOf(row: AgentRow): Haystacks {
  const fields = {
    target: row.target,
    session: row.session,
    role: row.role,
    kind: `${row.kind ?? ''} ${row.label ?? ''}`,
    state: stateWords(believed(row)),
    title: row.title,
  };
  const all = [
    fields.target,
    fields.role,
    fields.kind,
    stateWords(row.legacy),
    stateWords(row.modular),
    row.title,
  ];
  const lower = Object.entries({ ...fields, all: all.join(' ') }).map(([name, text]) => [
    name,
    text.toLowerCase(),
  ]);
  return Object.fromEntries(lower) as Haystacks;
}

/** Rows never change: another word of a monitor is another row. */
const haystacks = new WeakMap<AgentRow, Haystacks>();

function wordsOf(row: AgentRow): Haystacks {
  const known = haystacks.get(row) ?? haystacksOf(row);
  haystacks.set(row, known);
  return known;
}

function found({ field, text }: Term, row: AgentRow, marked: ReadonlySet<AgentId>): boolean {
  if (field !== 'is') return wordsOf(row)[field ?? 'all'].includes(text);
  if ('marked'.startsWith(text)) return marked.has(row.id);
  return 'differs'.startsWith(text) && openlyDiffers(row);
}

/** Whether the filter asks for marks, and has to be asked again when they change. */
export function asksForMarks(filter: string): boolean {
  return terms(filter).some(({ field }) => field === 'is');
}

/**
 * The agents that the filter keeps, in their order. Every word has to be found in target, role, kind, state or title;
 * `state:waiting` only there, `-word` nowhere; `is:marked` and `is:differs` ask for what is no word.
 */
export function filtered(
  rows: readonly AgentRow[],
  filter: string,
  marked: ReadonlySet<AgentId> = new Set(),
): readonly AgentRow[] {
  const all = terms(filter);
  if (all.length === 0) return rows;
  return rows.filter((row) => all.every((term) => found(term, row, marked) !== term.not));
}
