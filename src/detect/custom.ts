import type { z } from 'zod';
import { messageOf } from '../core/errors.ts';
import { lineOfOffset, lineOfPath } from '../core/json-place.ts';
import type { AgentFileProblem } from '../core/rules-state.ts';
import { oneLine } from '../core/text.ts';
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
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [syntaxProblem(text, path, messageOf(error))] };
  }
  const problemAt = (at: readonly PropertyKey[], message: string, mend: string): AgentFileProblem => ({
    path,
    line: lineOfPath(text, at),
    field: at.length === 0 ? null : at.join('.'),
    message: oneLine(message),
    mend,
  });
  const parsed = agentRulesSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const { at, message, mend } = saidOf(issue, value);
      return problemAt(at, message, mend);
    });
    return { ok: false, problems };
  }
  const problems = faultsOf(parsed.data).map(({ at, message, mend }) => problemAt(at, message, mend));
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, agent: compileAgent(value as Parameters<typeof compileAgent>[0]) };
}

interface Said {
  at: readonly PropertyKey[];
  message: string;
  mend: string;
}

/** A problem of the schema in the words of an operator. */
function saidOf(issue: z.core.$ZodIssue, value: unknown): Said {
  const at = issue.path;
  switch (issue.code) {
    case 'unrecognized_keys':
      return {
        at: [...at, issue.keys[0]!],
        message: 'is no field here',
        mend: `remove it or correct its name; ${READ}`,
      };
    case 'invalid_value':
      return {
        at,
        message: isMissing(value, at) ? 'is missing' : 'is not one of the known words',
        mend: `write one of ${issue.values.join(', ')}`,
      };
    case 'invalid_union':
      return { at, message: 'is no kind of rule', mend: 'write state, viewer or note, or leave it out' };
    case 'invalid_type':
      return isMissing(value, at)
        ? { at, message: 'is missing', mend: `add it: ${article(issue.expected)}` }
        : { at, message: `is not ${article(issue.expected)}`, mend: `write ${article(issue.expected)}` };
    case 'custom':
      return { at, message: issue.message, mend: mendOf(issue.message) };
    default:
      return { at, message: lowerFirst(issue.message), mend: READ };
  }
}

function mendOf(message: string): string {
  if (message.includes('take for ever'))
    return 'write it without repetitions that match the same text; begin with ^';
  if (message.includes('regular expression')) return 'correct it; a backslash is written twice in JSON';
  if (message.includes('longer than')) return 'split it into several patterns of any or all';
  return READ;
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let at: unknown = value;
  for (const step of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return at === undefined;
}

const article = (type: string): string => `${/^[aeiou]/u.test(type) ? 'an' : 'a'} ${type}`;
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

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

/** A syntax error with the line that the parser names. */
function syntaxProblem(text: string, path: string, said: string): AgentFileProblem {
  const position = /at position (\d+)/u.exec(said);
  const cut = text.trim() === '' || said.includes('end of JSON input');
  const reason = said.replace(/ at position \d+.*$/su, '').replace(/, ?(?:\.\.\.)?".*$/su, '');
  return {
    path,
    line:
      position === null && !cut ? null : lineOfOffset(text, Number(position?.[1] ?? text.trimEnd().length)),
    field: null,
    message: text.trim() === '' ? 'is empty' : `is no JSON: ${oneLine(lowerFirst(reason))}`,
    mend: cut
      ? 'write the rest of it'
      : 'correct it there or right before; JSON takes no comments and no last commas',
  };
}
