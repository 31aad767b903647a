import { setImmediate as otherWork } from 'node:timers/promises';
import { type Agent, agentId } from '../../core/agent.ts';
import type { Frame } from '../../core/frame.ts';
import { frameOfPane, targetOf } from '../../core/pane-frame.ts';
import { emptyReport, type Observation, type Report } from '../../core/report.ts';
import type { PaneInfo, Tmux } from '../../core/tmux.ts';
import type { RuleBook } from '../../detect/book.ts';
import { needsProcesses } from '../../detect/discover.ts';
import { type JudgeMemory, type Judgement, judge } from '../../detect/judge.ts';
import { isPassing } from '../../detect/passing.ts';
import { BUILT_IN_BOOK } from '../../detect/registry.ts';
import { roleOf } from '../../detect/roles.ts';
import { NO_TEAM_MEMORY, parseTeamMemory } from '../../detect/team/memory.ts';
import { teamWishes } from '../../detect/team/wishes.ts';
import { failureOf } from '../failure.ts';
import type { CycleContext, Monitor } from '../monitor.ts';
import { isSamePane, type LastCapture, mayHaveChanged } from './gate.ts';
import { planOf } from './strategy.ts';

/** What is kept of a pane from cycle to cycle. */
interface Watched extends LastCapture {
  frame: Frame;
  memory: JudgeMemory | null;
  observation: Observation | null;
  /** What was last seen of the agent in it, though it is not found any more: by other rules that is no proof of its end. */
  lastSeen: Observation | null;
  /** Hash of the rules that it was judged by. */
  rules: string;
}

/**
 * The new monitor (MONITORS.md B): every pane of the server, one listing and one batched capture of those panes whose
 * screen may have changed, judged by the rules of detect/. `rules`: those that hold now; when they are others than in the
 * cycle before, every pane is judged again. What it wants is the business of detect/team/.
 */
export function createModularMonitor(tmux: Tmux, rules: () => RuleBook = () => BUILT_IN_BOOK): Monitor {
  const watched = new Map<string, Watched>();
  /** Panes that had something new in the last cycle: likely to have it again, so their screens come with the listing. */
  let lively: string[] = [];
  let book = rules();
  let team = NO_TEAM_MEMORY;

  async function cycle(context: CycleContext, report: Report): Promise<void> {
    book = rules();
    const { panes, serverSeconds, screens } = await tmux.list(lively);
    const alive = new Set(panes.map((pane) => pane.paneId));
    for (const id of watched.keys()) if (!alive.has(id)) watched.delete(id);

    const processes = await tmux.foreground(panes.filter((pane) => asksForProcesses(pane, watched, book)));
    lively = panes
      .filter((pane) => mayHaveChanged(pane, watched.get(pane.paneId)))
      .map((pane) => pane.paneId);
    const others = await tmux.capture(lively.filter((id) => !screens.has(id)));
    report.panes.asked = panes.length;
    report.captures = screens.size + others.size;

    const { together } = planOf(context.flags);
    let judged = 0;
    for (const pane of panes) {
      if (context.signal.aborted) break;
      const screen = screens.get(pane.paneId) ?? others.get(pane.paneId);
      if (screen !== undefined && 'error' in screen) {
        report.paneErrors.push({ paneId: pane.paneId, message: screen.error });
        continue;
      }
      report.panes.answered++;
      const observation = look(pane, screen?.ansi, processes.get(pane.paneId), serverSeconds, context.now());
      if (observation === null) continue;
      report.observations.push(observation);
      context.onObservation?.(observation);
      if (++judged % together === 0) await otherWork();
    }
    // Who was not looked at is not missing.
    if (!context.signal.aborted) want(report, context.now());
  }

  function want(report: Report, now: number): void {
    const observed = new Set(report.observations.map(({ agent }) => agent.paneId));
    const unread = [...watched].flatMap(([paneId, { lastSeen }]) =>
      lastSeen === null || observed.has(paneId) ? [] : [unseen(lastSeen)],
    );
    const wishes = teamWishes(team, [...report.observations, ...unread], now);
    team = wishes.memory;
    report.wanted = wishes.wanted;
  }

  /** Judges one pane by its new screen, or vouches for what was last seen of it; null when it runs no agent. */
  function look(
    pane: PaneInfo,
    ansi: string | undefined,
    processes: string[] | undefined,
    serverSeconds: number,
    now: number,
  ): Observation | null {
    const last = watched.get(pane.paneId);
    if (last === undefined || last.rules !== book.hash || !isUnchanged(pane, ansi, processes, last)) {
      const frame = frameOfPane(pane, ansi ?? last?.frame.ansi ?? '', processes, now);
      return judgeFrame(pane, frame, last, serverSeconds, now);
    }
    if (last.observation !== null && isPassing(last.observation)) {
      return judgeFrame(pane, { ...last.frame, t: now }, last, serverSeconds, now);
    }
    if (ansi !== undefined) {
      last.serverSeconds = serverSeconds;
      last.pane = pane;
    }
    if (last.observation !== null) {
      last.observation = { ...last.observation, at: now };
      last.lastSeen = last.observation;
    }
    return last.observation;
  }

  function judgeFrame(
    pane: PaneInfo,
    frame: Frame,
    last: Watched | undefined,
    serverSeconds: number,
    now: number,
  ): Observation | null {
    const same = last?.pane.panePid === pane.panePid ? last : null;
    const memory = same?.memory ?? null;
    const result = judge(frame, memory, now, book);
    const observation =
      result.judgement === null ? null : observationOf(pane, frame, result.judgement, last, now);
    watched.set(pane.paneId, {
      pane,
      serverSeconds,
      frame,
      memory: result.memory,
      observation,
      lastSeen: observation ?? same?.lastSeen ?? null,
      rules: book.hash,
    });
    return observation;
  }

  return {
    name: 'modular',
    async runCycle(context) {
      const startedAt = context.now();
      const clock = performance.now();
      const before = { processes: tmux.subprocesses, waitedMs: tmux.waitedMs };
      const report = emptyReport('modular', startedAt);
      try {
        await cycle(context, report);
      } catch (error) {
        report.error = failureOf(error);
        report.observations = [];
        report.wanted = [];
      }
      report.durationMs = performance.now() - clock;
      report.waitedMs = tmux.waitedMs - before.waitedMs;
      report.subprocesses = tmux.subprocesses - before.processes;
      return report;
    },
    memory: () => team,
    recall(memory) {
      team = parseTeamMemory(memory);
    },
  };
}

/** An agent whose pane stands but gave no verdict in this cycle: it is there, and that is all that is known. */
function unseen(lastSeen: Observation): Observation {
  if (lastSeen.state === 'crashed') return lastSeen;
  return { ...lastSeen, state: 'unknown', detail: null, resetsAt: null };
}

/** Nothing of what is judged is new: not the screen (where it was captured again), not what stands around it. */
function isUnchanged(
  pane: PaneInfo,
  ansi: string | undefined,
  processes: string[] | undefined,
  last: Watched,
): boolean {
  return (
    (ansi === undefined || ansi === last.frame.ansi) &&
    isSamePane(pane, last.pane) &&
    (processes === undefined || sameLines(processes, last.frame.processes))
  );
}

/** Panes whose command does not tell what runs, and those where an agent was seen under another command. */
function asksForProcesses(pane: PaneInfo, watched: Map<string, Watched>, book: RuleBook): boolean {
  const last = watched.get(pane.paneId);
  return needsProcesses(pane, book) || (last?.observation != null && last.pane.command !== pane.command);
}

function sameLines(a: string[], b: string[] | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((line, i) => line === b[i]);
}

function observationOf(
  pane: PaneInfo,
  frame: Frame,
  judgement: Judgement,
  last: Watched | undefined,
  at: number,
): Observation {
  const { kind, label, state, detail, resetsAt, notes, evidence } = judgement;
  const known = last?.observation?.agent;
  const same = known?.kind === kind && known.label === label && isSamePane(pane, last!.pane);
  const agent = same ? known : agentOf(pane, judgement);
  return { agent, state, detail, resetsAt, notes, evidence, at, frames: [frame] };
}

function agentOf(pane: PaneInfo, { kind, label }: Judgement): Agent {
  return {
    id: agentId(pane.paneId, pane.panePid),
    kind,
    ...(label !== undefined && { label }),
    role: roleOf(pane.windowName),
    target: targetOf(pane),
    session: pane.session,
    windowIndex: pane.windowIndex,
    windowName: pane.windowName,
    paneIndex: pane.paneIndex,
    paneId: pane.paneId,
    panePid: pane.panePid,
  };
}
