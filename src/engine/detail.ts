import type { AgentDetail } from '../core/client.ts';
import type { Signature } from '../core/divergence.ts';
import { messageOf } from '../core/errors.ts';
import { sgrOnly } from '../core/text.ts';
import type { Tmux } from '../core/tmux.ts';
import type { Entry } from './roster.ts';

/** The history strip shows this much, in ms. */
const HISTORY_MS = 15 * 60_000;

/** One agent in full: a fresh capture of its pane, or the last known screen and why there is no fresh one. */
export async function readDetail(
  entry: Entry,
  tmux: Tmux,
  signatures: readonly Signature[],
  now: number,
): Promise<AgentDetail> {
  const { agent, latest } = entry;
  const lastFrame =
    latest.modular?.observation.frames.at(-1) ?? latest.legacy?.observation.frames.at(-1) ?? null;
  let ansi = lastFrame?.ansi ?? lastFrame?.text ?? '';
  let capturedAt = lastFrame?.t ?? now;
  let problem: string | null = null;
  try {
    const screen = (await tmux.capture([agent.paneId])).get(agent.paneId);
    if (screen !== undefined && 'ansi' in screen) {
      ansi = screen.ansi;
      capturedAt = now;
    } else {
      problem = screen?.error ?? 'tmux did not answer for the pane';
    }
  } catch (error) {
    problem = messageOf(error);
  }
  const divergence = entry.divergences[0] ?? null;
  const signature = signatures.find((row) => row.signature === divergence?.signature);
  const evidence: AgentDetail['evidence'] = {};
  if (latest.legacy !== undefined) evidence.legacy = latest.legacy.observation.evidence;
  if (latest.modular !== undefined) evidence.modular = latest.modular.observation.evidence;
  return {
    id: agent.id,
    screen: ansi.replace(/\n$/, '').split('\n').map(sgrOnly),
    cols: lastFrame?.cols ?? 0,
    rows: lastFrame?.rows ?? 0,
    capturedAt,
    problem,
    evidence,
    divergence,
    signature: signature === undefined ? null : { times: signature.times, agents: signature.agents },
    history: recentChanges(entry, now - HISTORY_MS),
  };
}

/** Changes since then, and for each monitor the last one before it: what held at the start. */
function recentChanges(entry: Entry, since: number): AgentDetail['history'] {
  return entry.changes.filter(
    (change, i) =>
      change.at >= since ||
      !entry.changes.some((later, j) => j > i && later.monitor === change.monitor && later.at < since),
  );
}
