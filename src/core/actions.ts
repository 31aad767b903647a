import type { MonitorName } from './report.ts';

/** All that a monitor may want to be done. The last two are legacy's own, and executed only where that is allowed. */
export const ACTION_KINDS = ['recover_pm', 'notify_pm', 'submit_message', 'kill_window', 'kill_pm'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/** `observe`: what a monitor wants is shown and counted, and nothing is done. */
export const ACTION_MODES = ['observe', 'act'] as const;
export type ActionMode = (typeof ACTION_MODES)[number];

/**
 * How an action ended. `stopped`: the authority was taken away before its next step. `refused`: a look at the panes spoke
 * against it, and nothing was done. `unknown`: cutover ended in it, and the world does not tell what came of it.
 */
export const ACTION_RESULTS = ['done', 'failed', 'stopped', 'refused', 'unknown'] as const;
export type ActionResult = (typeof ACTION_RESULTS)[number];

/** What an action is about. */
export interface ActionSubject {
  kind: ActionKind;
  /** The monitor that had the authority. */
  by: MonitorName;
  session: string;
  /** `session:window` or `session:window.pane` */
  target: string;
  /** Why the monitor wanted it. */
  why: string;
}

/** An action under way. */
export interface ActionRun extends ActionSubject {
  /** Number of its intent in the journal. */
  id: number;
  /** Milliseconds since the epoch. */
  since: number;
  /** What it is doing: `waits for the prompt of shop:5.0`. */
  step: string;
  /** Of a recovery: which try this is, and how many there may be. */
  tries: { now: number; most: number } | null;
  /** The pane that it has opened; null: none yet. */
  paneId: string | null;
}

/** An action that has ended. */
export interface ActionEnd extends ActionSubject {
  id: number;
  /** When it ended, ms since the epoch, and how long it took in ms. */
  at: number;
  ms: number;
  result: ActionResult;
  /** For an operator: `recovered in 14 s`, `failed: the start command ended at once`. */
  text: string;
  tries: number;
  paneId: string | null;
}

/** What a monitor wants at present, and why it is not done. */
export interface Wish extends ActionSubject {
  /** Milliseconds since the epoch. */
  since: number;
  /** `would have …: recovery is switched off`, `cooldown, 3 min 10 s more`; empty: it is being done. */
  held: string;
}

/** What came of the wishes of one monitor since `ActionsView.since`. */
export interface MonitorActions {
  /** Wishes, each counted once however long it stood, and how many of them were executed. */
  wanted: Record<ActionKind, number>;
  executed: Record<ActionKind, number>;
  recovery: {
    succeeded: number;
    failed: number;
    /** From the wish to the verified prompt, in ms, of those that succeeded; P95 is null until there are enough. */
    p50Ms: number | null;
    p95Ms: number | null;
    /** It wanted a recovery, and a look at the panes found the PM alive. */
    falseAlarms: number;
    /** A PM was down, the other monitor said so, and this one did not though it has looked again a minute later. */
    missed: number;
  };
}

/** The part of the Snapshot that tells what is done to agents, and what is only wanted. */
export interface ActionsView {
  modes: Record<ActionKind, ActionMode>;
  /** Why nothing is done although a switch is on; empty: nothing stands in the way. */
  problem: string;
  /** Since when is counted, ms since the epoch. */
  since: number;
  wishes: Wish[];
  running: ActionRun[];
  /** The last ones, newest last. */
  recent: ActionEnd[];
  monitors: Record<MonitorName, MonitorActions>;
}

/** The session of a target: tmux allows no colon in its name. */
export function sessionOf(target: string): string {
  return target.slice(0, target.includes(':') ? target.indexOf(':') : undefined);
}

/** Body of the records of an action in the journal: the intent, then each step before it is done, then the end. */
export type ActionRecord =
  | ({ phase: 'begun'; tick: number } & ActionSubject)
  | { phase: 'step'; action: number; step: string; paneId: string | null; attempt: number; starts: boolean }
  | ({ phase: 'ended'; action: number } & Omit<ActionEnd, 'id'>);

function none(): Record<ActionKind, number> {
  return Object.fromEntries(ACTION_KINDS.map((kind) => [kind, 0])) as Record<ActionKind, number>;
}

/** Before anything was wanted. */
export function noActions(): MonitorActions {
  return {
    wanted: none(),
    executed: none(),
    recovery: { succeeded: 0, failed: 0, p50Ms: null, p95Ms: null, falseAlarms: 0, missed: 0 },
  };
}

/** Nothing is wanted and nothing done: everything is only observed. `since`: ms since the epoch. */
export function noActionsView(since: number): ActionsView {
  const modes = Object.fromEntries(ACTION_KINDS.map((kind) => [kind, 'observe'])) as ActionsView['modes'];
  const monitors = { legacy: noActions(), modular: noActions() };
  return { modes, problem: '', since, wishes: [], running: [], recent: [], monitors };
}
