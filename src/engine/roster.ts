import type { Agent, AgentId, AgentState } from '../core/agent.ts';
import type { Divergence } from '../core/divergence.ts';
import { MONITOR_NAMES, type MonitorName, type Observation, type Report } from '../core/report.ts';
import type { AgentRow, MonitorView } from '../core/snapshot.ts';

/**
 * Modular's observations are kept this long, so that legacy's, which come late, find the nearest in time; in ms. The
 * built-in legacy says of each agent what it has seen in the two seconds before; an external one may do so at its end.
 */
export const OBSERVATIONS_KEPT_MS = { builtIn: 10_000, external: 120_000 };
/** Changes of state kept for the history strip of one agent and monitor. */
const CHANGES_KEPT = 120;

/** A change of what a monitor says. */
export interface Change {
  at: number;
  monitor: MonitorName;
  state: AgentState;
}

/** All that is known of one agent. */
export interface Entry {
  agent: Agent;
  firstAt: number;
  latest: Partial<Record<MonitorName, { observation: Observation; since: number }>>;
  /** Modular's last observations, oldest first. */
  recent: Observation[];
  changes: Change[];
  divergences: Divergence[];
}

/** The table of agents, by identity, as the two monitors last reported them. */
export class Roster {
  private readonly entries = new Map<AgentId, Entry>();
  private readonly keptMs: number;
  /** The agents in the order of the table; null: to be sorted again, which takes longer than all the rows. */
  private order: AgentId[] | null = null;

  constructor(keptMs = OBSERVATIONS_KEPT_MS.external) {
    this.keptMs = keptMs;
  }

  get(id: AgentId): Entry | undefined {
    return this.entries.get(id);
  }

  get size(): number {
    return this.entries.size;
  }

  all(): IterableIterator<Entry> {
    return this.entries.values();
  }

  /** Takes an observation in; returns what the same monitor said of the agent before, if anything. */
  observe(monitor: MonitorName, observation: Observation): { entry: Entry; before: AgentState | null } {
    const { agent, at, state, detail } = observation;
    let entry = this.entries.get(agent.id);
    if (entry === undefined) {
      entry = { agent, firstAt: at, latest: {}, recent: [], changes: [], divergences: [] };
      this.entries.set(agent.id, entry);
      this.order = null;
    }
    // Modular knows kinds and roles; legacy's word counts only where modular sees no agent.
    if (monitor === 'modular' || entry.latest.modular === undefined) {
      if (entry.agent.target !== agent.target) this.order = null;
      entry.agent = agent;
    }
    const before = entry.latest[monitor];
    const same = before?.observation.state === state && before.observation.detail === detail;
    entry.latest[monitor] = { observation, since: same ? before.since : at };
    if (before?.observation.state !== state) {
      entry.changes.push({ at, monitor, state });
      if (entry.changes.length > CHANGES_KEPT) entry.changes.shift();
    }
    if (monitor === 'modular') {
      entry.recent.push(observation);
      // Those that lie ahead are of a clock that was set back since: they would stay until it is there.
      const isKept = (one: Observation) => one.at >= at - this.keptMs && one.at <= at;
      while (entry.recent.length > 1 && !isKept(entry.recent[0]!)) entry.recent.shift();
    }
    return { entry, before: before?.observation.state ?? null };
  }

  /** A whole report without error: agents it does not name are none for this monitor any more. */
  conclude(report: Report): void {
    const named = new Set(report.observations.map((observation) => observation.agent.id));
    for (const [id, entry] of this.entries) {
      if (named.has(id)) continue;
      delete entry.latest[report.monitor];
      if (MONITOR_NAMES.every((name) => entry.latest[name] === undefined)) {
        this.entries.delete(id);
        this.order = null;
      }
    }
  }

  /** A monitor that is not run any more says nothing. */
  forget(monitor: MonitorName): void {
    for (const entry of this.entries.values()) {
      delete entry.latest[monitor];
      entry.divergences = [];
    }
  }

  /** The rows of the table, by session, window and pane. */
  rows(options: RowOptions): AgentRow[] {
    this.order ??= [...this.entries.values()]
      .map(({ agent }) => agent)
      .sort(byTarget)
      .map(({ id }) => id);
    return this.order.map((id) => rowOf(this.entries.get(id)!, options));
  }
}

/** What the rows need to know beside the agents. */
export interface RowOptions {
  stale: boolean;
  legacyStartedAt: number | null;
  /** A divergence as the table shows it. */
  differs(divergence: Divergence): AgentRow['differs'];
}

function rowOf(entry: Entry, options: RowOptions): AgentRow {
  const { agent } = entry;
  const frame =
    entry.latest.modular?.observation.frames.at(-1) ?? entry.latest.legacy?.observation.frames.at(-1);
  const [divergence] = entry.divergences;
  return {
    id: agent.id,
    target: agent.target,
    session: agent.session,
    windowName: agent.windowName,
    paneId: agent.paneId,
    role: agent.role,
    kind: agent.kind,
    ...(agent.label !== undefined && { label: agent.label }),
    title: frame?.title ?? '',
    cols: frame?.cols ?? 0,
    rows: frame?.rows ?? 0,
    legacy: viewOf(entry.latest.legacy),
    modular: viewOf(entry.latest.modular),
    legacyPending:
      entry.latest.legacy === undefined &&
      (options.legacyStartedAt === null || options.legacyStartedAt < entry.firstAt),
    differs: divergence === undefined ? null : options.differs(divergence),
    stale: options.stale,
  };
}

function viewOf(latest: { observation: Observation; since: number } | undefined): MonitorView | null {
  if (latest === undefined) return null;
  const { state, detail, resetsAt, notes, evidence, at } = latest.observation;
  const { rule, line, text } = evidence;
  return { state, detail, resetsAt, notes, rule, line, text, at, since: latest.since };
}

const TARGETS = new Intl.Collator('en', { numeric: true });

function byTarget(a: Agent, b: Agent): number {
  return TARGETS.compare(a.target, b.target);
}
