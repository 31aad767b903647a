import { freshPrompt, unsubmittedMessage } from './prompt.ts';
import { differences } from './python.ts';
import { findRateLimit } from './rate-limit.ts';
import { claudeInterface, type FoundLine, shellPrompt } from './screen.ts';

/** What legacy can say of one agent's screen; its "active" is `working`. */
export type LegacyState = 'crashed' | 'error' | 'fresh' | 'message_queued' | 'working' | 'idle';

/** What legacy says of an agent, and by which rule. */
export interface LegacyVerdict {
  /** By the agent's screen alone. The usage limit stands beside it, because it stops the whole monitor, not an agent. */
  state: LegacyState;
  rule: string;
  /** Zero-based line of the last capture that the rule rests on; null when no line says it. */
  line: number | null;
  text: string;
  uiPresent: boolean;
  /** Active by change: more than one character differs between two captures that follow each other. */
  changed: boolean;
  rateLimited: boolean;
  /** As on the screen, `4:30pm`; null unless `rateLimited`. */
  resetTime: string | null;
}

const COMPACTING = 'compacting conversation';
const WORKING_WORDS = ['thinking', 'pondering', 'divining', 'musing', 'elucidating'];

/**
 * The old monitor's judgement of an agent, to the letter (MONITORS.md A), over its captures, oldest first: the change is
 * looked for in all of them, everything else in the last. No capture at all reads as an empty one.
 */
export function judgeLegacy(captures: readonly string[]): LegacyVerdict {
  const last = captures.at(-1) ?? '';
  const ui = claudeInterface(last);
  const changed = hasChanged(captures);
  const limit = findRateLimit(last);
  return {
    ...judgeState(last, ui !== null, changed),
    uiPresent: ui !== null,
    changed,
    rateLimited: limit !== null,
    resetTime: limit?.resetTime ?? null,
  };
}

type Ruling = Pick<LegacyVerdict, 'state' | 'rule' | 'line' | 'text'>;

function ruling(state: LegacyState, rule: string, found: FoundLine | null): Ruling {
  return { state, rule: `legacy.${rule}`, line: found?.line ?? null, text: found?.text ?? '' };
}

function judgeState(last: string, uiPresent: boolean, changed: boolean): Ruling {
  if (!uiPresent) {
    const prompt = shellPrompt(last);
    return prompt === null
      ? ruling('error', 'no-ui.error', null)
      : ruling('crashed', 'no-ui.crashed', prompt);
  }
  const message = unsubmittedMessage(last);
  const fresh = message === null ? freshPrompt(last) : null;
  if (fresh !== null) return ruling('fresh', 'fresh', fresh);
  if (message !== null) return ruling('message_queued', 'unsubmitted', message);
  if (changed) return ruling('working', 'active.change', null);
  const words = workingWords(last);
  return words === null ? ruling('idle', 'idle', null) : ruling('working', 'active.words', words);
}

function hasChanged(captures: readonly string[]): boolean {
  return captures.some((capture, i) => {
    const before = captures[i - 1];
    return before !== undefined && before !== capture && differences(before, capture, 2) > 1;
  });
}

/** The line with the words that mean work to legacy; the `…` may stand anywhere else. */
function workingWords(capture: string): FoundLine | null {
  const lower = capture.toLowerCase();
  if (lower.includes(COMPACTING)) return lineWith(capture, [COMPACTING]);
  return capture.includes('…') ? lineWith(capture, WORKING_WORDS) : null;
}

function lineWith(capture: string, words: readonly string[]): FoundLine | null {
  const lines = capture.split('\n');
  const line = lines.findIndex((text) => words.some((word) => text.toLowerCase().includes(word)));
  return line < 0 ? null : { line, text: lines[line]! };
}
