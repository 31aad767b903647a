import { type CompiledAgent, compileAgent } from './compile.ts';
import { hashText } from './hash.ts';

/** The rules of all agents that are known: a value, so that a judgement can be asked for by other rules as well. */
export interface RuleBook {
  /** In the order in which discovery asks for them. */
  readonly agents: readonly CompiledAgent[];
  /** Hash of all the rules: a change of it resets a stage's evidence (ROLLOUT.md §3). */
  readonly hash: string;
  /** The rules of an agent; of one that is not known: none, so that everything it shows is `unknown`. */
  agentOf(id: string): CompiledAgent;
  has(id: string): boolean;
}

const unknownAgent = compileAgent({
  agent: 'custom',
  name: 'custom',
  find: {},
  layout: { prompt: '^(?!)', top: '^(?!)', bottom: '^(?!)' },
  rules: [],
});

/** A book of these agents, whose ids differ. */
export function createRuleBook(agents: readonly CompiledAgent[]): RuleBook {
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  return {
    agents,
    hash: hashText(JSON.stringify(agents.map((agent) => agent.source))),
    agentOf: (id) => byId.get(id) ?? unknownAgent,
    has: (id) => byId.has(id),
  };
}
