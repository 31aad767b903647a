import type { DatabaseSync } from 'node:sqlite';
import { oneLine } from '../core/text.ts';

const DAY_MS = 86_400_000;
/** Longer names are cut: they come from panes. */
const LONGEST = 300;
/** Names that are remembered. */
const MOST_KNOWN = 50_000;

/** Names stored once, and referred to by a number. */
export interface Words {
  /** The number of a name, as used at `at`; made safe for a screen. */
  id(text: string, at: number): number;
  /** Forgets what it remembers of the file: after a write that failed. */
  forget(): void;
  /** Removes names that were last used before `at`. */
  prune(at: number): void;
}

export function createWords(db: DatabaseSync): Words {
  const upsert = db.prepare(
    'INSERT INTO word (text, day) VALUES (?, ?) ON CONFLICT (text) DO UPDATE SET day = max(day, excluded.day) RETURNING id',
  );
  const remove = db.prepare('DELETE FROM word WHERE day < ?');
  const known = new Map<string, number>();
  let knownDay = Number.NaN;

  return {
    id(text, at) {
      const day = Math.floor(at / DAY_MS);
      // Every day anew, so that the day of the last use is true in the file.
      if (day !== knownDay || known.size >= MOST_KNOWN) known.clear();
      knownDay = day;
      const found = known.get(text);
      if (found !== undefined) return found;
      const stored = oneLine(text).toWellFormed().slice(0, LONGEST).toWellFormed();
      const id = Number(upsert.get(stored, day)?.id);
      known.set(text, id);
      return id;
    },
    forget: () => known.clear(),
    prune(at) {
      remove.run(Math.floor(at / DAY_MS));
    },
  };
}
