import { resolve } from 'node:path';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { type AgentFileProblem, describeAgentProblem } from '../../core/rules-state.ts';
import { oneLine } from '../../core/text.ts';
import type { CompiledAgent } from '../../detect/compile.ts';
import { checkAgentFile, findConfig, loadRules, type Rules } from '../../server/direct.ts';
import { columns } from '../columns.ts';
import { print, printJson } from '../output.ts';

interface AgentsOptions {
  config?: string;
  json?: boolean;
}

/** Where an agent's rules come from and what they were made from. */
interface Listed {
  agent: string;
  name: string;
  /** null: built in. */
  file: string | null;
  rules: number;
  /** Versions of the agent, with dates, whose screens the rules were made from. */
  seen: string[];
}

function listed(agent: CompiledAgent, { files }: Rules): Listed {
  const file = files.find((one) => one.agent === agent)?.path ?? null;
  const seen = agent.source.rules.flatMap((rule) =>
    rule.seen.split(';').map((part) => part.split(': ')[0]!.trim()),
  );
  return {
    agent: agent.id,
    name: agent.source.name,
    file,
    rules: agent.rules.length,
    seen: [...new Set(seen)].sort(),
  };
}

/** `cutover agents`: every agent that is known, and where its rules come from. */
export async function listAgents(options: AgentsOptions): Promise<void> {
  const rules = await loadRules(findConfig(options.config, process.env));
  const agents = rules.book.agents.map((agent) => listed(agent, rules));
  if (options.json === true) {
    printJson({
      v: 1,
      folder: rules.state.folder,
      hash: rules.state.hash,
      agents,
      problems: rules.state.problems,
    });
    return;
  }
  const rows = agents.map(({ agent, name, file, rules: count, seen }) => [
    agent,
    name,
    String(count),
    file === null ? 'built in' : oneLine(file),
    oneLine(seen.join('; ')),
  ]);
  print(...columns([['AGENT', 'NAME', 'RULES', 'FILE', 'SEEN'], ...rows]));
  if (rules.state.problems.length > 0) print('', ...rules.state.problems.map(problemLine));
}

/**
 * `cutover agents check [FILE]`: whether a file of a custom agent would be taken, or all those of the config folder.
 * Exit code 1 with file, line, field and mend of everything that is wrong.
 */
export async function checkAgents(file: string | undefined, options: AgentsOptions): Promise<ExitCode> {
  const { checked, problems } = await check(file, options);
  if (options.json === true) printJson({ v: 1, checked, problems });
  else if (problems.length > 0) print(...problems.map(problemLine));
  else
    print(checked.length === 0 ? 'no custom agents' : checked.map((one) => `${oneLine(one)}: ok`).join('\n'));
  return problems.length > 0 ? EXIT.error : EXIT.ok;
}

async function check(
  file: string | undefined,
  options: AgentsOptions,
): Promise<{ checked: string[]; problems: AgentFileProblem[] }> {
  if (file !== undefined) {
    const path = resolve(file);
    return { checked: [path], problems: await checkAgentFile(path) };
  }
  const { files, state } = await loadRules(findConfig(options.config, process.env));
  const inFiles = files.flatMap((one) => one.problems);
  const ofFolder = state.problems.filter((problem) => problem.path === state.folder);
  return { checked: files.map((one) => one.path), problems: [...ofFolder, ...inFiles] };
}

function problemLine(problem: AgentFileProblem): string {
  return oneLine(`${describeAgentProblem(problem)}; ${problem.mend}`);
}
