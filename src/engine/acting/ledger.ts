import type { ActionEnd, ActionRecord, ActionSubject } from '../../core/actions.ts';
import type { ActionsConfig } from '../../core/actions-config.ts';
import type { MonitorName } from '../../core/report.ts';
import type { JournalRecord } from '../../journal/records.ts';

const HOUR_MS = 60 * 60_000;
/** Ended actions that are shown. */
const RECENT = 20;

/** An action that was begun and of which no end is known. */
export interface OpenAction extends ActionSubject {
  id: number;
  at: number;
  mark: string;
  attempt: number;
}

interface Start {
  session: string;
  by: MonitorName;
  at: number;
  mark: string;
}

/** What was done lately: what the limits of MONITORS.md are judged by. Kept over restarts by the journal's records. */
export class Ledger {
  private ends: ActionEnd[] = [];
  private starts: Start[] = [];
  private readonly open = new Map<number, OpenAction>();

  /** Takes up the records of an earlier engine, oldest first. */
  restore(records: readonly JournalRecord[]): void {
    for (const { id, at, hash, body } of records) {
      const record = body as ActionRecord;
      if (record.phase === 'begun') {
        const { kind, by, session, target, why } = record;
        this.begun({ id, at, mark: markOfHash(hash), attempt: 0, kind, by, session, target, why });
      } else if (record.phase === 'step') this.step(record.action, record.attempt, record.starts, at);
      else this.ended({ ...record, id: record.action });
    }
  }

  begun(action: OpenAction): void {
    this.open.set(action.id, action);
  }

  step(id: number, attempt: number, starts: boolean, at: number): void {
    const action = this.open.get(id);
    if (action === undefined) return;
    action.attempt = attempt;
    const { session, by, mark } = action;
    if (starts)
      this.starts = [...this.starts.filter((one) => at - one.at < HOUR_MS), { session, by, at, mark }];
  }

  ended(end: ActionEnd): void {
    this.open.delete(end.id);
    this.ends = [...this.ends, end].slice(-RECENT);
  }

  get recent(): ActionEnd[] {
    return [...this.ends];
  }

  /** Actions without an end. */
  unfinished(): OpenAction[] {
    return [...this.open.values()];
  }

  /** Marks of starts in this session whose pane may still be on its way to a prompt, newest first. */
  earlierMarks(session: string, config: ActionsConfig, now: number): string[] {
    const recent = this.starts.filter(
      (one) => one.session === session && now - one.at < config.recoverPm.promptWithin,
    );
    return [...new Set(recent.reverse().map(({ mark }) => mark))];
  }

  /** Starts that are left to a monitor in a session, and why none may be made now; empty: one may. */
  mayRecover(
    session: string,
    by: MonitorName,
    { recoverPm: { grace, cooldown, tries } }: ActionsConfig,
    now: number,
  ): { tries: number; held: string } {
    const own = this.starts.filter(
      (one) => one.session === session && one.by === by && now - one.at < HOUR_MS,
    );
    const left = tries - own.length;
    const last = this.ends.findLast(
      (end) =>
        end.kind === 'recover_pm' &&
        end.session === session &&
        end.result !== 'stopped' &&
        end.result !== 'refused',
    );
    const since = last === undefined ? Number.POSITIVE_INFINITY : now - last.at;
    const pause = last?.result === 'done' ? Math.max(grace, cooldown) : cooldown;
    if (since < pause)
      return { tries: left, held: `cooldown after the last recovery, ${span(pause - since)} more` };
    if (left > 0) return { tries: left, held: '' };
    return {
      tries: 0,
      held: `all ${tries} tries of this hour are used, the next in ${span(own[0]!.at + HOUR_MS - now)}`,
    };
  }
}

/** Stands in the start command of what an action opens: of the hash of its intent, so that no two journals share it. */
export function markOfHash(hash: string): string {
  return hash.slice(0, 16);
}

function span(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
