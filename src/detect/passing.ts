import type { AgentState } from '../core/agent.ts';

/** States that the mere passing of time may end. */
const PASSING_STATES: ReadonlySet<AgentState> = new Set([
  'working',
  'starting',
  'unknown',
  'rate_limited',
  'crashed',
]);

/** Whether a verdict has to be given again even when the screen has not changed: what its notes say is kept for a while. */
export function isPassing({ state, notes }: { state: AgentState; notes: readonly string[] }): boolean {
  return PASSING_STATES.has(state) || notes.length > 0;
}
