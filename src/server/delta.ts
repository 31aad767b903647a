import { isDeepStrictEqual } from 'node:util';
import type { AgentRow, EventItem, Snapshot } from '../core/snapshot.ts';

/** What differs from one Snapshot to a later one, small when little has happened. */
export interface Delta {
  /** Sequence of the Snapshot it applies to, and of the one it makes. */
  from: number;
  sequence: number;
  /** Parts that are others now, but the rows and the events. */
  set: Partial<Omit<Snapshot, 'rows' | 'events'>>;
  /** Parts that are there no more. */
  unset: string[];
  rows: {
    /** Ids of all rows in their order; null: the same as before. */
    order: string[] | null;
    changed: AgentRow[];
  };
  events: {
    /** Id of the first event that is still there; null: none of those before. */
    first: number | null;
    added: EventItem[];
  };
}

/** What makes `after` of `before`. */
export function deltaOf(before: Snapshot, after: Snapshot): Delta {
  const { rows: rowsBefore, events: eventsBefore, ...partsBefore } = before;
  const { rows, events, ...parts } = after;
  const set = Object.fromEntries(
    Object.entries(parts).filter(
      ([name, part]) => !isDeepStrictEqual(part, partsBefore[name as keyof typeof partsBefore]),
    ),
  );
  const known = new Map(rowsBefore.map((row) => [row.id, row]));
  const same = rows.length === rowsBefore.length && rows.every(({ id }, i) => id === rowsBefore[i]!.id);
  const first = events[0]?.id ?? null;
  const still = first === null ? [] : eventsBefore.filter(({ id }) => id >= first);
  // Events that are numbered anew are others, whatever their numbers are.
  const goesOn = still.length > 0 && isDeepStrictEqual(events.slice(0, still.length), still);
  return {
    from: before.sequence,
    sequence: after.sequence,
    set,
    unset: Object.keys(partsBefore).filter((name) => !(name in parts)),
    rows: {
      order: same ? null : rows.map(({ id }) => id),
      changed: rows.filter((row) => !isDeepStrictEqual(row, known.get(row.id))),
    },
    events: goesOn ? { first, added: events.slice(still.length) } : { first: null, added: events },
  };
}

/** The Snapshot that a delta makes of the one it applies to; null: it applies to another one. */
export function applyDelta(before: Snapshot, delta: Delta): Snapshot | null {
  if (delta.from !== before.sequence) return null;
  const { order, changed } = delta.rows;
  const rows = new Map([...before.rows, ...changed].map((row) => [row.id, row]));
  const { first, added } = delta.events;
  const kept = first === null ? [] : before.events.filter(({ id }) => id >= first);
  const next: Snapshot = {
    ...before,
    ...delta.set,
    rows: (order ?? before.rows.map(({ id }) => id)).flatMap((id) => rows.get(id) ?? []),
    events: [...kept, ...added],
  };
  for (const name of delta.unset) delete next[name as keyof Snapshot];
  return next;
}
