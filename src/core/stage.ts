/** The stages of the rollout in order (ADR-005). */
export const STAGES = ['disabled', 'canary', 'beta', 'production', 'legacy_disabled'] as const;
export type Stage = (typeof STAGES)[number];

/** Share of cycles in % that modular has the authority for; a stage change writes it. */
export const STAGE_PERCENTAGE: Record<Stage, number> = {
  disabled: 0,
  canary: 5,
  beta: 50,
  production: 100,
  legacy_disabled: 100,
};

const HOUR_MS = 3_600_000;

/** Dwell in ms before the next stage may start by itself; null where only an operator moves on. */
export const STAGE_DWELL_MS: Record<Stage, number | null> = {
  disabled: null,
  canary: 24 * HOUR_MS,
  beta: 72 * HOUR_MS,
  production: null,
  legacy_disabled: null,
};

/** The stage after this one, or null at the end. */
export function nextStage(stage: Stage): Stage | null {
  return STAGES[STAGES.indexOf(stage) + 1] ?? null;
}
