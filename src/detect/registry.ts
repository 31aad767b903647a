import { aider } from './agents/aider.ts';
import { amp } from './agents/amp.ts';
import { claude } from './agents/claude.ts';
import { codex } from './agents/codex.ts';
import { copilot } from './agents/copilot.ts';
import { cursor } from './agents/cursor.ts';
import { gemini } from './agents/gemini.ts';
import { opencode } from './agents/opencode.ts';
import { qwen } from './agents/qwen.ts';
import { createRuleBook, type RuleBook } from './book.ts';
import { type CompiledAgent, compileAgent } from './compile.ts';

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

/** The rules that the program brings along: what holds where no other book is given. */
export const BUILT_IN_BOOK: RuleBook = createRuleBook(AGENTS);

/** The built-in rules of an agent. */
export function agentOf(id: string): CompiledAgent {
  return BUILT_IN_BOOK.agentOf(id);
}

/** Hash of all the built-in rules. */
export const rulesHash: string = BUILT_IN_BOOK.hash;

/**
 * The built-in rules and those of custom agents, which are asked first: the operator has said what they are. A custom
 * one that replaces a built-in agent stands in its place.
 */
export function bookWith(custom: readonly CompiledAgent[]): RuleBook {
  if (custom.length === 0) return BUILT_IN_BOOK;
  const replacing = new Map(custom.map((agent) => [agent.source.replaces as string | undefined, agent]));
  return createRuleBook([
    ...custom.filter((agent) => agent.source.replaces === undefined),
    ...AGENTS.map((agent) => replacing.get(agent.id) ?? agent),
  ]);
}
