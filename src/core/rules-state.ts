/** What is wrong with a file of a custom agent, and how to mend it. */
export interface AgentFileProblem {
  path: string;
  /** One-based; null when the fault has no single place. */
  line: number | null;
  /** As in `rules.2.any.0`; null: the file as a whole. */
  field: string | null;
  message: string;
  mend: string;
}

/** Which rules modular judges by: those built in and those of the custom agents. Plain data. */
export interface RulesState {
  /** Hash of all of them. */
  hash: string;
  /** Where the files of the custom agents are looked for. */
  folder: string;
  /** Custom agents in force, by name. */
  custom: string[];
  /** Files that are not in force as they are, the first problem of each; what was good in them before still holds. */
  problems: AgentFileProblem[];
}

/** A problem in one line: file, line, field, what is wrong. The mend is apart. */
export function describeAgentProblem({ path, line, field, message }: AgentFileProblem): string {
  const place = line === null ? path : `${path}:${line}`;
  return field === null ? `${place}: ${message}` : `${place}: ${field}: ${message}`;
}
