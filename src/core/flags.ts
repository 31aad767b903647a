import { z } from 'zod';
import { STAGES } from './stage.ts';

export const STRATEGIES = ['polling', 'concurrent'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** The fields of `feature_flags.json` (MONITORS.md D) with their defaults; unknown keys are the file's own business. */
export const flagsSchema = z.object({
  use_modular_monitor: z.boolean().default(false),
  use_plugin_system: z.boolean().default(false),
  use_metrics_collector: z.boolean().default(false),
  use_concurrent_strategy: z.boolean().default(false),
  enable_async_monitoring: z.boolean().default(false),
  rollout_stage: z.enum(STAGES).default('disabled'),
  /** Share in % of the cycles that modular serves. */
  rollout_percentage: z.number().min(0).max(100).default(0),
  default_strategy: z.string().default('polling'),
  allowed_strategies: z.array(z.string()).default(['polling', 'concurrent']),
  max_concurrent_checks: z.number().int().min(1).default(10),
  maintain_legacy_state_files: z.boolean().default(true),
  migrate_state_on_read: z.boolean().default(true),
  parallel_run_comparison: z.boolean().default(false),
  log_performance_metrics: z.boolean().default(false),
  verbose_migration_logs: z.boolean().default(false),
  flags_updated_at: z.string().nullable().default(null),
  rollout_started_at: z.string().nullable().default(null),
});
export type Flags = z.infer<typeof flagsSchema>;
export type FlagName = keyof Flags;

/**
 * What the flags file is like: usable, absent, or rejected. Where it is not usable the last good content holds; where
 * there never was one, defaults and environment do.
 */
export type FlagsFileStatus = 'ok' | 'missing' | 'rejected';

/** Why a flags file is not taken: where, what, and how to mend it. */
export interface FlagsProblem {
  path: string;
  /** One-based; null when the fault has no single place. */
  line: number | null;
  field: string | null;
  message: string;
  mend: string;
}

/** The flags as cutover holds them at one moment. */
export interface FlagsState {
  path: string;
  status: FlagsFileStatus;
  problem: FlagsProblem | null;
  /** What the file says (or the last good one, or the defaults). */
  desired: Flags;
  /** What holds after the environment; `overrides` says which variable did it. */
  effective: Flags;
  overrides: { variable: string; value: string; effect: string }[];
  /** A kill switch in the environment is on: legacy alone, whatever the file says. */
  killed: boolean;
  /** Stage and percentage contradict each other; the percentage rules the routing. */
  contradiction: string | null;
  /** Identifies the file's content (mtime and hash); a write is refused when it has moved on. */
  revision: string;
}

/** Proof of a write: how long it took until the new content was under the file's name, and until it was read back. */
export interface FlagsWritten {
  writtenMs: number;
  readBackMs: number;
  revision: string;
  before: Flags;
  after: Flags;
  /** What else happened, in words: a rejected content kept beside the file, a lock that could not be had. */
  notes?: string[];
}

/** One line of the change that a write would make to the file. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
}
