import type { AgentState, StateDetail } from '../core/agent.ts';
import type { Evidence } from '../core/report.ts';
import type { Classified } from './classify.ts';

/** A spinner may vanish between frames: working turns into idle only when nothing changed for so long. */
export const SETTLE_MS = 1500;
/** A screen that never stands still (a clock in the status line) counts as idle after so long without a marker. */
export const RESTLESS_MS = 15_000;
/** Frames in a row without the agent's process before it counts as crashed where its end is not proven. */
export const MISSING_FRAMES = 3;
/** A screen with hardly anything on it is a start only so long after the agent was first seen. */
export const START_MS = 10_000;

/** A state as held over time. */
export interface Held {
  state: AgentState;
  detail: StateDetail | null;
  resetsAt: number | null;
  notes: string[];
  evidence: Evidence;
  /** Milliseconds since the epoch since when state and detail are so. */
  since: number;
}

/** What the reducer remembers between two frames. Plain data. */
export interface SettleMemory {
  held: Held;
  /** When the agent was first seen. */
  firstAt: number;
  /** When the screen last changed. */
  changedAt: number;
  /** Since when the frames have said idle while working is held; null: they do not. */
  restingAt: number | null;
  /** Frames in a row without the agent. */
  missing: number;
}

/** How the agent's process is: seen, not seen but not proven gone, or proven gone. */
export type Presence = 'seen' | 'missing' | 'gone' | 'dead';

export interface SettleInput {
  presence: Presence;
  /** The verdict of this frame; null when the agent is not seen. */
  verdict: Classified | null;
  /** The screen differs from the one before. */
  changed: boolean;
  /** What speaks for the absence of the agent: the foreground command. */
  instead: string;
}

/** Nothing runs and nobody is asked: what working may only turn into when the screen stands still. */
const RESTING: ReadonlySet<AgentState> = new Set(['idle', 'fresh', 'message_queued']);

/** Before an agent has shown anything else, a screen with hardly anything on it is one that starts. */
const BEFORE_START: ReadonlySet<AgentState> = new Set(['starting', 'unknown', 'crashed']);

const GONE: Record<'missing' | 'gone' | 'dead', string> = {
  missing: 'process.missing',
  gone: 'process.gone',
  dead: 'process.dead',
};

function crashed(presence: 'missing' | 'gone' | 'dead', instead: string, now: number): Held {
  return {
    state: 'crashed',
    detail: null,
    resetsAt: null,
    notes:
      presence === 'dead'
        ? ['the process has ended']
        : [`${instead || 'no agent'} runs in the foreground instead`],
    evidence: { rule: GONE[presence], line: null, text: instead, region: 'command', nearly: null },
    since: now,
  };
}

/** What a frame says, with the time since when it has said so. */
function take(verdict: Classified, before: Held | null, now: number): Held {
  const { state, detail, notes, evidence } = verdict;
  const same = before !== null && before.state === state && before.detail === detail;
  // A time of day read again tomorrow would be another one: the first reading counts as long as the message stands.
  const again = same && before.evidence.text === evidence.text && before.resetsAt !== null;
  return {
    state,
    detail,
    resetsAt: again ? before.resetsAt : verdict.resetsAt,
    notes: [...notes],
    evidence,
    since: same ? before.since : now,
  };
}

/** The state as it was, with a remark and, where given, what hides it. */
function keep(held: Held, note: string, evidence: Evidence = held.evidence): Held {
  return { ...held, notes: [note], evidence };
}

/**
 * The one place where states are held over time (MARKERS.md §1.10): working turns into idle only after the screen has
 * stood still, what covers the state keeps it, an agent is crashed only when its process is gone or was not seen for
 * three frames. Pure: `now` is passed in.
 */
export function settle(before: SettleMemory | null, input: SettleInput, now: number): SettleMemory | null {
  return settled(before === null ? null : notLaterThan(now, before), input, now);
}

/** A clock that was set back would make a state stand until it is where it was: what lies ahead of it is now. */
function notLaterThan(now: number, memory: SettleMemory): SettleMemory {
  const { held, firstAt, changedAt, restingAt } = memory;
  if (Math.max(held.since, firstAt, changedAt, restingAt ?? 0) <= now) return memory;
  return {
    ...memory,
    held: { ...held, since: Math.min(held.since, now) },
    firstAt: Math.min(firstAt, now),
    changedAt: Math.min(changedAt, now),
    restingAt: restingAt === null ? null : Math.min(restingAt, now),
  };
}

function settled(memory: SettleMemory | null, input: SettleInput, now: number): SettleMemory | null {
  const { presence, verdict, changed } = input;
  const before = memory?.held ?? null;
  const base = {
    firstAt: memory === null || (before?.state === 'crashed' && presence === 'seen') ? now : memory.firstAt,
    changedAt: changed || memory === null ? now : memory.changedAt,
    restingAt: null,
    missing: 0,
  };
  if (presence !== 'seen' || verdict === null) {
    if (memory === null || before === null) return null;
    const missing = memory.missing + 1;
    if (before.state === 'crashed') return { ...base, missing, held: before };
    if (presence === 'gone' || presence === 'dead' || missing >= MISSING_FRAMES) {
      return {
        ...base,
        missing,
        held: crashed(presence === 'seen' ? 'missing' : presence, input.instead, now),
      };
    }
    const note = `keeps the previous state: no agent seen in the foreground (${missing} of ${MISSING_FRAMES})`;
    return { ...base, missing, held: keep(before, note) };
  }
  if (verdict.keepPrevious && before !== null && before.state !== 'crashed') {
    return {
      ...base,
      held: keep(
        before,
        `keeps the previous state: ${verdict.notes[0] ?? 'it is covered'}`,
        verdict.evidence,
      ),
    };
  }
  const young = (before === null || BEFORE_START.has(before.state)) && now - base.firstAt < START_MS;
  if (young && verdict.state === 'unknown' && verdict.bare) {
    return { ...base, held: take({ ...verdict, state: 'starting' }, before, now) };
  }
  if (before?.state === 'working' && RESTING.has(verdict.state)) {
    const restingAt = memory?.restingAt ?? now;
    const still = now - Math.max(restingAt, base.changedAt) >= SETTLE_MS;
    if (!still && now - restingAt < RESTLESS_MS) {
      return {
        ...base,
        restingAt,
        held: keep(before, `${verdict.state} by this frame, waits for the screen to stand still`),
      };
    }
    return { ...base, held: { ...take(verdict, before, now), since: restingAt } };
  }
  const held = take(verdict, before, now);
  if (held.state === 'rate_limited' && held.resetsAt !== null && held.resetsAt <= now) {
    const state = 'idle';
    const since = before?.state === state ? before.since : now;
    return { ...base, held: { ...held, state, resetsAt: null, notes: ['the usage limit is over'], since } };
  }
  return { ...base, held };
}
