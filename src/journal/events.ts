import type { DatabaseSync } from 'node:sqlite';
import type { EventItem, EventLevel } from '../core/snapshot.ts';
import { oneLine } from '../core/text.ts';

/** Which events are asked for: those after this number, or the last ones; oldest first in both cases. */
export interface EventQuery {
  after?: number;
  limit?: number;
}

export interface EventStore {
  write(event: EventItem): void;
  read(query: EventQuery): EventItem[];
}

const LIMIT = 500;

/** Events have a number of their own in the journal: the engine's begin anew when it starts. */
export function createEventStore(db: DatabaseSync): EventStore {
  const insert = db.prepare('INSERT INTO event (at, level, glyph, text, agent) VALUES (?, ?, ?, ?, ?)');
  const since = db.prepare('SELECT * FROM event WHERE id > ? ORDER BY id LIMIT ?');
  const last = db.prepare('SELECT * FROM event ORDER BY id DESC LIMIT ?');

  return {
    write({ at, level, glyph, text, agentId }) {
      insert.run(at, level, glyph, oneLine(text).toWellFormed(), agentId);
    },
    read({ after, limit = LIMIT }) {
      const rows = after === undefined ? last.all(limit).reverse() : since.all(after, limit);
      return rows.map((row) => ({
        id: row.id as number,
        at: row.at as number,
        level: row.level as EventLevel,
        glyph: row.glyph as string,
        text: row.text as string,
        agentId: row.agent as string | null,
      }));
    },
  };
}
