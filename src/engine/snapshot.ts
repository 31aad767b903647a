import { accuracyOf } from '../compare/judged.ts';
import type { ActionsView } from '../core/actions.ts';
import type { FlagsState } from '../core/flags.ts';
import type { MonitorName } from '../core/report.ts';
import type { RolloutView } from '../core/rollout.ts';
import type { RulesState } from '../core/rules-state.ts';
import type { EventItem, MonitorStatus, RollbackProof, Snapshot } from '../core/snapshot.ts';
import { ticksUntilChange } from '../rollout/routing.ts';
import { disagreementOf } from './authority.ts';
import type { Comparison } from './comparison.ts';
import type { Roster } from './roster.ts';
import type { Ticks } from './ticks.ts';

/** What the engine holds when a snapshot is made. */
export interface SnapshotSource {
  sequence: number;
  now: number;
  startedAt: number;
  intervalMs: number;
  tmux: Snapshot['tmux'];
  flags: FlagsState;
  rules: RulesState | undefined;
  share: number;
  dwellMs: number | null;
  tick: number;
  authority: MonitorName;
  shadow: MonitorName | null;
  ticks: Ticks;
  status: Record<MonitorName, MonitorStatus>;
  roster: Roster;
  comparison: Comparison;
  health: Snapshot['health'];
  events: EventItem[];
  rollback: RollbackProof | null;
  rollout: RolloutView;
  actions: ActionsView;
  bells: number;
}

/** Makes the one Snapshot that every window shows: plain data, nothing of it changes later. */
export function buildSnapshot(source: SnapshotSource): Snapshot {
  const { flags, status, tmux } = source;
  const stale = tmux.status !== 'ok' && tmux.status !== 'connecting';
  const { comparison } = source;
  const { checks, verdict, percentiles, recentMs } = source.health;
  const signatures = comparison.signatures();
  const rows = source.roster.rows({
    stale,
    legacyStartedAt: status.legacy.startedAt,
    differs(divergence) {
      const { class: kind, cause, signature } = comparison.shown(divergence);
      return { class: kind, cause, signature, judged: comparison.judgement(signature)?.verdict ?? null };
    },
  });
  const counts: Snapshot['counts'] = {};
  for (const row of rows) {
    const state = (row.modular ?? row.legacy)?.state;
    if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
  }
  const stage = flags.effective.rollout_stage;
  const since = flags.effective.rollout_started_at;
  const { ticks, modular } = source.ticks.realised;
  return {
    v: 1,
    sequence: source.sequence,
    at: source.now,
    startedAt: source.startedAt,
    intervalMs: source.intervalMs,
    tmux,
    flags,
    ...(source.rules !== undefined && { rules: source.rules }),
    stage: {
      current: stage,
      percentage: flags.effective.rollout_percentage,
      since: since === null || Number.isNaN(Date.parse(since)) ? null : Date.parse(since),
      dwellMs: source.dwellMs,
    },
    authority: {
      tick: source.tick,
      monitor: source.authority,
      shadow: source.shadow,
      changesIn: ticksUntilChange(source.tick, source.share),
      lastServed: source.ticks.last,
      ticks,
      modularTicks: modular,
      disagreement: disagreementOf(flags),
    },
    monitors: { legacy: { ...status.legacy }, modular: { ...status.modular } },
    rows,
    counts,
    divergences: comparison.divergences(),
    signatures,
    accuracy: accuracyOf(signatures),
    health: { checks, verdict, percentiles, recentMs },
    events: source.events,
    rollback: source.rollback,
    rollout: source.rollout,
    actions: source.actions,
    ...(source.bells > 0 && { bells: source.bells }),
  };
}
