import type { AgentKind, AgentState, StateDetail } from '../core/agent.ts';
import type { Frame } from '../core/frame.ts';
import type { Evidence } from '../core/report.ts';
import type { RuleBook } from './book.ts';
import { type Classified, classify } from './classify.ts';
import { type Discovery, discover } from './discover.ts';
import { isRunningShell, isShell } from './programs.ts';
import { BUILT_IN_BOOK } from './registry.ts';
import { type Presence, type SettleMemory, settle } from './settle.ts';

export { rulesHash } from './registry.ts';

/** What the modular judgement says of one agent after a frame. */
export interface Judgement {
  kind: AgentKind;
  /** The own name of a custom agent. */
  label?: string;
  by: Discovery['by'];
  state: AgentState;
  detail: StateDetail | null;
  /** Milliseconds since the epoch at which a usage limit ends, if the screen says so. */
  resetsAt: number | null;
  notes: string[];
  evidence: Evidence;
  /** Milliseconds since the epoch since when state and detail are so. */
  since: number;
}

/** What is remembered of one agent between its frames. Plain data; nobody but this file looks into it. */
export interface JudgeMemory {
  v: 1;
  paneId: string;
  panePid: number | null;
  /** Id of the agent's rules. */
  agent: string;
  /** Hash of the book that the verdict was reached by. */
  rules: string;
  by: Discovery['by'];
  /** Text and title of the last frame: what settling waits for to stand still. */
  text: string;
  title: string;
  /** All else that a verdict of a frame rests on: as long as the three stay, the verdict does. */
  rest: string;
  verdict: Classified | null;
  settled: SettleMemory;
}

/**
 * How sure it is that the agent is gone: an interactive shell in the foreground proves it, if the processes were
 * looked up; anything else may be a child of the agent that holds the terminal for a moment.
 */
function presenceOf(frame: Frame, found: boolean): Presence {
  if (found) return 'seen';
  if (frame.dead === true) return 'dead';
  if (frame.processes === undefined || !isShell(frame.command)) return 'missing';
  return frame.processes.some(isRunningShell) ? 'missing' : 'gone';
}

function judgementOf(id: string, book: RuleBook, by: Discovery['by'], settled: SettleMemory): Judgement {
  const { kind, label } = book.agentOf(id);
  return { kind, ...(label !== null && { label }), by, ...settled.held };
}

const sameIdentity = (memory: JudgeMemory, frame: Frame): boolean =>
  memory.paneId === frame.paneId &&
  (memory.panePid === null || frame.panePid === undefined || memory.panePid === frame.panePid);

/**
 * The single entry of the modular judgement: what this frame says, given what was remembered of the pane's agent.
 * null: no agent, and none was there before. Hand the memory back with the next frame of the same pane; a frame of
 * another pane, or of a respawned one, starts afresh. `now`: milliseconds since the epoch. An agent whose rules have gone
 * from the book is none any more; it has not crashed.
 */
export function judge(
  frame: Frame,
  memory: JudgeMemory | null,
  now: number,
  book: RuleBook = BUILT_IN_BOOK,
): { judgement: Judgement | null; memory: JudgeMemory | null } {
  const known = memory !== null && sameIdentity(memory, frame) && book.has(memory.agent) ? memory : null;
  const colours = frame.ansi === undefined ? '' : 'ansi';
  const processes = frame.processes?.join('\u0001') ?? '-';
  const rest = `${frame.command}\u0000${frame.dead === true}\u0000${colours}\u0000${processes}\u0000${frame.cursor}`;
  const stands = known !== null && known.text === frame.text && known.title === frame.title;
  const unchanged = stands && known.rest === rest && known.verdict !== null && known.rules === book.hash;

  const found = unchanged ? { agent: known.agent, by: known.by } : discover(frame, book);
  const presence = presenceOf(frame, found !== null);
  // Other rules that do not find it say nothing of its process.
  const old =
    known !== null && known.rules !== book.hash && presence === 'missing' && known.settled.missing === 0
      ? null
      : known;
  const another = old !== null && found !== null && found.agent !== old.agent;
  const verdict = unchanged ? known.verdict : found === null ? null : classify(frame, found.agent, now, book);
  const settled = settle(
    old === null || another ? null : old.settled,
    { presence, verdict, changed: old === null || !stands, instead: frame.command },
    now,
  );
  const agent = found?.agent ?? old?.agent;
  const by = found?.by ?? old?.by;
  if (settled === null || agent === undefined || by === undefined) return { judgement: null, memory: null };
  return {
    judgement: judgementOf(agent, book, by, settled),
    memory: {
      v: 1,
      paneId: frame.paneId,
      panePid: frame.panePid ?? old?.panePid ?? null,
      agent,
      rules: book.hash,
      by,
      text: frame.text,
      title: frame.title,
      rest,
      verdict,
      settled,
    },
  };
}

/**
 * The verdict of one frame as a screen of this agent, without memory: for the comparison's cross-evaluation. `id`: of
 * an agent; `custom` stands for whichever custom agent is found in the frame.
 */
export function judgeOnce(frame: Frame, id: string, now: number, book: RuleBook = BUILT_IN_BOOK): Judgement {
  const found = discover(frame, book);
  const agent = book.agentOf(id === 'custom' && found?.kind === 'custom' ? found.agent : id);
  const { state, detail, resetsAt, notes, evidence } = classify(frame, agent.id, now, book);
  const label = agent.label === null || !book.has(agent.id) ? {} : { label: agent.label };
  const by = found?.by ?? 'screen';
  return { kind: agent.kind, ...label, by, state, detail, resetsAt, notes, evidence, since: now };
}
