import type { FlagsProblem } from './flags.ts';

/** A problem of the flags as one sentence: file, line, field, what is wrong. The mend is apart. */
export function describeProblem(problem: FlagsProblem): string {
  const line = problem.line === null ? '' : `, line ${problem.line}`;
  const { field, message } = problem;
  const where = field === null || message.includes(field) ? '' : ` (${field})`;
  return `${problem.path}${line}${where}: ${message}`;
}
