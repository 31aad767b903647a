import type { DatabaseSync } from 'node:sqlite';
import type { CheckId, CheckResult, Verdict } from '../core/check.ts';

/** A check that stays as it is is written once in this time. */
const EVERY_MS = 60_000;

/** What a check said at one moment: its numbers, without the words that are made of them. */
export interface StoredCheck
  extends Pick<CheckResult, 'id' | 'verdict' | 'alert' | 'value' | 'interval' | 'n' | 'bound' | 'reason'> {
  at: number;
  dryRun: boolean;
}

export interface CheckStore {
  /** Whether the result is to be written: another verdict or alert, or a minute has passed. */
  due(at: number, check: CheckResult): boolean;
  write(at: number, check: CheckResult): void;
  /** What this check said in `[from, to)`, oldest first; at most `limit`. */
  read(id: CheckId, from: number, to: number, limit: number): StoredCheck[];
}

export function createCheckStore(db: DatabaseSync): CheckStore {
  const insert = db.prepare(
    'INSERT INTO check_result (at, name, verdict, alert, dry_run, value, low, high, n, bound, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const select = db.prepare(
    'SELECT * FROM check_result WHERE name = ? AND at >= ? AND at < ? ORDER BY id LIMIT ?',
  );
  const last = new Map<CheckId, { at: number; key: string }>();

  return {
    due(at, { id, verdict, alert }) {
      const before = last.get(id);
      const key = `${verdict} ${alert}`;
      // A clock that was set back must not silence a check.
      if (before !== undefined && before.key === key && at >= before.at && at - before.at < EVERY_MS)
        return false;
      last.set(id, { at, key });
      return true;
    },
    write(at, { id, verdict, alert, dryRun, value, interval, n, bound, reason }) {
      const [low, high] = [interval?.low ?? null, interval?.high ?? null];
      insert.run(
        at,
        id,
        verdict,
        Number(alert),
        Number(dryRun ?? false),
        value,
        low,
        high,
        n,
        bound,
        reason.toWellFormed(),
      );
    },
    read: (id, from, to, limit) =>
      select.all(id, from, to, limit).map((row) => ({
        at: row.at as number,
        id,
        verdict: row.verdict as Verdict,
        alert: row.alert === 1,
        dryRun: row.dry_run === 1,
        value: row.value as number | null,
        interval: row.low === null ? null : { low: row.low as number, high: row.high as number },
        n: row.n as number,
        bound: row.bound as number | null,
        reason: row.reason as string,
      })),
  };
}
