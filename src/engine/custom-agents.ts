/* The files of custom agents, for commands that need no engine. */
export { type AgentFile, checkAgentFile, loadRules, type Rules } from '../config/agent-files.ts';
