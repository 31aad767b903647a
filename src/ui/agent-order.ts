import type { AgentId, AgentState } from '../core/agent.ts';
import type { AgentRow, MonitorView } from '../core/snapshot.ts';

/** How the agents may be sorted, in the order in which the key goes through them. */
export const SORTS = ['target', 'attention', 'changed', 'state', 'role', 'kind'] as const;
export type SortBy = (typeof SORTS)[number];

/** The more a state asks for somebody, the earlier it comes. */
export const URGENCY: readonly AgentState[] = [
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

/** Those that nobody but a person, or a PM, gets an agent out of. */
const NEEDY: readonly AgentState[] = ['crashed', 'error', 'waiting', 'rate_limited', 'message_queued'];

/** What is believed of an agent: modular's word, legacy's where modular does not know it. */
export function believed(row: AgentRow): MonitorView | null {
  return row.modular ?? row.legacy;
}

/** Whether the two monitors differ on it in a way that is neither explained nor judged. */
export function openlyDiffers({ differs }: AgentRow): boolean {
  if (differs === null) return false;
  if (differs.class === 'missing_in_modular') return true;
  const explained = ['refinement', 'timing', 'ignored'].includes(differs.cause);
  return !explained && differs.judged !== 'modular_right';
}

/** Names with numbers in them in the order a person expects. */
export const natural = new Intl.Collator('en', { numeric: true });

const since = (row: AgentRow): number => believed(row)?.since ?? 0;

function urgency(row: AgentRow): number {
  const state = believed(row)?.state;
  return state === undefined ? URGENCY.length : URGENCY.indexOf(state);
}

/** Agents that need somebody by their state, then those on which the monitors differ, then the others. */
function need(row: AgentRow): number {
  const at = NEEDY.indexOf(believed(row)?.state ?? 'unknown');
  if (at >= 0) return at;
  return openlyDiffers(row) ? NEEDY.length : NEEDY.length + 1;
}

type Order = (a: AgentRow, b: AgentRow) => number;

const byTarget: Order = (a, b) => natural.compare(a.target, b.target);
const byName = (name: (row: AgentRow) => string): Order => {
  return (a, b) => natural.compare(name(a), name(b)) || byTarget(a, b);
};

const ORDERS: Record<SortBy, Order> = {
  target: byTarget,
  // Of those that need somebody, who has waited the longest comes first; the others stay where they are.
  attention: (a, b) =>
    need(a) - need(b) || (need(a) < NEEDY.length ? since(a) - since(b) : 0) || byTarget(a, b),
  changed: (a, b) => since(b) - since(a) || byTarget(a, b),
  state: (a, b) => urgency(a) - urgency(b) || byTarget(a, b),
  role: byName((row) => row.role),
  kind: byName((row) => row.label ?? row.kind ?? ''),
};

/** The agents sorted. `before`: their places the last time; with them nothing costs but what has moved. */
export function sorted(
  rows: readonly AgentRow[],
  sort: SortBy,
  before: ReadonlyMap<AgentId, number> = new Map(),
): AgentRow[] {
  const place = (row: AgentRow): number => before.get(row.id) ?? before.size;
  const list = before.size === 0 ? [...rows] : [...rows].sort((a, b) => place(a) - place(b));
  return list.sort(ORDERS[sort]);
}
