import type { ActionKind } from './actions.ts';
import type { Agent, AgentState, StateDetail } from './agent.ts';
import type { Frame } from './frame.ts';

export const MONITOR_NAMES = ['legacy', 'modular'] as const;
export type MonitorName = (typeof MONITOR_NAMES)[number];

/** Why a verdict was reached: the rule, and the line of the screen it rests on. */
export interface Evidence {
  /** Rule id, `claude.waiting.plan` or `legacy.no-ui.error`. */
  rule: string;
  /** Zero-based line of the frame's text; null when no line says it (title, process, change). */
  line: number | null;
  /** The matched text, without control characters; empty when nothing of the screen matched. */
  text: string;
  /** The region the rule looked at. */
  region: string | null;
  /** The rule that came close, and why it lost. */
  nearly: { rule: string; why: string } | null;
}

/** What one monitor says of one agent. */
export interface Observation {
  agent: Agent;
  state: AgentState;
  detail: StateDetail | null;
  /** Milliseconds since the epoch at which a usage limit ends, if the screen says so. */
  resetsAt: number | null;
  /** Side remarks that are no state: "context low 4 %", "keeps the previous state: transcript view". */
  notes: string[];
  evidence: Evidence;
  /** Milliseconds since the epoch of the last frame it rests on. */
  at: number;
  /** The frames it was made from, oldest first: one for modular, legacy's four captures. */
  frames: Frame[];
}

/** What a monitor would do if it had the authority; a notice to a PM has its text in the reason. */
export interface WantedAction {
  kind: ActionKind;
  /** `session:window` or `session:window.pane` */
  target: string;
  reason: string;
}

/** Why a monitor could not measure. `crash`: it ended without a report, which no monitor may. */
export interface MonitorFailure {
  kind: 'crash' | 'timeout' | 'exception' | 'listing_failed' | 'no_server' | 'not_installed' | 'too_old';
  message: string;
  mend: string;
}

/** What one monitor says in one cycle. */
export interface Report {
  v: 1;
  monitor: MonitorName;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Whole duration of the cycle in ms. */
  durationMs: number;
  /** Part of it spent waiting between samples and for other reads of the server, in ms; the work is the rest. */
  waitedMs: number;
  /** Processes started in the cycle. */
  subprocesses: number;
  /** Screens captured in it: modular reads many with one process, legacy one with each. */
  captures: number;
  observations: Observation[];
  wanted: WantedAction[];
  /** Panes that were asked for a capture or vouched for by an unchanged activity clock, and those that answered. */
  panes: { asked: number; answered: number };
  /** What single panes answered instead of a screen; they do not fail the cycle. */
  paneErrors: { paneId: string; message: string }[];
  /** Set when the cycle as a whole failed: the observations are then empty and mean nothing. */
  error: MonitorFailure | null;
}

/** The report of a cycle that has just begun and has found nothing yet. */
export function emptyReport(monitor: MonitorName, startedAt: number): Report {
  return {
    v: 1,
    monitor,
    startedAt,
    durationMs: 0,
    waitedMs: 0,
    subprocesses: 0,
    captures: 0,
    observations: [],
    wanted: [],
    panes: { asked: 0, answered: 0 },
    paneErrors: [],
    error: null,
  };
}
