import type { AgentId } from '../core/agent.ts';
import type { Divergence, DivergenceCause, Signature } from '../core/divergence.ts';
import type { AgentRow, EventItem, Snapshot } from '../core/snapshot.ts';
import { STAGES } from '../core/stage.ts';
import { asksForMarks, filtered } from './agent-filter.ts';
import { natural, type SortBy, sorted } from './agent-order.ts';
import { shownEvents } from './event-list.ts';
import { remembered } from './remembered.ts';
import type { ListId, UiState } from './store.ts';
import { filterOf } from './tables.ts';
import {
  agentItems,
  countStates,
  itemKey,
  type StateCounts,
  type TableItem,
  type Team,
  teamItems,
  teamsOf,
} from './teams.ts';

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
  /** The agents that the filter keeps, in the order of the table, those of folded sessions too. */
  rows: readonly AgentRow[];
  /** The lines of the table of agents, as its cursor goes through them. */
  items: readonly TableItem[];
  /** The sessions that the filter keeps; empty where the table is not grouped. */
  teams: readonly Team[];
  /** States of `rows`. */
  counts: StateCounts;
  differences: Divergence[];
  /** Newest first. */
  events: EventItem[];
  signatures: Signature[];
  keys: Record<Exclude<ListId, 'health'>, string[]>;
}

type Table = Pick<Lists, 'rows' | 'items' | 'teams' | 'counts'> & { keys: string[] };

function flatTable(rows: readonly AgentRow[]): Table {
  return table(rows, agentItems(rows), []);
}

function groupedTable(
  rows: readonly AgentRow[],
  folded: ReadonlySet<string>,
  all: readonly AgentRow[],
): Table {
  const teams = teamsOf(rows, folded, all);
  return table(
    teams.flatMap((team) => team.rows),
    teamItems(teams),
    teams,
  );
}

function table(rows: readonly AgentRow[], items: TableItem[], teams: readonly Team[]): Table {
  return { rows, items, teams, counts: countStates(rows), keys: items.map(itemKey) };
}

const NO_MARKS: ReadonlySet<AgentId> = new Set();

/** Sorts, remembering the places: of a thousand agents few move from one snapshot to the next. */
function rememberingSort(): (rows: readonly AgentRow[], sort: SortBy) => AgentRow[] {
  let places = new Map<AgentId, number>();
  return (rows, sort) => {
    const list = sorted(rows, sort, places);
    places = new Map(list.map(({ id }, i) => [id, i]));
    return list;
  };
}

/** Makes the lists; each of them is kept as long as nothing it depends on has changed. */
export function listsCache(): (snapshot: Snapshot, state: UiState) => Lists {
  const sort = remembered(rememberingSort());
  const filter = remembered(filtered);
  const flat = remembered(flatTable);
  const grouped = remembered(groupedTable);
  const events = remembered(shownEvents);
  const eventKeys = remembered((list: EventItem[]) => list.map((event) => String(event.id)));
  const differences = remembered(shownDifferences);
  const signatures = remembered(shownSignatures);
  const lists = remembered(
    (agents: Table, happened: EventItem[], differing: Divergence[], signed: Signature[]): Lists => ({
      rows: agents.rows,
      items: agents.items,
      teams: agents.teams,
      counts: agents.counts,
      differences: differing,
      events: happened,
      signatures: signed,
      keys: {
        agents: agents.keys,
        differences: differing.map((d) => `${d.agentId} ${d.class}`),
        stage: [...STAGES],
        events: eventKeys(happened),
        signatures: signed.map((row) => row.signature),
      },
    }),
  );
  return (snapshot, state) => {
    const { marked, grouped: byTeam, folded } = state.table;
    const all = sort(snapshot.rows, state.sort);
    const kept = filter(all, state.filter, asksForMarks(state.filter) ? marked : NO_MARKS);
    return lists(
      byTeam ? grouped(kept, folded, all) : flat(kept),
      events(snapshot.events, state.log.shown, state.log.filter),
      differences(snapshot.divergences),
      signatures(snapshot.signatures),
    );
  };
}

/** The filter of the area in focus: how many items it keeps, of how many. */
export function filterHits({
  snapshot,
  state,
  lists,
}: {
  snapshot: Snapshot;
  state: UiState;
  lists: Lists;
}): {
  text: string;
  found: number;
  of: number;
} {
  const text = filterOf(state);
  return state.focus === 'events'
    ? { text, found: lists.events.length, of: snapshot.events.length }
    : { text, found: lists.rows.length, of: snapshot.rows.length };
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
