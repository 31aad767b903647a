import type { AgentState } from '../../core/agent.ts';
import type { Frame } from '../../core/frame.ts';
import { judgeLegacy } from './judge.ts';

/** Legacy takes this many captures of an agent in a cycle. */
export const CAPTURES_PER_AGENT = 4;

/** What legacy says of a recorded case, as `cutover replay --monitor legacy --json` prints it. */
export interface LegacyReplay {
  case: string;
  /** Legacy knows no kinds of agents. */
  agent: null;
  state: AgentState;
  detail: null;
  rule: string;
  line: number | null;
  uiPresent: boolean;
  changed: boolean;
  /** Beside the state and not in its place: a limit puts the whole monitor to sleep, whatever it says of an agent. */
  rateLimited: boolean;
  resetTime: string | null;
}

/** Gives a recorded case to legacy: its last four frames are the four captures, and the window counts as an agent. */
export function replayLegacy(frames: readonly Frame[], name: string): LegacyReplay {
  const verdict = judgeLegacy(frames.slice(-CAPTURES_PER_AGENT).map((frame) => frame.text));
  const { state, rule, line, uiPresent, changed, rateLimited, resetTime } = verdict;
  return {
    case: name,
    agent: null,
    state,
    detail: null,
    rule,
    line,
    uiPresent,
    changed,
    rateLimited,
    resetTime,
  };
}
