import type { Flags } from '../core/flags.ts';
import { STAGE_PERCENTAGE, type Stage } from '../core/stage.ts';
import type { Changes } from './edit.ts';

/** `2026-11-24T21:00:00.000000+00:00`: older Python's `fromisoformat` reads no `Z`. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}

/**
 * What a change of stage sets: the stage, its percentage, the master switch (on from canary on), and the times.
 * `rollout_started_at` is the start of the stage, since the screen says "canary, since 08:02" by it; writing the stage
 * that is already there keeps it. `before` is what the file said; null when there is none.
 */
export function stageChanges(before: Flags | null, stage: Stage, now: number): Changes {
  const started =
    before !== null && before.rollout_stage === stage && before.rollout_started_at !== null
      ? before.rollout_started_at
      : timestamp(now);
  return [
    ['use_modular_monitor', stage !== 'disabled'],
    ['rollout_stage', stage],
    ['rollout_percentage', STAGE_PERCENTAGE[stage]],
    ['flags_updated_at', timestamp(now)],
    ['rollout_started_at', started],
  ];
}
