import type { AgentId, AgentState } from '../core/agent.ts';
import type { Divergence, DivergenceCause, Signature } from '../core/divergence.ts';
import type { AgentRow, EventItem, MonitorView, Snapshot } from '../core/snapshot.ts';
import { STAGES } from '../core/stage.ts';
import { STATE_SIGNS } from './glyphs.ts';
import type { ListId, SortBy, UiState } from './store.ts';

/** The more a state asks for somebody, the earlier it comes. */
const URGENCY: readonly AgentState[] = [
  'crashed',
  'error',
  'waiting',
  'rate_limited',
  'message_queued',
  'unknown',
  'fresh',
  'idle',
  'starting',
  'working',
];

/** What is believed of an agent: modular's word, legacy's where modular does not know it. */
export function believed(row: AgentRow): MonitorView | null {
  return row.modular ?? row.legacy;
}

const natural = new Intl.Collator('en', { numeric: true });
const byTarget = (a: AgentRow, b: AgentRow): number => natural.compare(a.target, b.target);

const ORDERS: Record<SortBy, (a: AgentRow, b: AgentRow) => number> = {
  target: byTarget,
  changed: (a, b) => (believed(b)?.since ?? 0) - (believed(a)?.since ?? 0) || byTarget(a, b),
  state: (a, b) => urgency(a) - urgency(b) || byTarget(a, b),
};

function urgency(row: AgentRow): number {
  const state = believed(row)?.state;
  return state === undefined ? URGENCY.length : URGENCY.indexOf(state);
}

function searchable(row: AgentRow): string {
  const states = [row.legacy, row.modular].flatMap((v) =>
    v === null ? [] : [v.state, STATE_SIGNS[v.state].word, v.detail ?? ''],
  );
  return [row.target, row.role, row.kind ?? '', row.label ?? '', ...states].join(' ').toLowerCase();
}

/** The agents in the order they are shown; every word of the filter has to be found. */
export function shownRows(rows: readonly AgentRow[], filter: string, sort: SortBy): AgentRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const kept =
    words.length === 0 ? [...rows] : rows.filter((row) => words.every((w) => searchable(row).includes(w)));
  return kept.sort(ORDERS[sort]);
}

const CAUSE_ORDER: readonly DivergenceCause[] = ['logic', 'discovery', 'refinement', 'timing', 'ignored'];

/** The differences in the order they are shown: what may be an error first. */
export function shownDifferences(divergences: readonly Divergence[]): Divergence[] {
  return [...divergences].sort(
    (a, b) =>
      CAUSE_ORDER.indexOf(a.cause) - CAUSE_ORDER.indexOf(b.cause) || natural.compare(a.target, b.target),
  );
}

/** The signatures in the order they are shown: open ones first, the newest questions on top, each staying in its place. */
export function shownSignatures(signatures: readonly Signature[]): Signature[] {
  return [...signatures].sort(
    (a, b) =>
      Number(b.open) - Number(a.open) ||
      b.firstAt - a.firstAt ||
      (a.signature < b.signature ? -1 : Number(a.signature !== b.signature)),
  );
}

/** The lists as they are shown, and the keys their cursors go by. */
export interface Lists {
  rows: AgentRow[];
  differences: Divergence[];
  /** Newest first. */
  events: EventItem[];
  signatures: Signature[];
  keys: Record<Exclude<ListId, 'health'>, string[]>;
}

/** Makes the lists; the last ones are kept as long as nothing they depend on has changed. */
export function listsCache(): (snapshot: Snapshot, state: UiState) => Lists {
  let last: { snapshot: Snapshot; filter: string; sort: SortBy; lists: Lists } | null = null;
  return (snapshot, { filter, sort }) => {
    if (last !== null && last.snapshot === snapshot && last.filter === filter && last.sort === sort)
      return last.lists;
    const rows = shownRows(snapshot.rows, filter, sort);
    const differences = shownDifferences(snapshot.divergences);
    const events = [...snapshot.events].reverse();
    const signatures = shownSignatures(snapshot.signatures);
    const lists: Lists = {
      rows,
      differences,
      events,
      signatures,
      keys: {
        agents: rows.map((row) => row.id),
        differences: differences.map((d) => `${d.agentId} ${d.class}`),
        stage: [...STAGES],
        events: events.map((event) => String(event.id)),
        signatures: signatures.map((row) => row.signature),
      },
    };
    last = { snapshot, filter, sort, lists };
    return lists;
  };
}

/** The next agent after `from` that waits for somebody, round the list; null: none does. */
export function nextWaiting(rows: readonly AgentRow[], from: AgentId | null): AgentId | null {
  const at = rows.findIndex((row) => row.id === from);
  for (let i = 1; i <= rows.length; i++) {
    const row = rows[(at + i + rows.length) % rows.length] as AgentRow;
    if (row.modular?.state === 'waiting' && !row.stale) return row.id;
  }
  return null;
}
