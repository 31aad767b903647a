import { describeAgentProblem, type RulesState } from '../core/rules-state.ts';
import { oneLine } from '../core/text.ts';
import type { RuleBook } from '../detect/book.ts';
import { findConfig, loadRules } from '../server/direct.ts';

/** The rules with those of the custom agents. A file that is not right is told of; the command goes on without it. */
export async function rulesOf(options: { config?: string }): Promise<RuleBook> {
  const { book, state } = await loadRules(findConfig(options.config, process.env));
  tellProblems(state);
  return book;
}

/** Says on standard error, a line each, which files of custom agents are not in force, and how to mend them. */
export function tellProblems({ problems }: RulesState): void {
  for (const problem of problems) {
    process.stderr.write(`cutover: ${oneLine(`${describeAgentProblem(problem)}; ${problem.mend}`)}\n`);
  }
}
