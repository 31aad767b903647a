import type { ActionKind, ActionRecord, ActionResult } from '../../core/actions.ts';
import type { MonitorName } from '../../core/report.ts';
import type { JournalReader } from '../../journal/reader.ts';

/** An action as the journal tells of it. */
export interface ListedAction {
  /** Number of its intent. */
  id: number;
  /** When it began, ms since the epoch. */
  at: number;
  /** The tick whose authority it had. */
  tick: number;
  by: MonitorName;
  kind: ActionKind;
  session: string;
  target: string;
  why: string;
  /** How often a PM was started in it. */
  starts: number;
  /** What it was last about to do; empty: nothing yet. */
  step: string;
  /** null: no end of it is known. */
  result: ActionResult | null;
  /** How it ended, for an operator; empty as long as it has not. */
  text: string;
  /** How long it took in ms; null as long as it has not ended. */
  ms: number | null;
  paneId: string | null;
}

/** The last actions in a journal, oldest first. */
export function listActions(reader: Pick<JournalReader, 'records'>, limit: number): ListedAction[] {
  const intents = reader.records({ kinds: ['action_intent'], newestFirst: true, limit }).reverse();
  const first = intents[0];
  if (first === undefined) return [];
  const actions = new Map<number, ListedAction>();
  for (const { id, at, body } of intents) {
    const begun = body as ActionRecord;
    if (begun.phase !== 'begun') continue;
    const { tick, by, kind, session, target, why } = begun;
    const nothingYet = { starts: 0, step: '', result: null, text: '', ms: null, paneId: null };
    actions.set(id, { id, at, tick, by, kind, session, target, why, ...nothingYet });
  }
  for (const { body } of reader.records({ kinds: ['action'], afterId: first.id })) {
    const record = body as ActionRecord;
    if (record.phase === 'begun') continue;
    const action = actions.get(record.action);
    if (action !== undefined) follow(action, record);
  }
  return [...actions.values()];
}

function follow(action: ListedAction, record: Exclude<ActionRecord, { phase: 'begun' }>): void {
  if (record.paneId !== null) action.paneId = record.paneId;
  if (record.phase === 'step') {
    action.step = record.step;
    if (record.starts) action.starts++;
    return;
  }
  action.result = record.result;
  action.text = record.text;
  action.ms = record.ms;
}
