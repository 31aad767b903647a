import type { AgentKind, AgentState } from '../core/agent.ts';
import type { Frame } from '../core/frame.ts';
import type { MonitorName } from '../core/report.ts';
import type { RuleBook } from './book.ts';
import { type JudgeMemory, type Judgement, judge } from './judge.ts';
import { judgeLegacy } from './legacy/judge.ts';
import { isPassing } from './passing.ts';
import { MISSING_FRAMES, RESTLESS_MS, START_MS } from './settle.ts';

/** A change of what a monitor says of a recorded case. */
export interface VerdictChange {
  case: string;
  monitor: MonitorName;
  /** Milliseconds, as the recording counts them: when the monitor would first have said so. */
  t: number;
  /** null: not an agent (modular), or the monitor knows no kinds (legacy). */
  agent: AgentKind | null;
  state: AgentState | null;
  detail: string | null;
  rule: string | null;
  /** Zero-based line of the frame's text. */
  line: number | null;
}

/** How the time between frames passes. */
export interface Playback {
  /** A monitor looks at the pane when a frame comes, and every so many ms as long as none does. */
  everyMs: number;
  /** The screen is known to have stood until then, ms as the recording counts them; default: the last frame. */
  until?: number;
  /** The rules to judge by; default: the built-in ones. */
  book?: RuleBook;
}

/** Ages of legacy's captures at the end of a look, in ms, newest first. */
const CAPTURE_AGES_MS = [0, 300, 600, 900];
/** Above this (the year 2001) a time is one since the epoch, and none since the start of a case. */
const EPOCH_MS = 1e12;

/** Whether a time of a frame is one since the epoch. */
export function isSinceEpoch(t: number): boolean {
  return t > EPOCH_MS;
}

/**
 * Until when the screens of a recording are known to have stood, for cases whose end it does not tell (it was killed):
 * a recorder writes no frame for a pane that does not change, so until its last line. undefined where the times are
 * those of each case alone.
 */
export function endOfRecording(frames: readonly Frame[]): number | undefined {
  const end = frames.reduce((latest, frame) => Math.max(latest, frame.t), 0);
  return isSinceEpoch(end) ? end : undefined;
}

/**
 * The verdicts that modular would have given of a case while it happened, each change once. A recording holds changed
 * frames only, and some verdicts change by the passing of time alone, so time is made to pass in steps between frames.
 */
export function modularVerdicts(frames: readonly Frame[], name: string, playback: Playback): VerdictChange[] {
  const changes: VerdictChange[] = [];
  let memory: JudgeMemory | null = null;
  const look = (frame: Frame, t: number): Judgement | null => {
    const { judgement, memory: next } = judge({ ...frame, t }, memory, t, playback.book);
    memory = next;
    const { kind = null, state = null, detail = null, evidence = null } = judgement ?? {};
    const { rule = null, line = null } = evidence ?? {};
    note(changes, { case: name, monitor: 'modular', t, agent: kind, state, detail, rule, line });
    return judgement;
  };
  // Longer than anything waits for, but for the end of a usage limit, which tells its time.
  const restlessMs = Math.max(RESTLESS_MS, START_MS, MISSING_FRAMES * playback.everyMs) + playback.everyMs;
  for (const [i, frame] of frames.entries()) {
    // Nobody looked at a pane that was closed or at one whose recording had been stopped: what follows starts afresh.
    let held = frame.end === 'closed' ? null : look(frame, frame.t);
    if (frame.end !== undefined) {
      memory = null;
      continue;
    }
    const standsUntil = standingUntil(frames, i, playback);
    for (let t = frame.t + playback.everyMs; t < standsUntil; t += playback.everyMs) {
      if (held === null || !isPassing(held)) break;
      if (t - frame.t > restlessMs) {
        if (held.resetsAt === null || held.resetsAt < t) break;
        t += Math.ceil((held.resetsAt - t) / playback.everyMs) * playback.everyMs;
        if (t >= standsUntil) break;
      }
      held = look(frame, t);
    }
  }
  return changes;
}

/**
 * The same for legacy's judgement of the screens: each look is four captures 0.3 s apart. That legacy comes to an agent
 * only every so often, and sleeps as a whole because of one usage limit, is not played here.
 */
export function legacyVerdicts(frames: readonly Frame[], name: string, playback: Playback): VerdictChange[] {
  const changes: VerdictChange[] = [];
  const look = (newest: number, t: number): void => {
    let at = newest;
    const texts = CAPTURE_AGES_MS.map((age) => {
      while (at > 0 && frames[at]!.t > t - age) at--;
      return frames[at]!.text;
    });
    const { state, rule, line } = judgeLegacy(texts.reverse());
    note(changes, { case: name, monitor: 'legacy', t, agent: null, state, detail: null, rule, line });
  };
  for (const [i, frame] of frames.entries()) {
    if (frame.end !== 'closed') look(i, frame.t);
    if (frame.end !== undefined) continue;
    const last = Math.min(
      standingUntil(frames, i, playback) - 1,
      frame.t + CAPTURE_AGES_MS.at(-1)! + playback.everyMs,
    );
    for (let t = frame.t + playback.everyMs; t <= last; t += playback.everyMs) look(i, t);
  }
  return changes;
}

/** Until when, exclusive, the screen of a frame is known to have stood. */
function standingUntil(frames: readonly Frame[], index: number, { until }: Playback): number {
  return frames[index + 1]?.t ?? (until ?? frames[index]!.t) + 1;
}

function note(changes: VerdictChange[], verdict: VerdictChange): void {
  const last = changes.at(-1);
  const same =
    last !== undefined &&
    last.agent === verdict.agent &&
    last.state === verdict.state &&
    last.detail === verdict.detail &&
    last.rule === verdict.rule;
  if (!same) changes.push(verdict);
}
