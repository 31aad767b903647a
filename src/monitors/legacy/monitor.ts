import { emptyReport, type MonitorFailure, type Observation, type Report } from '../../core/report.ts';
import type { TmuxCommand } from '../../core/tmux.ts';
import { isPmCheckDue, wantActions } from '../../detect/legacy/actions.ts';
import type { AgentFinding, PmFinding } from '../../detect/legacy/findings.ts';
import { type IdleCache, noteIdle } from '../../detect/legacy/idle-kind.ts';
import { judgeLegacy } from '../../detect/legacy/judge.ts';
import { NO_ACTIONS_YET } from '../../detect/legacy/memory.ts';
import { isLegacyAgentWindow, isLegacyPmWindow, legacyRole } from '../../detect/legacy/names.ts';
import { sleepUntil } from '../../detect/legacy/rate-limit.ts';
import { CAPTURES_PER_AGENT } from '../../detect/legacy/replay.ts';
import { failureOf } from '../failure.ts';
import type { CycleContext, Monitor } from '../monitor.ts';
import { type CycleTmux, openCycle } from './cycle-tmux.ts';
import { type LegacyWindow, listWindows } from './discovery.ts';
import { asleep, frameOf, observed, type Sleep } from './observe.ts';
import { lookAtPm } from './pm-check.ts';

const HISTORY_LINES = 50;
const CAPTURE_GAP_MS = 300;

/**
 * The old monitor (MONITORS.md A): windows by their names, agents one after the other, four captures of each with a
 * process a capture. It is as slow and as wrong as the original, and only wants its actions.
 */
export function createLegacyMonitor(tmux: TmuxCommand): Monitor {
  let actions = NO_ACTIONS_YET;
  let idleCaches = new Map<string, IdleCache>();
  let sleep: Sleep | null = null;

  async function cycle(run: CycleTmux, context: CycleContext, report: Report): Promise<void> {
    const windows = await listWindows(run);
    const agents = windows.filter((window) => isLegacyAgentWindow(window.windowName));
    if (sleep !== null && context.now() < sleep.wakesAt) return rest(agents, sleep, context, report);
    sleep = null;

    const pms: PmFinding[] = [];
    for (const session of new Set(agents.map((agent) => agent.session))) {
      const due = isPmCheckDue(actions, session, context.now());
      pms.push(await lookAtPm(run, session, windows, due));
    }
    const findings: AgentFinding[] = [];
    const caches = new Map<string, IdleCache>();
    for (const window of agents) {
      const frames = await captureFrames(run, window, context, report);
      const verdict = judgeLegacy(frames.map((frame) => frame.text));
      if (verdict.rateLimited && verdict.resetTime !== null) {
        sleep = { target: window.target, ...sleepUntil(verdict.resetTime, context.now()) };
        return rest(agents, sleep, context, report);
      }
      const text = frames.at(-1)!.text;
      const cached = idleCaches.get(window.target);
      const idle = verdict.state === 'idle' ? noteIdle(cached, text) : null;
      const kept = idle?.cache ?? (verdict.state === 'working' ? undefined : cached);
      if (kept !== undefined) caches.set(window.target, kept);
      tell(observed(window, frames, verdict, idle?.kind ?? null), context, report);
      findings.push({
        session: window.session,
        target: window.target,
        label: legacyRole(window.windowName).label,
        isPm: isLegacyPmWindow(window.windowName),
        state: verdict.state,
        uiPresent: verdict.uiPresent,
        idleKind: idle?.kind ?? null,
      });
    }
    idleCaches = caches;
    const result = wantActions(actions, { agents: findings, pms }, context.now());
    actions = result.state;
    report.wanted = result.wanted;
  }

  return {
    name: 'legacy',
    async runCycle(context) {
      const startedAt = context.now();
      const elapsed = context.elapsed ?? context.now;
      const from = elapsed();
      const run = openCycle(tmux, context);
      const report = emptyReport('legacy', startedAt);
      try {
        await cycle(run, context, report);
      } catch (error) {
        report.error = failureOfCycle(error, context.signal);
        report.observations = [];
      }
      report.durationMs = elapsed() - from;
      report.waitedMs = run.waitedMs;
      report.subprocesses = run.subprocesses;
      report.captures = run.captures;
      return report;
    },
  };
}

/** A usage limit comes before everything else: it takes back what the cycle has said so far, and wants nothing. */
function rest(agents: readonly LegacyWindow[], sleep: Sleep, context: CycleContext, report: Report): void {
  report.observations = [];
  for (const window of agents) tell(asleep(window, sleep, context.now()), context, report);
}

function tell(observation: Observation, context: CycleContext, report: Report): void {
  report.observations.push(observation);
  context.onObservation?.(observation);
}

/** Four captures, 0.3 s apart. One that fails reads as an empty screen. */
async function captureFrames(run: CycleTmux, window: LegacyWindow, context: CycleContext, report: Report) {
  const frames = [];
  let problem: string | null = null;
  report.panes.asked++;
  for (let i = 0; i < CAPTURES_PER_AGENT; i++) {
    if (i > 0) await run.sleep(CAPTURE_GAP_MS);
    const capture = await run.capture(window.address, HISTORY_LINES);
    problem = capture.problem;
    frames.push(frameOf(window, capture.text, context.now()));
  }
  if (problem === null) report.panes.answered++;
  else report.paneErrors.push({ paneId: window.paneId, message: problem });
  return frames;
}

/** A cycle that was ended early failed by nobody's fault. */
function failureOfCycle(error: unknown, signal: AbortSignal): MonitorFailure {
  return signal.aborted
    ? { kind: 'exception', message: 'the cycle was ended early', mend: 'the next cycle tries again' }
    : failureOf(error);
}
