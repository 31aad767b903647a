import type { AgentState, StateDetail } from '../core/agent.ts';

/** How the words of the two monitors for one agent stand to each other. */
export type Relation =
  | { kind: 'agreement' }
  | { kind: 'refinement'; reason: string }
  | { kind: 'difference' };

interface Refinement {
  legacy: AgentState;
  modular: AgentState;
  detail?: StateDetail;
  reason: string;
}

/*
 * A row belongs here only if legacy has no word of its own for what modular says, the coarse word is true as well, and
 * nobody would act on the difference. So idle → waiting is none (somebody has to answer), nor is anything that ends in
 * error or crashed (an alarm that may be false), nor idle → message_queued (legacy has that word, and submits).
 */
const REFINEMENTS: readonly Refinement[] = [
  {
    legacy: 'idle',
    modular: 'rate_limited',
    reason: 'the pane under a usage limit looks idle, and legacy knows only an old wording of it',
  },
  {
    legacy: 'idle',
    modular: 'fresh',
    reason: 'an untouched agent is idle too, and legacy knows only the old welcome',
  },
  {
    legacy: 'idle',
    modular: 'starting',
    reason: 'legacy has no word for an agent that starts; its screen does not move',
  },
  {
    legacy: 'working',
    modular: 'starting',
    reason: 'legacy has no word for an agent that starts; its screen moves',
  },
  {
    legacy: 'idle',
    modular: 'working',
    detail: 'background',
    reason: 'the turn is over, as legacy says; what runs on in the background does not move the screen',
  },
];

/**
 * Compares the two words. Equal states agree, whatever detail modular adds: legacy knows no details. Which differences
 * are refinements is a fixed table.
 */
export function relate(legacy: AgentState, modular: AgentState, detail: StateDetail | null): Relation {
  if (legacy === modular) return { kind: 'agreement' };
  const row = REFINEMENTS.find(
    (refinement) =>
      refinement.legacy === legacy &&
      refinement.modular === modular &&
      (refinement.detail === undefined || refinement.detail === detail),
  );
  return row === undefined ? { kind: 'difference' } : { kind: 'refinement', reason: row.reason };
}
