import { z } from 'zod';
import { AGENT_STATES } from './agent-states.ts';

export { AGENT_STATES, type AgentState } from './agent-states.ts';

/** The agents cutover knows by name; `custom` is one that the operator defined in the config. */
export const AGENT_KINDS = [
  'claude',
  'codex',
  'gemini',
  'opencode',
  'aider',
  'copilot',
  'cursor',
  'amp',
  'qwen',
  'custom',
] as const;
export const agentKindSchema = z.enum(AGENT_KINDS);
export type AgentKind = z.infer<typeof agentKindSchema>;

export const agentStateSchema = z.enum(AGENT_STATES);

/** Finer kinds of a state: of waiting, of working and of error. */
export const STATE_DETAILS = [
  'permission',
  'plan',
  'question',
  'trust',
  'login',
  'resume',
  'background',
  'compacting',
  'auth',
  'network',
  'overloaded',
  'model_unavailable',
] as const;
export const stateDetailSchema = z.enum(STATE_DETAILS);
export type StateDetail = z.infer<typeof stateDetailSchema>;

/** Roles modular gives by name patterns; `pm` is the project manager that the team depends on. */
export const ROLES = [
  'pm',
  'developer',
  'backend',
  'frontend',
  'qa',
  'devops',
  'reviewer',
  'researcher',
  'writer',
  'agent',
] as const;
export type Role = (typeof ROLES)[number];

/** Identity of an agent over time: pane id and pid of the pane's first process (`%12:4711`). */
export type AgentId = string;

/** Makes the identity of the agent in a pane. A respawned pane has another pid, so it is another agent. */
export function agentId(paneId: string, panePid: number): AgentId {
  return `${paneId}:${panePid}`;
}

/** An AI coding agent in a tmux pane. */
export interface Agent {
  id: AgentId;
  /** null: a monitor that knows no kinds (legacy) saw it. */
  kind: AgentKind | null;
  /** The own name of a custom agent. */
  label?: string;
  role: Role;
  /** `session:window.pane` */
  target: string;
  session: string;
  windowIndex: number;
  windowName: string;
  paneIndex: number;
  paneId: string;
  panePid: number;
}
