import type { MonitorName } from './report.ts';
import type { Stage } from './stage.ts';

/** Spans over which health is shown. */
export const HISTORY_SPANS = ['hour', 'day', 'stage'] as const;
export type HistorySpan = (typeof HISTORY_SPANS)[number];

/** A cycle as the journal keeps it. Times in ms. */
export interface PastCycle {
  monitor: MonitorName;
  /** When it started, ms since the epoch. */
  at: number;
  durationMs: number;
  /** Part of it spent waiting between samples. */
  waitedMs: number;
  failed: boolean;
}

/** Agents that were compared in a cycle of legacy, and those that differed in a way that counts. */
export interface PastComparison {
  at: number;
  compared: number;
  differing: number;
}

/** One monitor up to one moment. Durations in ms; null where there are too few cycles to say. */
export interface MonitorPoint {
  /** Cycles that started since the point before, and those of them that failed. */
  cycles: number;
  failed: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  /** Median of what a cycle spent waiting between samples, and of the work, which is the rest. */
  waitedMs: number | null;
  workMs: number | null;
}

/** How health was up to `at`, ms since the epoch: from the point before, percentiles from as far back as they need. */
export interface HistoryPoint {
  at: number;
  monitors: Record<MonitorName, MonitorPoint>;
  compared: number;
  differing: number;
}

/** Health over time, oldest first, at even distances. */
export interface HealthHistory {
  span: HistorySpan;
  from: number;
  to: number;
  points: HistoryPoint[];
}

/** A change of the stage, and why. */
export interface StageChange {
  at: number;
  from: { stage: Stage; share: number };
  to: { stage: Stage; share: number };
  who: string;
  why: string;
}
