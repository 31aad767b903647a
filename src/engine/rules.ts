import { type AgentFileProblem, describeAgentProblem, type RulesState } from '../core/rules-state.ts';
import type { RuleBook } from '../detect/book.ts';
import type { EventLog } from './event-log.ts';

/** What an engine needs of the rules that modular judges by. */
export interface RulesSource {
  rules(): { book: RuleBook; state: RulesState };
  watch(listener: () => void): () => void;
  close(): void;
}

/** Follows the rules while the engine runs, and tells their changes in the list of events. */
export class RuleChanges {
  private readonly source: RulesSource | undefined;
  private readonly log: EventLog;
  private hash: string | null;
  /** What was last told of each file that is not right. */
  private told = new Map<string, string>();
  private unwatch: () => void = () => {};

  /** Without a source the built-in rules hold, for ever. */
  constructor(source: RulesSource | undefined, log: EventLog) {
    this.source = source;
    this.log = log;
    this.hash = source?.rules().state.hash ?? null;
  }

  /** Begins to follow. `onChange` is told whether other rules hold now, or only the problems are others. */
  start(now: () => number, onChange: (otherRules: boolean) => void): void {
    if (this.source === undefined) return;
    this.unwatch = this.source.watch(() => onChange(this.note(now())));
    this.note(now());
  }

  state(): RulesState | undefined {
    return this.source?.rules().state;
  }

  close(): void {
    this.unwatch();
    this.source?.close();
  }

  private note(at: number): boolean {
    const state = this.state();
    if (state === undefined) return false;
    this.tellProblems(state.problems, at);
    if (state.hash === this.hash) return false;
    this.hash = state.hash;
    const agents = state.custom.length === 1 ? 'agent' : 'agents';
    const names = state.custom.length === 0 ? '' : ` (${state.custom.join(', ')})`;
    this.log.add(at, 'info', '●', `rules changed: ${state.custom.length} custom ${agents}${names}`);
    return true;
  }

  /** Each problem once: when it comes, when it is another one, when the file is right again. */
  private tellProblems(problems: readonly AgentFileProblem[], at: number): void {
    const now = new Map(problems.map((problem) => [problem.path, textOf(problem)]));
    for (const [path, text] of now) {
      if (this.told.get(path) !== text) this.log.add(at, 'bad', '✗', text);
    }
    for (const path of this.told.keys()) {
      if (!now.has(path)) this.log.add(at, 'good', '✓', `${shortPath(path)} is right again`);
    }
    this.told = now;
  }
}

function textOf(problem: AgentFileProblem): string {
  return `${describeAgentProblem({ ...problem, path: shortPath(problem.path) })}; ${problem.mend}`;
}

/** The last two parts of a path: `agents/mine.json`. */
function shortPath(path: string): string {
  return path.split('/').slice(-2).join('/');
}
