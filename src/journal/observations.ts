import type { DatabaseSync } from 'node:sqlite';
import type { AgentId, AgentKind, AgentState, StateDetail } from '../core/agent.ts';
import { MONITOR_NAMES, type MonitorName } from '../core/report.ts';
import type { Words } from './words.ts';

/** Agents whose last state is remembered. */
const MOST_KNOWN = 20_000;

/** What a monitor says of an agent, from `at` on. */
export interface StoredObservation {
  at: number;
  monitor: MonitorName;
  agentId: AgentId;
  target: string;
  kind: AgentKind | null;
  state: AgentState;
  detail: StateDetail | null;
  rule: string;
}

export interface ObservationStore {
  /** Whether this is another state than the last one of this agent and monitor; it is the last one from then on. */
  changed(observation: StoredObservation): boolean;
  write(observation: StoredObservation): void;
  /** Forgets what it remembers of the file: after a write that failed. */
  forget(): void;
  /** The changes of an agent, oldest first; the last `limit` of them. */
  of(agentId: AgentId, limit: number): StoredObservation[];
}

export function createObservationStore(db: DatabaseSync, words: Words): ObservationStore {
  const insert = db.prepare(
    'INSERT INTO observation (at, monitor, agent, target, kind, state, detail, rule) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const last = db.prepare(`
    SELECT state.text AS state, detail.text AS detail
    FROM observation o
    JOIN word state ON state.id = o.state
    LEFT JOIN word detail ON detail.id = o.detail
    WHERE o.agent = (SELECT id FROM word WHERE text = ?) AND o.monitor = ?
    ORDER BY o.id DESC LIMIT 1`);
  const select = db.prepare(`
    SELECT o.at, o.monitor, agent.text AS agent, target.text AS target, kind.text AS kind, state.text AS state,
           detail.text AS detail, rule.text AS rule
    FROM observation o
    JOIN word agent ON agent.id = o.agent
    JOIN word target ON target.id = o.target
    LEFT JOIN word kind ON kind.id = o.kind
    JOIN word state ON state.id = o.state
    LEFT JOIN word detail ON detail.id = o.detail
    JOIN word rule ON rule.id = o.rule
    WHERE o.agent = (SELECT id FROM word WHERE text = ?) ORDER BY o.id DESC LIMIT ?`);
  /** Last state by monitor and agent. */
  const known = new Map<string, string>();

  function lastState(agentId: AgentId, monitor: number): string | null {
    const row = last.get(agentId, monitor);
    return row === undefined ? null : stateKey(row.state as string, row.detail as string | null);
  }

  return {
    changed({ agentId, monitor, state, detail }) {
      const number = MONITOR_NAMES.indexOf(monitor);
      const key = `${number} ${agentId}`;
      const before = known.get(key) ?? lastState(agentId, number);
      const now = stateKey(state, detail);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(key, now);
      return before !== now;
    },
    write({ at, monitor, agentId, target, kind, state, detail, rule }) {
      const optional = (text: string | null) => (text === null ? null : words.id(text, at));
      insert.run(
        at,
        MONITOR_NAMES.indexOf(monitor),
        words.id(agentId, at),
        words.id(target, at),
        optional(kind),
        words.id(state, at),
        optional(detail),
        words.id(rule, at),
      );
    },
    forget: () => known.clear(),
    of: (agentId, limit) =>
      select
        .all(agentId, limit)
        .map((row) => ({
          at: row.at as number,
          monitor: MONITOR_NAMES[Number(row.monitor)]!,
          agentId: row.agent as string,
          target: row.target as string,
          kind: row.kind as AgentKind | null,
          state: row.state as AgentState,
          detail: row.detail as StateDetail | null,
          rule: row.rule as string,
        }))
        .reverse(),
  };
}

function stateKey(state: string, detail: string | null): string {
  return `${state} ${detail ?? ''}`;
}
