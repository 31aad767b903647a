import { type Agent, agentId } from '../../core/agent.ts';
import type { Frame } from '../../core/frame.ts';
import type { Observation } from '../../core/report.ts';
import { oneLine } from '../../core/text.ts';
import type { IdleKind } from '../../detect/legacy/idle-kind.ts';
import type { LegacyVerdict } from '../../detect/legacy/judge.ts';
import { legacyRole } from '../../detect/legacy/names.ts';
import type { LegacyWindow } from './discovery.ts';

/** The time for which the whole monitor sleeps because of one agent's usage limit. Times in ms since the epoch. */
export interface Sleep {
  /** `session:window` of the agent that showed the limit. */
  target: string;
  resetsAt: number;
  wakesAt: number;
}

const IDLE_NOTES: Record<IdleKind, string[]> = {
  unknown: [],
  newly_idle: ['newly idle'],
  continuously_idle: ['continuously idle'],
};

/** One capture as a frame. Legacy knows neither title nor command. */
export function frameOf(window: LegacyWindow, text: string, t: number): Frame {
  return {
    v: 1,
    t,
    paneId: window.paneId,
    target: paneTarget(window),
    title: '',
    command: '',
    cols: window.cols,
    rows: window.rows,
    cursor: window.cursor,
    text,
    panePid: window.panePid,
    windowName: window.windowName,
  };
}

/** What legacy says of an agent by its captures. */
export function observed(
  window: LegacyWindow,
  frames: Frame[],
  verdict: LegacyVerdict,
  idleKind: IdleKind | null,
): Observation {
  return {
    agent: agentOf(window),
    state: verdict.state,
    detail: null,
    resetsAt: null,
    notes: idleKind === null ? [] : IDLE_NOTES[idleKind],
    evidence: {
      rule: verdict.rule,
      line: verdict.line,
      text: oneLine(verdict.text),
      region: null,
      nearly: null,
    },
    at: frames.at(-1)!.t,
    frames,
  };
}

/** What legacy says of an agent while it sleeps: nothing of the agent's own, so there are no frames, and `at` is now. */
export function asleep(window: LegacyWindow, sleep: Sleep, now: number): Observation {
  return {
    agent: agentOf(window),
    state: 'rate_limited',
    detail: null,
    resetsAt: sleep.resetsAt,
    notes: [
      `the whole monitor sleeps until ${new Date(sleep.wakesAt).toISOString().slice(11, 16)} UTC: ${sleep.target} shows a usage limit`,
    ],
    evidence: { rule: 'legacy.rate-limit', line: null, text: '', region: null, nearly: null },
    at: now,
    frames: [],
  };
}

function agentOf(window: LegacyWindow): Agent {
  return {
    id: agentId(window.paneId, window.panePid),
    kind: null,
    role: legacyRole(window.windowName).role,
    target: paneTarget(window),
    session: window.session,
    windowIndex: window.windowIndex,
    windowName: window.windowName,
    paneIndex: window.paneIndex,
    paneId: window.paneId,
    panePid: window.panePid,
  };
}

function paneTarget(window: LegacyWindow): string {
  return `${window.target}.${window.paneIndex}`;
}
