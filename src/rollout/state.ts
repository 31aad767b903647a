import type { CheckId } from '../core/check.ts';
import type {
  Decided,
  DrillResult,
  Outcome,
  PendingWrite,
  Refusal,
  RolloutEffect,
  RolloutState,
} from '../core/rollout.ts';
import { STAGE_PERCENTAGE, type Stage } from '../core/stage.ts';

/** The name by which the rollout decides. */
export const ITSELF = 'cutover';

/** What an event came to. On a refusal the state is the one that was given, and nothing is to be done. */
export interface Decision {
  state: RolloutState;
  effects: RolloutEffect[];
  /** What a tick decided, or a rollback outside of one; null: the event decided nothing. */
  outcome: Outcome | null;
  refusal: Refusal | null;
}

/** The state of a rollout that nothing is known of but its stage. */
export function initialState({
  stage,
  share,
  at,
}: {
  stage: Stage;
  share: number;
  at: number;
}): RolloutState {
  return {
    v: 1,
    stage,
    share,
    stageSince: at,
    sub: { kind: 'running' },
    bake: { ms: 0, lastTickAt: null },
    monitor: null,
    looks: [],
    approval: null,
    freeze: null,
    drill: null,
    drilled: null,
    pending: null,
    errorRuns: {},
    alerts: [],
  };
}

export function decided(state: RolloutState, effects: RolloutEffect[] = [], outcome?: Outcome): Decision {
  return { state, effects, outcome: outcome ?? null, refusal: null };
}

export function refused(state: RolloutState, message: string, mend: string): Decision {
  return { state, effects: [], outcome: null, refusal: { message, mend } };
}

type Level = Extract<RolloutEffect, { kind: 'tell' }>['level'];
const GLYPHS: Record<Level, string> = { info: '·', good: '✓', warn: '▲', bad: '✗' };

export function tell(level: Level, text: string, glyph: string = GLYPHS[level]): RolloutEffect {
  return { kind: 'tell', level, glyph, text };
}

/** `ana: wrong states in codex`; without a reason only the name. */
export function by({ who, why }: Pick<Decided, 'who' | 'why'>): string {
  return why === '' ? who : `${who}: ${why}`;
}

/** Modular may have the authority: there is something to roll back. */
export function isLive({ stage, share }: Pick<RolloutState, 'stage' | 'share'>): boolean {
  return stage !== 'disabled' || share > 0;
}

/** The stage that is judged: in a drill the one that will be restored, else the one that the file says. */
export function judgedStage({
  stage,
  share,
  drill,
}: Pick<RolloutState, 'stage' | 'share' | 'drill'>): Pick<RolloutState, 'stage' | 'share'> {
  return drill === null ? { stage, share } : { stage: drill.stage, share: STAGE_PERCENTAGE[drill.stage] };
}

/** A stage begins: its evidence, bake clock, looks, approval and drill are its own. */
export function beginStage(
  state: RolloutState,
  stage: Stage,
  at: number,
  share = STAGE_PERCENTAGE[stage],
): RolloutState {
  return {
    ...state,
    stage,
    share,
    stageSince: at,
    sub: state.sub.kind === 'awaiting_approval' ? { kind: 'running' } : state.sub,
    bake: { ms: 0, lastTickAt: at },
    looks: [],
    approval: null,
    drill: null,
    drilled: null,
    errorRuns: {},
  };
}

/** Asks for a write; it is pending until the engine has answered. */
export function askFor(
  state: RolloutState,
  write: PendingWrite,
): { state: RolloutState; ask: RolloutEffect } {
  return { state: { ...state, pending: write }, ask: { kind: 'write', write } };
}

/** How a drill that is given up ended. */
export function failedDrill(state: RolloutState, at: number, problem: string): DrillResult | null {
  const { drill } = state;
  if (drill === null) return null;
  return {
    at,
    who: drill.who,
    why: drill.why,
    stage: drill.stage,
    passed: false,
    disabledMs: drill.disabledAt === null ? null : drill.disabledAt - drill.at,
    servedMs: drill.servedAt === null ? null : drill.servedAt - drill.at,
    restoredMs: null,
    problem,
  };
}

/** An alert by its name: told when it is raised and when it is cleared. */
export type AlertName = CheckId | `unmeasured:${CheckId}` | `fail:${CheckId}` | `own:${string}`;
