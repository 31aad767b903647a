import type { AgentId, AgentState } from '../core/agent.ts';
import type { AgentRow } from '../core/snapshot.ts';
import { believed } from './agent-order.ts';

/** The agents of one session. */
export interface Team {
  session: string;
  /** In their order; those that the filter hides are not among them. */
  rows: readonly AgentRow[];
  counts: StateCounts;
  /** The PM of the session, whatever the filter hides; null: it has none. */
  pm: AgentRow | null;
  folded: boolean;
}

export type StateCounts = Partial<Record<AgentState, number>>;

/** A line of the table: an agent, or above the agents of a session what is common to them. */
export type TableItem = { kind: 'agent'; row: AgentRow } | { kind: 'team'; team: Team };

/** What a cursor goes by; no id of an agent begins like that of a session. */
export function itemKey(item: TableItem): string {
  return item.kind === 'agent' ? item.row.id : sessionKey(item.team.session);
}

export function sessionKey(session: string): string {
  return `session ${session}`;
}

/** How many agents are in each state. */
export function countStates(rows: readonly AgentRow[]): StateCounts {
  const counts: StateCounts = {};
  for (const row of rows) {
    const state = believed(row)?.state;
    if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

/** The agents session by session. The sessions come in the order of their first agents: so the sort holds for them too. */
export function teamsOf(
  rows: readonly AgentRow[],
  folded: ReadonlySet<string>,
  all: readonly AgentRow[] = rows,
): Team[] {
  const sessions = new Map<string, AgentRow[]>();
  for (const row of rows) {
    const team = sessions.get(row.session);
    if (team === undefined) sessions.set(row.session, [row]);
    else team.push(row);
  }
  const pms = new Map<string, AgentRow>();
  for (const row of all) if (row.role === 'pm' && !pms.has(row.session)) pms.set(row.session, row);
  return [...sessions].map(([session, own]) => ({
    session,
    rows: own,
    counts: countStates(own),
    pm: pms.get(session) ?? null,
    folded: folded.has(session),
  }));
}

/** The lines of the teams; of a folded one its header alone. */
export function teamItems(teams: readonly Team[]): TableItem[] {
  return teams.flatMap((team): TableItem[] => [
    { kind: 'team', team },
    ...(team.folded ? [] : agentItems(team.rows)),
  ]);
}

export function agentItems(rows: readonly AgentRow[]): TableItem[] {
  return rows.map((row) => ({ kind: 'agent', row }));
}

/** The agent a line stands for: itself, or of a session its PM. */
export function agentOf(item: TableItem | undefined): AgentRow | null {
  if (item === undefined) return null;
  return item.kind === 'agent' ? item.row : item.team.pm;
}

/** The agents of a line: itself, or all of a session that the filter shows. */
export function idsOf(item: TableItem): AgentId[] {
  return item.kind === 'agent' ? [item.row.id] : item.team.rows.map(({ id }) => id);
}
