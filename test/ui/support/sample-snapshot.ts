import { noActionsView } from '../../../src/core/actions.ts';
import { type FlagsState, flagsSchema } from '../../../src/core/flags.ts';
import type { AgentRow, EventItem, MonitorStatus, Snapshot } from '../../../src/core/snapshot.ts';
import { clock, HOUR, MINUTE, NOW, SAMPLES, SECOND, toDivergence, toRow } from './sample-agents.ts';
import { CHECKS } from './sample-checks.ts';
import { sampleRollout } from './sample-rollout.ts';

export { manyRows, NOW } from './sample-agents.ts';

const EVENTS: EventItem[] = (
  [
    [33, 42, 'warn', '≠', 'docs:2.0 timing'],
    [15, 31, 'good', '↻', 'api:3.0 PM back in 14 s'],
    [12, 2, 'good', '✓', 'comparison probe flagged'],
    [4, 51, 'warn', '◷', 'api:1.0 limited till 23:00'],
    [0, 22, 'warn', '≠', 'new signature: codex error → working'],
    [0, 0, 'warn', '◆', 'shop:1.0 waits: plan'],
  ] as const
).map(([minutes, seconds, level, glyph, text], i) => ({
  id: i + 1,
  at: NOW - clock(minutes, seconds),
  level,
  glyph,
  text,
  agentId: text.startsWith('shop:1.0') ? '%12:4700' : null,
}));

export function sampleFlags(over: Partial<FlagsState> = {}): FlagsState {
  const flags = flagsSchema.parse({
    use_modular_monitor: true,
    rollout_stage: 'canary',
    rollout_percentage: 5,
    parallel_run_comparison: true,
  });
  return {
    path: '/srv/team/.tmux_orchestrator/feature_flags.json',
    status: 'ok',
    problem: null,
    desired: flags,
    effective: flags,
    overrides: [],
    killed: false,
    contradiction: null,
    revision: 'r1',
    ...over,
  };
}

function monitor(durationMs: number, subprocesses: number, over: Partial<MonitorStatus> = {}): MonitorStatus {
  return {
    running: false,
    enabled: true,
    cycles: 120,
    failures: 0,
    startedAt: NOW - 3 * SECOND,
    endedAt: NOW - SECOND,
    durationMs,
    waitedMs: 0,
    subprocesses,
    agents: 12,
    error: null,
    wanted: [],
    ...over,
  };
}

function countsOf(rows: readonly AgentRow[]): Snapshot['counts'] {
  const counts: Snapshot['counts'] = {};
  for (const row of rows) {
    const state = (row.modular ?? row.legacy)?.state;
    if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

/** The rollout of the target screens: twelve agents, of which five are seen differently. */
export function sampleSnapshot(over: Partial<Snapshot> = {}): Snapshot {
  const rows = over.rows ?? SAMPLES.map(toRow);
  const divergences = SAMPLES.flatMap(toDivergence);
  return {
    v: 1,
    sequence: 120,
    at: NOW,
    startedAt: NOW - HOUR,
    intervalMs: 5000,
    tmux: {
      status: 'ok',
      message: '',
      mend: '',
      since: NOW - HOUR,
      version: '3.4',
      server: 'default',
      readMs: 41,
    },
    flags: sampleFlags(),
    stage: { current: 'canary', percentage: 5, since: NOW - 13 * HOUR - 12 * MINUTE, dwellMs: 24 * HOUR },
    authority: {
      tick: 8213,
      monitor: 'legacy',
      shadow: 'modular',
      changesIn: 7,
      lastServed: { tick: 8212, monitor: 'legacy', at: NOW - 4 * SECOND, lateMs: 21 * SECOND },
      ticks: 8213,
      modularTicks: 410,
      disagreement: null,
    },
    monitors: { legacy: monitor(38_200, 48, { waitedMs: 10_800 }), modular: monitor(140, 2) },
    rows,
    counts: countsOf(rows),
    divergences,
    signatures: divergences.map((d) => ({
      signature: d.signature,
      kind: d.kind,
      class: d.class,
      cause: d.cause,
      legacy: d.legacy?.state ?? 'not seen',
      modular: d.modular?.state ?? 'not seen',
      times: 31,
      agents: 6,
      firstAt: NOW - HOUR,
      lastAt: NOW,
      open: d.cause === 'logic' || d.cause === 'discovery',
      judgement: null,
    })),
    accuracy: { right: 0, judged: 0 },
    health: {
      checks: CHECKS,
      verdict: 'inconclusive',
      percentiles: {
        legacy: { n: 812, p50: 38_200, p95: 41_000, p99: 44_700 },
        modular: { n: 8213, p50: 110, p95: 140, p99: 190 },
      },
      recentMs: Array.from({ length: 60 }, (_, i) => 110 + ((i * 37) % 11) * 8 + (i % 17 === 0 ? 90 : 0)),
    },
    events: EVENTS,
    rollback: null,
    rollout: sampleRollout(),
    actions: noActionsView(NOW),
    ...over,
  };
}
