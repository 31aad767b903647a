import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../core/errors.ts';
import type { AgentFileProblem, RulesState } from '../core/rules-state.ts';
import type { RuleBook } from '../detect/book.ts';
import type { CompiledAgent } from '../detect/compile.ts';
import { parseAgentFile } from '../detect/custom.ts';
import { bookWith } from '../detect/registry.ts';
import { AGENTS_FOLDER } from './locate.ts';
import { watchFolder } from './watch.ts';

const MAX_FILES = 100;
const MAX_BYTES = 256 * 1024;

/** One file of a custom agent as it was last read. */
export interface AgentFile {
  path: string;
  /** The rules in force: those of the file, or what was last good in it; null: none. */
  agent: CompiledAgent | null;
  /** Why the file as it is now is not in force; empty: it is. */
  problems: AgentFileProblem[];
}

/** What the config folder says of custom agents at one moment. */
export interface Rules {
  book: RuleBook;
  files: AgentFile[];
  state: RulesState;
}

/** Reads one file. Problems of reading it count as problems of the file. */
async function readAgent(file: string): Promise<ReturnType<typeof parseAgentFile>> {
  const bad = (message: string, mend: string): ReturnType<typeof parseAgentFile> => ({
    ok: false,
    problems: [{ path: file, line: null, field: null, message, mend }],
  });
  try {
    const found = await stat(file);
    if (!found.isFile()) return bad('is no regular file', 'replace it by a file or remove it');
    if (found.size > MAX_BYTES)
      return bad(`is larger than ${MAX_BYTES / 1024} KB`, 'keep one agent in a file, and fewer rules');
    return parseAgentFile(await readFile(file, 'utf8'), file);
  } catch (error) {
    return bad(`cannot be read: ${messageOf(error)}`, 'give this user the right to read it, or remove it');
  }
}

/** Paths of the agents' files in their order, or why the folder cannot be read. A folder that is not there has none. */
async function listFiles(folder: string): Promise<{ paths: string[]; problem: AgentFileProblem | null }> {
  const problem = (message: string, mend: string) => ({
    path: folder,
    line: null,
    field: null,
    message,
    mend,
  });
  try {
    const names = (await readdir(folder)).filter((name) => /^[^.].*\.json$/u.test(name)).sort();
    const paths = names.slice(0, MAX_FILES).map((name) => path.join(folder, name));
    const over = names.length > MAX_FILES;
    return {
      paths,
      problem: over
        ? problem(`has more than ${MAX_FILES} files: the first ${MAX_FILES} count`, 'remove some')
        : null,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { paths: [], problem: null };
    const message = `cannot be read: ${messageOf(error)}`;
    return { paths: [], problem: problem(message, 'give this user the right to read the folder') };
  }
}

/**
 * Reads the files of the custom agents. A file that is not right leaves in force what was last good in it; of two that
 * define the same agent the one that already did so counts.
 */
async function readRules(folder: string, before: Rules | null): Promise<Rules> {
  const { paths, problem } = await listFiles(folder);
  // A folder that cannot be read for now says nothing of its files.
  if (problem !== null && paths.length === 0 && before !== null) {
    return { ...before, state: { ...before.state, problems: [problem] } };
  }
  const earlier = new Map(before?.files.map((file) => [file.path, file.agent]));
  const read = await Promise.all(
    paths.map(async (file) => ({ file, last: earlier.get(file) ?? null, now: await readAgent(file) })),
  );
  const holds = ({ last, now }: (typeof read)[number]): boolean =>
    last !== null && (!now.ok || now.agent.id === last.id);
  const taken = new Map<string, string>();
  const files = new Map<string, AgentFile>();
  for (const { file, last, now } of [...read].sort((a, b) => Number(holds(b)) - Number(holds(a)))) {
    const problems = now.ok ? [] : now.problems;
    let agent = now.ok ? now.agent : last;
    const other = agent === null ? undefined : taken.get(agent.id);
    if (agent !== null && other !== undefined) {
      problems.push(sameAgent(file, agent.id, other));
      agent = last !== null && !taken.has(last.id) ? last : null;
    }
    if (agent !== null) taken.set(agent.id, file);
    files.set(file, { path: file, agent, problems });
  }
  return rulesOf(
    folder,
    paths.map((file) => files.get(file)!),
    problem,
  );
}

function sameAgent(file: string, id: string, other: string): AgentFileProblem {
  return {
    path: file,
    line: null,
    field: 'agent',
    message: `${id} is already defined in ${other}`,
    mend: 'write another word, or remove one of the two files',
  };
}

function rulesOf(folder: string, files: AgentFile[], problem: AgentFileProblem | null): Rules {
  const agents = files.flatMap(({ agent }) => (agent === null ? [] : [agent]));
  const book = bookWith(agents);
  const problems = files.flatMap((file) => file.problems.slice(0, 1));
  return {
    book,
    files,
    state: {
      hash: book.hash,
      folder,
      custom: agents.map((agent) => agent.source.name),
      problems: problem === null ? problems : [problem, ...problems],
    },
  };
}

/** The rules of a config folder once, without watching it. */
export function loadRules(configFolder: string): Promise<Rules> {
  return readRules(path.join(configFolder, AGENTS_FOLDER), null);
}

/** Checks one file of a custom agent, wherever it lies: all that is wrong with it; empty: nothing. */
export async function checkAgentFile(file: string): Promise<AgentFileProblem[]> {
  const read = await readAgent(file);
  return read.ok ? [] : read.problems;
}

/** The rules of a config folder, followed while the program runs. */
export interface RulesStore {
  /** As they are now. */
  rules(): Rules;
  /** Calls back whenever the rules in force or the problems have changed, until the returned function is called. */
  watch(listener: (rules: Rules) => void): () => void;
  close(): void;
}

/** Reads the rules of a config folder and follows its changes. The folder need not exist. */
export async function openRules(configFolder: string): Promise<RulesStore> {
  const folder = path.join(configFolder, AGENTS_FOLDER);
  const listeners = new Set<(rules: Rules) => void>();
  let closed = false;
  let current = await readRules(folder, null);
  let reading = Promise.resolve();
  const watcher = watchFolder(folder, () => {
    reading = reading.then(async () => {
      const next = await readRules(folder, current);
      if (closed || JSON.stringify(next.state) === JSON.stringify(current.state)) return;
      current = next;
      for (const listener of listeners) listener(current);
    });
  });
  return {
    rules: () => current,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      watcher.close();
    },
  };
}
