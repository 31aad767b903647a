import type { AgentId } from '../core/agent.ts';
import type { AgentRow, EventItem } from '../core/snapshot.ts';

/** What an event is about: where Enter goes from it. */
export type EventGoal =
  | { kind: 'agent'; id: AgentId }
  | { kind: 'signatures' }
  | { kind: 'stage' }
  | { kind: 'health' }
  | { kind: 'nothing' };

/** How the rollout, its rollbacks and the flags file speak; an event has no more than its words. */
const ROLLOUT =
  /\b(disabled|canary|beta|production|legacy_disabled|roll(ed)? ?back|rollout|drill|promotion|freeze|frozen|paused|resumed|approv(ed|al)|retry|flags file|bake|gates?)\b|^legacy served cycle/i;

/** How alerts of the checks end; they begin as whatever else the rollout warns of. */
const ALERT = /^[^:]+: the alert is over$/;

/** What this event is about: its agent; by its words an agent at the beginning, a signature, a check, or a decision of the rollout. */
export function goalOf({ agentId, glyph, text }: EventItem, rows: readonly AgentRow[]): EventGoal {
  if (agentId !== null) return { kind: 'agent', id: agentId };
  const named = rows.find(({ target }) => text.startsWith(`${target} `));
  if (named !== undefined) return { kind: 'agent', id: named.id };
  if (glyph === '≠') return { kind: 'signatures' };
  if (ROLLOUT.test(text)) return { kind: 'stage' };
  return glyph === '▲' || ALERT.test(text) ? { kind: 'health' } : { kind: 'nothing' };
}

/** The same in words, to stand behind a key. */
export const GOAL_WORDS: Record<EventGoal['kind'], string> = {
  agent: 'opens the agent',
  signatures: 'opens the differences',
  stage: 'opens the stage',
  health: 'opens the health',
  nothing: '',
};
