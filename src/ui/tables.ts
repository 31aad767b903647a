import type { AgentId } from '../core/agent.ts';
import { SORTS, type SortBy } from './agent-order.ts';
import { EVENT_SHOWN, type EventsShown } from './event-list.ts';
import type { UiState } from './store.ts';

/** How the table of agents is laid out, and what is marked in it: by ids and names, so that it survives every sort. */
export interface AgentsTable {
  /** The agents of a session stand together, below a line about it. */
  grouped: boolean;
  /** Sessions of which that line alone is shown. */
  folded: ReadonlySet<string>;
  marked: ReadonlySet<AgentId>;
}

/** Which events are shown. */
export interface EventsChoice {
  shown: EventsShown;
  filter: string;
}

export const FIRST_TABLE: AgentsTable = { grouped: false, folded: new Set(), marked: new Set() };
export const FIRST_LOG: EventsChoice = { shown: 'all', filter: '' };

const LONGEST_FILTER = 60;

/** The filter of the area in focus: of the events there, else of the agents. */
export function filterOf({ focus, filter, log }: UiState): string {
  return focus === 'events' ? log.filter : filter;
}

export function withFilter(state: UiState, text: string): UiState {
  const filter = text.slice(0, LONGEST_FILTER);
  return state.focus === 'events' ? { ...state, log: { ...state.log, filter } } : { ...state, filter };
}

/** The next way to sort. */
export function nextSort(sort: SortBy): SortBy {
  return SORTS[(SORTS.indexOf(sort) + 1) % SORTS.length] as SortBy;
}

/** The next choice of levels of the events. */
export function nextShown({ log, ...state }: UiState): UiState {
  const shown = EVENT_SHOWN[(EVENT_SHOWN.indexOf(log.shown) + 1) % EVENT_SHOWN.length] as EventsShown;
  return { ...state, log: { ...log, shown } };
}

function toggled<Item>(set: ReadonlySet<Item>, items: readonly Item[]): ReadonlySet<Item> {
  const next = new Set(set);
  const all = items.every((item) => set.has(item));
  for (const item of items) {
    if (all) next.delete(item);
    else next.add(item);
  }
  return next;
}

/** Marks these agents; if all of them are marked, they are no more. Marks of agents that are gone are dropped. */
export function toggleMarks(state: UiState, ids: readonly AgentId[], present: ReadonlySet<AgentId>): UiState {
  const marked = [...toggled(state.table.marked, ids)].filter((id) => present.has(id));
  return { ...state, table: { ...state.table, marked: new Set(marked) } };
}

/** Folds these sessions; if all of them are folded, they are opened. */
export function toggleFolds(state: UiState, sessions: readonly string[]): UiState {
  return { ...state, table: { ...state.table, folded: toggled(state.table.folded, sessions) } };
}
