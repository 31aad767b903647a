import type { AgentKind } from '../core/agent.ts';
import { aider } from './agents/aider.ts';
import { amp } from './agents/amp.ts';
import { claude } from './agents/claude.ts';
import { codex } from './agents/codex.ts';
import { copilot } from './agents/copilot.ts';
import { cursor } from './agents/cursor.ts';
import { gemini } from './agents/gemini.ts';
import { opencode } from './agents/opencode.ts';
import { qwen } from './agents/qwen.ts';
import { type CompiledAgent, compileAgent } from './compile.ts';
import { hashText } from './hash.ts';

/** The built-in agents, in the order in which discovery asks for them. */
export const AGENTS: readonly CompiledAgent[] = [
  claude,
  codex,
  gemini,
  qwen,
  opencode,
  copilot,
  cursor,
  amp,
  aider,
].map(compileAgent);

const byKind = new Map<AgentKind, CompiledAgent>(AGENTS.map((agent) => [agent.kind, agent]));

/** Nothing is known of the screen of an agent without rules: everything it shows is `unknown`. */
const unknownAgent = compileAgent({
  agent: 'custom',
  name: 'custom',
  find: {},
  layout: { prompt: '^(?!)', top: '^(?!)', bottom: '^(?!)' },
  rules: [],
});

/** The rules of an agent. */
export function agentOf(kind: AgentKind): CompiledAgent {
  return byKind.get(kind) ?? unknownAgent;
}

/** Hash of all the rules: a change of it resets a stage's evidence (ROLLOUT.md §3). */
export const rulesHash: string = hashText(JSON.stringify(AGENTS.map((agent) => agent.source)));
