import type { AgentId, AgentKind, AgentState, StateDetail } from './agent.ts';
import type { Judgement } from './judgement.ts';

export const DIVERGENCE_CLASSES = ['missing_in_modular', 'missing_in_legacy', 'state', 'action'] as const;
export type DivergenceClass = (typeof DIVERGENCE_CLASSES)[number];

/**
 * Why two reports differ: `timing` (each monitor's rules, given the other's frames, would have agreed), `logic` (same
 * screen, different verdict), `refinement` (modular says more precisely what legacy can only say coarsely), `ignored`
 * (an ignore rule), `discovery` (one of the two does not take the pane for an agent).
 */
export const DIVERGENCE_CAUSES = ['timing', 'logic', 'refinement', 'ignored', 'discovery'] as const;
export type DivergenceCause = (typeof DIVERGENCE_CAUSES)[number];

/** One side of a divergence. */
export interface Side {
  state: AgentState;
  detail: StateDetail | null;
  rule: string;
  line: number | null;
  text: string;
  /** Milliseconds since the epoch of the last frame it rests on. */
  at: number;
}

/** One field of one agent on which the two reports differ. */
export interface Divergence {
  agentId: AgentId;
  target: string;
  kind: AgentKind | null;
  class: DivergenceClass;
  cause: DivergenceCause;
  /** null: this monitor does not take the pane for an agent. */
  legacy: Side | null;
  modular: Side | null;
  /** Groups divergences that are the same question: `claude idle(legacy.idle) → waiting(claude.waiting.plan)`. */
  signature: string;
  /** One sentence for the operator: why they differ. */
  why: string;
  /** Given the other's frames, what each would have said; null where it was not tried, or its rules are not known. */
  crossed: { legacyOnModularFrames: string | null; modularOnLegacyFrames: string | null } | null;
  /** Milliseconds between the two frames; null when one side is absent. */
  gapMs: number | null;
  /** Milliseconds since the epoch at which it was found. */
  at: number;
}

/** A signature with its count: the question that an operator judges once. */
export interface Signature {
  signature: string;
  kind: AgentKind | null;
  class: DivergenceClass;
  cause: DivergenceCause;
  legacy: string;
  modular: string;
  times: number;
  agents: number;
  firstAt: number;
  lastAt: number;
  /** Counts as an open question: `timing`, `refinement` and `ignored` ones do not, nor does one that is judged. */
  open: boolean;
  /** The operator's judgement, as long as it holds. */
  judgement: Judgement | null;
}
