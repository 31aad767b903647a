import type { DatabaseSync } from 'node:sqlite';
import { safeJson } from '../core/text.ts';

/** What a command asks of the engine that holds the rollout. */
export interface NewRequest {
  at: number;
  who: string;
  why: string;
  /** Which act: `pause`, `approve` … */
  kind: string;
  /** Plain data. */
  args: unknown;
}

export interface Request extends NewRequest {
  id: number;
}

/** What became of a request. */
export interface Answer {
  ok: boolean;
  message: string;
  mend?: string;
}

/** How commands reach the engine: they post a request, it answers. */
export interface Requests {
  /** Durable when it returns. Throws what SQLite says. */
  post(request: NewRequest): number;
  /** Those that are not answered, oldest first. Reads the file only when another process has written to it. */
  open(): readonly Request[];
  /** The first answer counts. Throws what SQLite says. */
  answer(id: number, at: number, answer: Answer): void;
  /** null: there is none yet. */
  answerOf(id: number): (Answer & { at: number }) | null;
}

export function createRequests(db: DatabaseSync): Requests {
  const dataVersion = db.prepare('PRAGMA data_version');
  const select = db.prepare(
    'SELECT id, at, who, why, kind, args FROM request WHERE answered_at IS NULL ORDER BY id',
  );
  const one = db.prepare('SELECT answered_at, ok, message, mend FROM request WHERE id = ?');
  const insert = db.prepare('INSERT INTO request (at, who, why, kind, args) VALUES (?, ?, ?, ?, ?)');
  const update = db.prepare(
    'UPDATE request SET answered_at = ?, ok = ?, message = ?, mend = ? WHERE id = ? AND answered_at IS NULL',
  );
  let seen: { version: unknown; list: readonly Request[] } | null = null;

  return {
    post({ at, who, why, kind, args }) {
      seen = null;
      const text = safeJson(args ?? null);
      return Number(insert.run(at, who.toWellFormed(), why.toWellFormed(), kind, text).lastInsertRowid);
    },
    open() {
      const version = dataVersion.get()?.data_version;
      if (seen?.version === version && seen !== null) return seen.list;
      const list = select.all().map((row) => ({
        id: row.id as number,
        at: row.at as number,
        who: row.who as string,
        why: row.why as string,
        kind: row.kind as string,
        args: JSON.parse(row.args as string) as unknown,
      }));
      seen = { version, list };
      return list;
    },
    answer(id, at, { ok, message, mend }) {
      seen = null;
      update.run(at, Number(ok), message.toWellFormed(), mend?.toWellFormed() ?? null, id);
    },
    answerOf(id) {
      const row = one.get(id);
      if (row === undefined || row.answered_at === null) return null;
      return {
        at: row.answered_at as number,
        ok: row.ok === 1,
        message: row.message as string,
        ...(row.mend !== null && { mend: row.mend as string }),
      };
    },
  };
}
