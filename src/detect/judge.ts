import type { AgentKind, AgentState, StateDetail } from '../core/agent.ts';
import type { Frame } from '../core/frame.ts';
import type { Evidence } from '../core/report.ts';
import { type Classified, classify } from './classify.ts';
import { type Discovery, discover } from './discover.ts';
import { hashText } from './hash.ts';
import { isRunningShell, isShell } from './programs.ts';
import { type Presence, type SettleMemory, settle } from './settle.ts';

export { rulesHash } from './registry.ts';

/** What the modular judgement says of one agent after a frame. */
export interface Judgement {
  kind: AgentKind;
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
  kind: AgentKind;
  by: Discovery['by'];
  /** Hash of all that a verdict of a frame rests on: as long as it stays, the verdict does. */
  hash: string;
  /** Hash of the screen's text and title alone: what settling waits for to stand still. */
  screen: string;
  verdict: Classified | null;
  settled: SettleMemory;
}

/**
 * How sure it is that the agent is gone: an interactive shell in the foreground proves it, if the processes were
 * looked up; anything else may be a child of the agent that holds the terminal for a moment.
 */
function presenceOf(frame: Frame, discovery: Discovery | null): Presence {
  if (discovery !== null) return 'seen';
  if (frame.dead === true) return 'dead';
  if (frame.processes === undefined || !isShell(frame.command)) return 'missing';
  return frame.processes.some(isRunningShell) ? 'missing' : 'gone';
}

function judgementOf(kind: AgentKind, by: Discovery['by'], settled: SettleMemory): Judgement {
  return { kind, by, ...settled.held };
}

const sameIdentity = (memory: JudgeMemory, frame: Frame): boolean =>
  memory.paneId === frame.paneId &&
  (memory.panePid === null || frame.panePid === undefined || memory.panePid === frame.panePid);

/**
 * The single entry of the modular judgement: what this frame says, given what was remembered of the pane's agent.
 * null: no agent, and none was there before. Hand the memory back with the next frame of the same pane; a frame of
 * another pane, or of a respawned one, starts afresh. `now`: milliseconds since the epoch.
 */
export function judge(
  frame: Frame,
  memory: JudgeMemory | null,
  now: number,
): { judgement: Judgement | null; memory: JudgeMemory | null } {
  const old = memory !== null && sameIdentity(memory, frame) ? memory : null;
  const screen = hashText(`${frame.title}\u0000${frame.text}`);
  const colours = frame.ansi === undefined ? '' : 'ansi';
  const processes = frame.processes?.join('\u0001') ?? '-';
  const rest = `${frame.command}\u0000${frame.dead === true}\u0000${colours}\u0000${processes}\u0000${frame.cursor}`;
  const hash = `${screen}${hashText(rest)}`;
  const unchanged = old !== null && old.hash === hash && old.verdict !== null;

  const discovery: Discovery | null = unchanged ? { kind: old.kind, by: old.by, text: '' } : discover(frame);
  const presence = presenceOf(frame, discovery);
  const another = old !== null && discovery !== null && discovery.kind !== old.kind;
  const verdict = unchanged ? old.verdict : discovery === null ? null : classify(frame, discovery.kind, now);
  const settled = settle(
    old === null || another ? null : old.settled,
    { presence, verdict, changed: old?.screen !== screen, instead: frame.command },
    now,
  );
  const kind = discovery?.kind ?? old?.kind;
  const by = discovery?.by ?? old?.by;
  if (settled === null || kind === undefined || by === undefined) return { judgement: null, memory: null };
  return {
    judgement: judgementOf(kind, by, settled),
    memory: {
      v: 1,
      paneId: frame.paneId,
      panePid: frame.panePid ?? old?.panePid ?? null,
      kind,
      by,
      hash,
      screen,
      verdict,
      settled,
    },
  };
}

/** The verdict of one frame as a screen of this agent, without memory: for the comparison's cross-evaluation. */
export function judgeOnce(frame: Frame, kind: AgentKind, now: number): Judgement {
  const { state, detail, resetsAt, notes, evidence } = classify(frame, kind, now);
  return { kind, by: discover(frame)?.by ?? 'screen', state, detail, resetsAt, notes, evidence, since: now };
}
