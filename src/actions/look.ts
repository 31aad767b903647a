import type { AgentState, StateDetail } from '../core/agent.ts';
import type { Frame } from '../core/frame.ts';
import { frameOfPane, targetOf } from '../core/pane-frame.ts';
import type { PaneInfo, ScreenResult, Tmux } from '../core/tmux.ts';
import type { RuleBook } from '../detect/book.ts';
import { type JudgeMemory, judge } from '../detect/judge.ts';
import { roleOf } from '../detect/roles.ts';

/** What is needed to look at panes. */
export interface Eyes {
  tmux: Tmux;
  /** The rules that hold now. */
  book(): RuleBook;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** One pane as it is at this moment, by one frame. */
export interface PaneLook {
  pane: PaneInfo;
  target: string;
  frame: Frame;
  /** An agent runs in it. */
  alive: boolean;
  state: AgentState | null;
  detail: StateDetail | null;
  resetsAt: number | null;
  /** Its window has the name of a PM. */
  isPm: boolean;
  memory: JudgeMemory | null;
}

/** Looks at these panes now, all of them with one read. */
async function look(
  { tmux, book, now }: Eyes,
  panes: PaneInfo[],
  memory: JudgeMemory | null,
  captured?: Map<string, ScreenResult>,
): Promise<PaneLook[]> {
  const screens = captured ?? (await tmux.capture(panes.map((pane) => pane.paneId)));
  const processes = await tmux.foreground(panes);
  return panes.flatMap((pane) => {
    const screen = screens.get(pane.paneId);
    if (screen === undefined || 'error' in screen) return [];
    const frame = frameOfPane(pane, screen.ansi, processes.get(pane.paneId), now());
    const { judgement, memory: next } = judge(frame, memory, now(), book());
    return [
      {
        pane,
        target: targetOf(pane),
        frame,
        alive: judgement !== null && judgement.state !== 'crashed' && !pane.dead,
        state: judgement?.state ?? null,
        detail: judgement?.detail ?? null,
        resetsAt: judgement?.resetsAt ?? null,
        isPm: roleOf(pane.windowName) === 'pm',
        memory: next,
      },
    ];
  });
}

/** All panes of a session as they are at this moment. Throws TmuxError. */
export async function lookAtSession(eyes: Eyes, session: string): Promise<PaneLook[]> {
  const { panes } = await eyes.tmux.list();
  return look(
    eyes,
    panes.filter((pane) => pane.session === session),
    null,
  );
}

/** What an agent that has started shows. Working: its start command has given it something to do. */
const STARTED: ReadonlySet<AgentState> = new Set(['fresh', 'idle', 'working', 'message_queued']);

/** An agent is there, past its start and past all that it asks before. */
export function hasStarted({ alive, state }: PaneLook): boolean {
  return alive && state !== null && STARTED.has(state);
}

/** The project managers that are alive among these panes. */
export function livingPms(panes: readonly PaneLook[]): PaneLook[] {
  return panes.filter((one) => one.isPm && one.alive);
}

/** One pane; null: it is gone. With the memory of the look before, what is seen is held over time. Throws TmuxError. */
export async function lookAtPane(
  eyes: Eyes,
  paneId: string,
  memory: JudgeMemory | null = null,
): Promise<PaneLook | null> {
  // The screen comes with the listing: a pane that starts is looked at often.
  const { panes, screens } = await eyes.tmux.list([paneId]);
  const pane = panes.find((one) => one.paneId === paneId);
  return pane === undefined ? null : ((await look(eyes, [pane], memory, screens))[0] ?? null);
}

/** The pane that a target means: `session:window` its active one, as tmux does; null: there is none. Throws TmuxError. */
export async function lookAtTarget(eyes: Eyes, target: string): Promise<PaneLook | null> {
  const { panes } = await eyes.tmux.list();
  const pane = panes.find(
    (one) => targetOf(one) === target || (one.paneActive && `${one.session}:${one.windowIndex}` === target),
  );
  return pane === undefined ? null : ((await look(eyes, [pane], null))[0] ?? null);
}

/** What a pane does, for an operator: `waits: login`, `idle`, `runs no agent`. */
export function wordsOf({ alive, pane, state, detail }: PaneLook): string {
  if (pane.dead) return 'its process has ended';
  if (!alive || state === null) return `runs no agent but ${pane.command}`;
  const word = state === 'waiting' ? 'waits' : state.replace('_', ' ');
  return detail === null ? word : `${word}: ${detail}`;
}
