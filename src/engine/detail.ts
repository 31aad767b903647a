import type { AgentDetail } from '../core/client.ts';
import type { Signature } from '../core/divergence.ts';
import { messageOf } from '../core/errors.ts';
import type { Frame } from '../core/frame.ts';
import type { StateLabel } from '../core/judgement.ts';
import { frameOfPane } from '../core/pane-frame.ts';
import { sgrOnly } from '../core/text.ts';
import type { Tmux } from '../core/tmux.ts';
import type { Entry } from './roster.ts';

/** The history strip shows this much, in ms. */
const HISTORY_MS = 15 * 60_000;

/** What operators say of an agent and of its signature. */
export interface Said {
  signature: Signature | undefined;
  label: StateLabel | undefined;
}

/**
 * One agent in full: a fresh frame of its pane, or the last known screen and why there is no fresh one. `frame`: the
 * fresh one, title and screen of one read.
 */
export async function readDetail(
  entry: Entry,
  tmux: Tmux,
  said: Said,
  now: () => number,
): Promise<{ detail: AgentDetail; frame: Frame | null }> {
  const { agent, latest } = entry;
  const lastFrame =
    latest.modular?.observation.frames.at(-1) ?? latest.legacy?.observation.frames.at(-1) ?? null;
  const { frame, problem } = await look(agent.paneId, lastFrame, tmux, now);
  const shown = frame ?? lastFrame;
  const divergence = entry.divergences[0] ?? null;
  const { signature, label } = said;
  const evidence: AgentDetail['evidence'] = {};
  if (latest.legacy !== undefined) evidence.legacy = latest.legacy.observation.evidence;
  if (latest.modular !== undefined) evidence.modular = latest.modular.observation.evidence;
  const detail: AgentDetail = {
    id: agent.id,
    screen: (shown?.ansi ?? shown?.text ?? '').replace(/\n$/, '').split('\n').map(sgrOnly),
    cols: shown?.cols ?? 0,
    rows: shown?.rows ?? 0,
    capturedAt: shown?.t ?? now(),
    problem,
    evidence,
    divergence,
    signature: signature === undefined ? null : pick(signature),
    label: label === undefined ? null : { at: label.at, who: label.who, expect: label.frame.expect },
    history: recentChanges(entry, now() - HISTORY_MS),
  };
  return { detail, frame };
}

function pick({ times, agents, judgement }: Signature): NonNullable<AgentDetail['signature']> {
  return { times, agents, judgement };
}

async function look(
  paneId: string,
  lastFrame: Frame | null,
  tmux: Tmux,
  now: () => number,
): Promise<{ frame: Frame | null; problem: string | null }> {
  try {
    const { panes, screens } = await tmux.list([paneId]);
    const pane = panes.find((one) => one.paneId === paneId);
    if (pane === undefined) return { frame: null, problem: 'the pane is gone' };
    const screen = screens.get(paneId) ?? (await tmux.capture([paneId])).get(paneId);
    if (screen === undefined || 'error' in screen)
      return { frame: null, problem: screen?.error ?? 'tmux did not answer for the pane' };
    const processes =
      lastFrame?.command === pane.command
        ? lastFrame.processes
        : (await tmux.foreground([pane])).get(pane.paneId);
    return { frame: frameOfPane(pane, screen.ansi, processes, now()), problem: null };
  } catch (error) {
    return { frame: null, problem: messageOf(error) };
  }
}

/** Changes since then, and for each monitor the last one before it: what held at the start. */
function recentChanges(entry: Entry, since: number): AgentDetail['history'] {
  return entry.changes.filter(
    (change, i) =>
      change.at >= since ||
      !entry.changes.some((later, j) => j > i && later.monitor === change.monitor && later.at < since),
  );
}
