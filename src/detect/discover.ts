import type { AgentKind } from '../core/agent.ts';
import type { Frame } from '../core/frame.ts';
import type { RuleBook } from './book.ts';
import type { CompiledAgent } from './compile.ts';
import { textOf } from './match.ts';
import {
  baseName,
  isOpaque,
  isOther,
  isRemote,
  isRunningShell,
  isShell,
  programsOf,
  saysNothing,
} from './programs.ts';
import { BUILT_IN_BOOK } from './registry.ts';
import { Screen } from './screen.ts';
import { shownText } from './shown.ts';

/** A longer title is cut before a pattern is tried on it. */
const TITLE_MAX = 600;

/** Which agent runs in a pane, and what says so. */
export interface Discovery {
  kind: AgentKind;
  /** Id of its rules: the kind, or the own word of a custom agent. */
  agent: string;
  /** The own name of a custom agent. */
  label?: string;
  by: 'command' | 'title' | 'process' | 'screen';
  /** The command, title, command line or screen text it rests on. */
  text: string;
}

function discovered(agent: CompiledAgent, by: Discovery['by'], text: string): Discovery {
  const { kind, id, label } = agent;
  return { kind, agent: id, ...(label !== null && { label }), by, text: shownText(text) };
}

function byCommand(command: string, { agents }: RuleBook): Discovery | null {
  const name = baseName(command);
  const agent = agents.find(({ find }) => find.commands.has(name));
  return agent === undefined ? null : discovered(agent, 'command', command);
}

/** The agent that a command line is; helpers of an agent (servers, daemons) are none. */
function byCommandLine(line: string, { agents }: RuleBook): Discovery | null {
  const programs = programsOf(line);
  for (const agent of agents) {
    const { find } = agent;
    const names = programs.some(
      (program) =>
        find.commands.has(baseName(program)) || find.process.some((pattern) => pattern.test(program)),
    );
    if (names && !find.helper.some((pattern) => pattern.test(line)))
      return discovered(agent, 'process', line);
  }
  return null;
}

function byTitle(title: string, { agents }: RuleBook): Discovery | null {
  const trimmed = title.trim().slice(0, TITLE_MAX);
  const agent = agents.find(({ find }) => find.title.some((pattern) => pattern.test(trimmed)));
  return agent === undefined ? null : discovered(agent, 'title', trimmed);
}

function byScreen(frame: Frame, { agents }: RuleBook): Discovery | null {
  for (const agent of agents) {
    const screen = new Screen(frame, agent.layout);
    for (const clause of agent.find.screen) {
      const text = textOf(clause, screen);
      if (text !== null) return discovered(agent, 'screen', text);
    }
  }
  return null;
}

/** Whether the cursor stands behind a shell's prompt, with a command half typed or not. */
function atShellPrompt(frame: Frame): boolean {
  const [column, row] = frame.cursor;
  const before = [...(frame.text.split('\n')[row] ?? '')].slice(0, column).join('');
  return /[$#%>❯➜λ»](?: .*)?$/u.test(before);
}

/** Whether the cursor stands in the agent's own prompt box, which may look like a shell's prompt. */
function inPrompt(frame: Frame, { agent }: Discovery, book: RuleBook): boolean {
  const box = new Screen(frame, book.agentOf(agent).layout).prompt;
  const row = frame.cursor[1];
  return box !== null && row >= box.from && row < box.to;
}

/**
 * Finds the agent of a pane by command, process group, title, then screen (MARKERS.md §1). A title or a screen stays
 * when an agent dies, so they count only where the processes are not known or say nothing. null: not an agent.
 */
export function discover(frame: Frame, book: RuleBook = BUILT_IN_BOOK): Discovery | null {
  if (frame.dead === true) return null;
  const { command, processes } = frame;
  const named = byCommand(command, book);
  if (named !== null) return named;
  if (isOther(command)) return null;
  if (isShell(command)) {
    const found =
      (processes ?? []).map((line) => byCommandLine(line, book)).find((discovery) => discovery !== null) ??
      null;
    // An agent under a shell that waits at its prompt is suspended: the pane is the shell's.
    const wrapped = processes?.some(isRunningShell) === true;
    return found !== null && (wrapped || !atShellPrompt(frame) || inPrompt(frame, found, book))
      ? found
      : null;
  }
  if (processes !== undefined && processes.length > 0) {
    const found = processes.map((line) => byCommandLine(line, book)).find((discovery) => discovery !== null);
    if (found !== undefined && found !== null) return found;
    if (!isRemote(command) && !processes.some(saysNothing)) return null;
  } else if (!isOpaque(command)) return null;
  return byTitle(frame.title, book) ?? byScreen(frame, book);
}

/**
 * Whether command and title alone cannot tell what runs in the pane, so that its processes have to be looked up:
 * interpreters, wrappers, shells, version-number names, programs nobody knows. Not for a known agent, for editors,
 * pagers and the like, and not for `ssh` and its kind, whose processes say nothing.
 */
export function needsProcesses(
  pane: { command: string; title: string },
  book: RuleBook = BUILT_IN_BOOK,
): boolean {
  return byCommand(pane.command, book) === null && !isOther(pane.command) && !isRemote(pane.command);
}
