import type { AgentKind, AgentState, StateDetail } from '../core/agent.ts';
import { AGENT_KINDS } from '../core/agent.ts';
import type { Expectation } from '../core/frame.ts';

const HOUR = 3_600_000;

/** For how long a signature may be ignored. There is always an end: what is ignored for ever is forgotten. */
export const IGNORE_SPANS: readonly { label: string; ms: number }[] = [
  { label: '1 hour', ms: HOUR },
  { label: '1 day', ms: 24 * HOUR },
  { label: '7 days', ms: 7 * 24 * HOUR },
  { label: '30 days', ms: 30 * 24 * HOUR },
];

/** Where the choice starts. */
export const IGNORE_FIRST = 1;

/** What a screen may be labelled as; a state of null: no agent. */
export interface LabelChoice {
  state: AgentState | null;
  detail: StateDetail | null;
}

const plain = (...states: AgentState[]): LabelChoice[] => states.map((state) => ({ state, detail: null }));
const detailed = (state: AgentState, ...details: StateDetail[]): LabelChoice[] =>
  details.map((detail) => ({ state, detail }));

/** Everything a screen can be, the most frequent corrections first. */
export const LABELS: readonly LabelChoice[] = [
  ...detailed('waiting', 'permission', 'plan', 'question', 'trust', 'login', 'resume'),
  ...plain('idle', 'working'),
  ...detailed('working', 'background', 'compacting'),
  ...plain('fresh', 'message_queued', 'rate_limited', 'starting', 'error'),
  ...detailed('error', 'auth', 'network', 'overloaded', 'model_unavailable'),
  ...plain('crashed', 'unknown'),
  { state: null, detail: null },
];

/** Where the choice starts: at what the monitor says now. */
export function labelOf(said: { state: AgentState; detail: StateDetail | null } | null): number {
  if (said === null) return LABELS.length - 1;
  const exact = LABELS.findIndex((one) => one.state === said.state && one.detail === said.detail);
  return exact >= 0 ? exact : LABELS.findIndex((one) => one.state === said.state);
}

/** The label as a recording holds it. Where the kind of the agent is not known every kind is accepted. */
export function expectationOf({ state, detail }: LabelChoice, kind: AgentKind | null): Expectation {
  if (state === null) return { agent: null, state: null };
  return { agent: kind ?? [...AGENT_KINDS], state, ...(detail !== null && { detail }) };
}
