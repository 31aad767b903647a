import type { ActionsView } from './actions.ts';
import type { AgentId, AgentKind, AgentState, Role, StateDetail } from './agent.ts';
import type { CheckResult, Percentiles, Verdict } from './check.ts';
import type { Divergence, DivergenceCause, DivergenceClass, Signature } from './divergence.ts';
import type { FlagsState } from './flags.ts';
import type { JudgementVerdict } from './judgement.ts';
import type { MonitorFailure, MonitorName, WantedAction } from './report.ts';
import type { RolloutView } from './rollout.ts';
import type { RulesState } from './rules-state.ts';
import type { Stage } from './stage.ts';

/** What one monitor last said of an agent, small enough to be sent for a thousand of them. */
export interface MonitorView {
  state: AgentState;
  detail: StateDetail | null;
  resetsAt: number | null;
  notes: string[];
  rule: string;
  line: number | null;
  text: string;
  /** Milliseconds since the epoch of the last frame. */
  at: number;
  /** Milliseconds since the epoch since when this monitor has said so. */
  since: number;
}

/** One row of the table of agents. */
export interface AgentRow {
  id: AgentId;
  target: string;
  session: string;
  windowName: string;
  paneId: string;
  role: Role;
  kind: AgentKind | null;
  /** The own name of a custom agent. */
  label?: string;
  title: string;
  cols: number;
  rows: number;
  /** null: this monitor does not take the pane for an agent (or has not looked yet, see `legacyPending`). */
  legacy: MonitorView | null;
  modular: MonitorView | null;
  /** Legacy has not finished its first cycle since this agent appeared. */
  legacyPending: boolean;
  /** The current divergence, if the two differ. */
  differs: {
    class: DivergenceClass;
    cause: DivergenceCause;
    signature: string;
    /** What the operator says of the signature; null: not judged. */
    judged: JudgementVerdict | null;
  } | null;
  /** tmux does not answer: the row is what was last known. */
  stale: boolean;
}

export type TmuxStatus = 'connecting' | 'ok' | 'no_server' | 'listing_failed' | 'not_installed' | 'too_old';

/** One monitor as a process with a pace. */
export interface MonitorStatus {
  running: boolean;
  /** false: not run at all (legacy in `legacy_disabled`, the shadow without comparison). */
  enabled: boolean;
  cycles: number;
  failures: number;
  startedAt: number | null;
  endedAt: number | null;
  durationMs: number | null;
  waitedMs: number | null;
  subprocesses: number | null;
  agents: number;
  error: MonitorFailure | null;
  wanted: WantedAction[];
}

export const EVENT_LEVELS = ['info', 'good', 'warn', 'bad'] as const;
export type EventLevel = (typeof EVENT_LEVELS)[number];

/** A line of the event list. */
export interface EventItem {
  /** Grows by one; identifies the event. */
  id: number;
  at: number;
  level: EventLevel;
  /** Glyph of mocks/README, one cell wide. */
  glyph: string;
  text: string;
  agentId: AgentId | null;
}

/** Proof that a rollback took effect. */
export interface RollbackProof {
  at: number;
  from: { stage: Stage; percentage: number };
  who: string;
  why: string;
  /** null: somebody else wrote the file, how long it took is not known here. */
  writtenMs: number | null;
  readBackMs: number | null;
  /** What else happened in it: a rejected file was kept beside the new one. */
  notes?: string[];
  /** The first tick legacy served after it; null until then. */
  served: { tick: number; afterMs: number; agents: number; of: number } | null;
}

/** Everything a window onto the engine shows. Plain data: it crosses a socket later. */
export interface Snapshot {
  v: 1;
  /** Grows with every snapshot. */
  sequence: number;
  /** Milliseconds since the epoch. */
  at: number;
  startedAt: number;
  intervalMs: number;
  tmux: {
    status: TmuxStatus;
    /** What is wrong, in words; empty when ok. */
    message: string;
    mend: string;
    since: number;
    version: string | null;
    /** The server as the operator named it: `default`, `-L work`, `-S /run/x`. */
    server: string;
    /** How long the server took for the last listing of its panes, in ms; null: not known. */
    readMs: number | null;
  };
  flags: FlagsState;
  /** The rules that modular judges by; absent: the built-in ones alone. */
  rules?: RulesState;
  stage: {
    current: Stage;
    percentage: number;
    /** From `rollout_started_at`, ms since the epoch; null when not known. */
    since: number | null;
    dwellMs: number | null;
  };
  authority: {
    /** Number of the current tick. */
    tick: number;
    monitor: MonitorName;
    shadow: MonitorName | null;
    /** Ticks until the other monitor gets the authority; null: it does not at this percentage. */
    changesIn: number | null;
    lastServed: { tick: number; monitor: MonitorName; at: number; lateMs: number } | null;
    /** Realised share: ticks since the last change of the percentage, and those modular served. */
    ticks: number;
    modularTicks: number;
    /** Set when desired, effective and observed do not agree. */
    disagreement: string | null;
  };
  monitors: Record<MonitorName, MonitorStatus>;
  rows: AgentRow[];
  counts: Partial<Record<AgentState, number>>;
  divergences: Divergence[];
  signatures: Signature[];
  /** Occurrences of judged signatures, and those in which modular was right: its accuracy where the two differ. */
  accuracy: { right: number; judged: number };
  health: {
    checks: CheckResult[];
    verdict: Verdict;
    percentiles: Record<MonitorName, Percentiles>;
    /** Durations in ms of modular's last cycles, oldest first. */
    recentMs: number[];
  };
  /** Newest last. */
  events: EventItem[];
  rollback: RollbackProof | null;
  rollout: RolloutView;
  actions: ActionsView;
  /** How often the bell was rung by a notice: a window rings when it grows. Absent: never. */
  bells?: number;
  /** Set by a window whose engine has ended: all of this is as it was then. */
  lost?: { pid: number; since: number };
}
