import type { AgentId } from '../core/agent.ts';
import type { AgentRow } from '../core/snapshot.ts';
import { believed } from './agent-order.ts';

/** When the operator has looked at the table of agents; times in ms since the epoch, on the engine's clock. */
export interface Looks {
  /** What has changed after this has not been seen. */
  from: number;
  /** The last key in the table. */
  last: number;
  /** Agents that were looked at one by one since `from`. */
  seen: ReadonlyMap<AgentId, number>;
}

/**
 * While keys follow each other within this, the operator looks at what changed since they came back; after it, all that was
 * on the screen until the last key counts as seen.
 */
export const SITTING_MS = 30_000;

/** Agents have just come into view for the first time: all that is said of them is new anyway. */
export function firstLook(now: number): Looks {
  return { from: now, last: now, seen: new Map() };
}

function seenUntil({ from, last }: Looks, now: number): number {
  return now - last > SITTING_MS ? last : from;
}

/** Whether what is believed of the agent has changed since the operator looked. */
export function isChanged(row: AgentRow, looks: Looks | null, now: number): boolean {
  if (looks === null || row.stale) return false;
  const { since = 0 } = believed(row) ?? {};
  return since > seenUntil(looks, now) && since > (looks.seen.get(row.id) ?? 0);
}

/** The same, told to what is at hand of the agent. */
export function lookedAt(looks: Looks, id: AgentId, now: number): Looks {
  return { ...looks, seen: new Map(looks.seen).set(id, now) };
}

/** A key was pressed in the table. */
export function keyPressed(looks: Looks, now: number): Looks {
  const from = seenUntil(looks, now);
  if (from === looks.from) return { ...looks, last: now };
  return { from, last: now, seen: new Map([...looks.seen].filter(([, at]) => at > from)) };
}

/** The next agent after `from` that has changed, round the list; null: none has. */
export function nextChanged(
  rows: readonly AgentRow[],
  from: AgentId | null,
  looks: Looks | null,
  now: number,
): AgentRow | null {
  const at = rows.findIndex((row) => row.id === from);
  for (let i = 1; i <= rows.length; i++) {
    const row = rows[(at + i + rows.length) % rows.length] as AgentRow;
    if (isChanged(row, looks, now)) return row;
  }
  return null;
}
