import type { z } from 'zod';
import { problemAt, readJson } from '../core/json-file.ts';
import type { AgentFileProblem } from '../core/rules-state.ts';
import { type CompiledAgent, compileAgent } from './compile.ts';
import { isOther, isRunner, isShell } from './programs.ts';
import { agentRulesSchema, BUILT_IN, kindOfAgent } from './rule.ts';

const READ = 'docs/agents.md says how';

/** What a text says that is to define a custom agent: its rules, or all that is wrong with it. */
export type AgentFile = { ok: true; agent: CompiledAgent } | { ok: false; problems: AgentFileProblem[] };

/**
 * Reads the definition of a custom agent: JSON in the form of the built-in rules (`agentRulesSchema`). Its id must not
 * be that of a built-in agent unless it says that it replaces it. `path` is only used to say where something is wrong.
 */
export function parseAgentFile(text: string, path: string): AgentFile {
  const read = readJson(text, path, agentRulesSchema, READ, wordsOf);
  if (!read.ok) return read;
  const problems = faultsOf(read.value).map(({ at, ...said }) => problemAt(text, path, at, said));
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, agent: compileAgent(JSON.parse(text) as Parameters<typeof compileAgent>[0]) };
}

function wordsOf(issue: z.core.$ZodIssue): { message: string; mend: string } | null {
  if (issue.code === 'invalid_union')
    return { message: 'is no kind of rule', mend: 'write state, viewer or note, or leave it out' };
  return issue.code === 'custom' ? { message: issue.message, mend: mendOf(issue.message) } : null;
}

function mendOf(message: string): string {
  if (message.includes('take for ever'))
    return 'write it without repetitions that match the same text; begin with ^';
  if (message.includes('regular expression')) return 'correct it; a backslash is written twice in JSON';
  if (message.includes('longer than')) return 'split it into several patterns of any or all';
  return READ;
}

interface Said {
  at: readonly PropertyKey[];
  message: string;
  mend: string;
}

/** What the schema cannot say: whether the agent can be found, and found without taking what is none. */
function faultsOf({ agent, replaces, find }: z.infer<typeof agentRulesSchema>): Said[] {
  const faults: Said[] = [];
  if (agent === 'custom') {
    faults.push({
      at: ['agent'],
      message: 'custom is no name of its own',
      mend: 'write a word for this agent',
    });
  } else if (kindOfAgent(agent) !== 'custom' && replaces === undefined) {
    faults.push({
      at: ['agent'],
      message: `${agent} is built in`,
      mend: `write another word, or add "replaces": "${agent}" to judge it by these rules alone`,
    });
  } else if (replaces !== undefined && replaces !== agent) {
    faults.push({
      at: ['replaces'],
      message: `is ${replaces}, but agent is ${agent}`,
      mend: `write "agent": "${replaces}" to replace it, or remove "replaces" (built in are ${BUILT_IN.join(', ')})`,
    });
  }
  const ways = find.commands.length + find.title.length + find.process.length + find.screen.length;
  if (ways === 0) {
    faults.push({
      at: ['find'],
      message: 'has no way to find the agent',
      mend: 'add commands, process, title or screen',
    });
  }
  find.commands.forEach((command, i) => {
    if (!isShell(command) && !isOther(command) && !isRunner(command)) return;
    faults.push({
      at: ['find', 'commands', i],
      message: `${command} runs much else besides this agent`,
      mend: "name the agent's script or package in find.process",
    });
  });
  return faults;
}
