/** What an agent is doing. Legacy knows fewer of them (MONITORS.md A). */
export const AGENT_STATES = [
  'starting',
  'fresh',
  'working',
  'waiting',
  'idle',
  'message_queued',
  'rate_limited',
  'error',
  'crashed',
  'unknown',
] as const;
export type AgentState = (typeof AGENT_STATES)[number];
