import type { AgentKind } from '../core/agent.ts';
import type { Frame } from '../core/frame.ts';
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
import { AGENTS } from './registry.ts';
import { Screen } from './screen.ts';
import { shownText } from './shown.ts';

/** Which agent runs in a pane, and what says so. */
export interface Discovery {
  kind: AgentKind;
  by: 'command' | 'title' | 'process' | 'screen';
  /** The command, title, command line or screen text it rests on. */
  text: string;
}

function byCommand(command: string): Discovery | null {
  const name = baseName(command);
  const agent = AGENTS.find(({ find }) => find.commands.has(name));
  return agent === undefined ? null : { kind: agent.kind, by: 'command', text: shownText(command) };
}

/** The agent that a command line is; helpers of an agent (servers, daemons) are none. */
function byCommandLine(line: string): Discovery | null {
  const programs = programsOf(line);
  for (const { kind, find } of AGENTS) {
    const names = programs.some(
      (program) =>
        find.commands.has(baseName(program)) || find.process.some((pattern) => pattern.test(program)),
    );
    if (names && !find.helper.some((pattern) => pattern.test(line)))
      return { kind, by: 'process', text: shownText(line) };
  }
  return null;
}

function byTitle(title: string): Discovery | null {
  const trimmed = title.trim();
  const agent = AGENTS.find(({ find }) => find.title.some((pattern) => pattern.test(trimmed)));
  return agent === undefined ? null : { kind: agent.kind, by: 'title', text: shownText(trimmed) };
}

function byScreen(frame: Frame): Discovery | null {
  for (const { kind, find, layout } of AGENTS) {
    const screen = new Screen(frame, layout);
    for (const clause of find.screen) {
      const text = textOf(clause, screen);
      if (text !== null) return { kind, by: 'screen', text: shownText(text) };
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

/**
 * Finds the agent of a pane by command, process group, title, then screen (MARKERS.md §1). A title or a screen stays
 * when an agent dies, so they count only where the processes are not known or say nothing. null: not an agent.
 */
export function discover(frame: Frame): Discovery | null {
  if (frame.dead === true) return null;
  const { command, processes } = frame;
  const named = byCommand(command);
  if (named !== null) return named;
  if (isOther(command)) return null;
  if (isShell(command)) {
    const found = (processes ?? []).map(byCommandLine).find((discovery) => discovery !== null) ?? null;
    // An agent under a shell that waits at its prompt is suspended: the pane is the shell's.
    const wrapped = processes?.some(isRunningShell) === true;
    return found !== null && (wrapped || !atShellPrompt(frame)) ? found : null;
  }
  if (processes !== undefined && processes.length > 0) {
    const found = processes.map(byCommandLine).find((discovery) => discovery !== null);
    if (found !== undefined && found !== null) return found;
    if (!isRemote(command) && !processes.some(saysNothing)) return null;
  } else if (!isOpaque(command)) return null;
  return byTitle(frame.title) ?? byScreen(frame);
}

/**
 * Whether command and title alone cannot tell what runs in the pane, so that its processes have to be looked up:
 * interpreters, wrappers, shells, version-number names, programs nobody knows. Not for a known agent, for editors,
 * pagers and the like, and not for `ssh` and its kind, whose processes say nothing.
 */
export function needsProcesses(pane: { command: string; title: string }): boolean {
  return byCommand(pane.command) === null && !isOther(pane.command) && !isRemote(pane.command);
}
