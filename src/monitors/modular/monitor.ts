import { setImmediate as otherWork } from 'node:timers/promises';
import { type Agent, agentId } from '../../core/agent.ts';
import { messageOf } from '../../core/errors.ts';
import type { Frame } from '../../core/frame.ts';
import { frameOfPane, targetOf } from '../../core/pane-frame.ts';
import type { MonitorFailure, Observation, Report } from '../../core/report.ts';
import { type PaneInfo, type ScreenResult, type Tmux, TmuxError } from '../../core/tmux.ts';
import { needsProcesses } from '../../detect/discover.ts';
import { type JudgeMemory, judge } from '../../detect/judge.ts';
import { roleOf } from '../../detect/roles.ts';
import type { CycleContext, Monitor } from '../monitor.ts';
import { type LastCapture, mayHaveChanged } from './gate.ts';
import { planOf } from './strategy.ts';

/** What is kept of a pane from cycle to cycle. */
interface Watched extends LastCapture {
  frame: Frame;
  memory: JudgeMemory | null;
  observation: Observation | null;
}

/** States that the mere passing of time may end: they are judged again even when the screen has not changed. */
const PASSING = new Set(['working', 'starting', 'unknown', 'rate_limited', 'crashed']);

/**
 * The new monitor (MONITORS.md B): every pane of the server, one listing and one batched capture of those panes whose
 * screen may have changed, judged by the rules of detect/.
 */
export function createModularMonitor(tmux: Tmux): Monitor {
  const watched = new Map<string, Watched>();

  async function cycle(context: CycleContext, report: Report): Promise<void> {
    const { panes, serverSeconds } = await tmux.list();
    const alive = new Set(panes.map((pane) => pane.paneId));
    for (const id of watched.keys()) if (!alive.has(id)) watched.delete(id);

    const processes = await tmux.foreground(panes.filter((pane) => asksForProcesses(pane, watched)));
    const wanted = panes.filter((pane) => {
      const last = watched.get(pane.paneId);
      return (
        last === undefined ||
        last.pane.panePid !== pane.panePid ||
        mayHaveChanged(pane, last) ||
        !sameLines(last.frame.processes, processes.get(pane.paneId))
      );
    });
    const screens = await tmux.capture(wanted.map((pane) => pane.paneId));
    report.panes.asked = panes.length;

    const { together } = planOf(context.flags);
    let judged = 0;
    for (const pane of panes) {
      if (context.signal.aborted) break;
      const observation = look(
        pane,
        screens.get(pane.paneId),
        processes.get(pane.paneId),
        serverSeconds,
        context,
        report,
      );
      if (observation !== null) {
        report.observations.push(observation);
        context.onObservation?.(observation);
        if (++judged % together === 0) await otherWork();
      }
    }
  }

  /** Judges one pane by its new screen, or vouches for what was last seen of it. */
  function look(
    pane: PaneInfo,
    screen: ScreenResult | undefined,
    processes: string[] | undefined,
    serverSeconds: number,
    context: CycleContext,
    report: Report,
  ): Observation | null {
    if (screen !== undefined && 'error' in screen) {
      report.paneErrors.push({ paneId: pane.paneId, message: screen.error });
      return null;
    }
    report.panes.answered++;
    const now = context.now();
    const last = watched.get(pane.paneId);
    if (screen === undefined && last !== undefined) {
      const state = last.observation?.state;
      if (state === undefined || !PASSING.has(state)) {
        if (last.observation !== null) last.observation = { ...last.observation, at: now };
        return last.observation;
      }
    }
    const frame =
      screen === undefined && last !== undefined
        ? { ...last.frame, t: now }
        : frameOfPane(pane, screen === undefined ? '' : screen.ansi, processes, now);
    const memory = last !== undefined && last.pane.panePid === pane.panePid ? last.memory : null;
    const result = judge(frame, memory, now);
    const observation: Observation | null =
      result.judgement === null
        ? null
        : {
            agent: agentOf(pane, result.judgement.kind),
            state: result.judgement.state,
            detail: result.judgement.detail,
            resetsAt: result.judgement.resetsAt,
            notes: result.judgement.notes,
            evidence: result.judgement.evidence,
            at: now,
            frames: [frame],
          };
    watched.set(pane.paneId, {
      pane,
      serverSeconds: screen === undefined && last !== undefined ? last.serverSeconds : serverSeconds,
      frame,
      memory: result.memory,
      observation,
    });
    return observation;
  }

  return {
    name: 'modular',
    async runCycle(context) {
      const startedAt = context.now();
      const clock = performance.now();
      const processesBefore = tmux.subprocesses;
      const report: Report = {
        v: 1,
        monitor: 'modular',
        startedAt,
        durationMs: 0,
        waitedMs: 0,
        subprocesses: 0,
        observations: [],
        wanted: [],
        panes: { asked: 0, answered: 0 },
        paneErrors: [],
        error: null,
      };
      try {
        await cycle(context, report);
      } catch (error) {
        report.error = failureOf(error);
        report.observations = [];
      }
      report.durationMs = performance.now() - clock;
      report.subprocesses = tmux.subprocesses - processesBefore;
      return report;
    },
  };
}

/** Panes whose command does not tell what runs, and those where an agent was seen under another command. */
function asksForProcesses(pane: PaneInfo, watched: Map<string, Watched>): boolean {
  const last = watched.get(pane.paneId);
  return needsProcesses(pane) || (last?.observation != null && last.pane.command !== pane.command);
}

function sameLines(a: string[] | undefined, b: string[] | undefined): boolean {
  return b === undefined || (a !== undefined && a.length === b.length && a.every((line, i) => line === b[i]));
}

function agentOf(pane: PaneInfo, kind: Agent['kind']): Agent {
  return {
    id: agentId(pane.paneId, pane.panePid),
    kind,
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

function failureOf(error: unknown): MonitorFailure {
  if (error instanceof TmuxError) return { kind: error.status, message: error.message, mend: error.mend };
  return {
    kind: 'exception',
    message: messageOf(error),
    mend: 'report this with the log; the next cycle tries again',
  };
}
