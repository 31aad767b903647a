import type { AgentState } from '../core/agent.ts';
import { oneLine } from '../core/text.ts';
import type { Hands } from './hands.ts';
import { type Eyes, lookAtPane, wordsOf } from './look.ts';
import type { Performance } from './performance.ts';

/** A paste is looked for on the screen this often and for so long, in ms, before Enter is pressed. */
const LOOK_EVERY_MS = 150;
const SHOWN_WITHIN_MS = 3000;
/** So much of the text has to be seen: an agent shows a long paste as its beginning, or as a note of its length. */
const SEEN_CHARACTERS = 12;
/** An agent that takes a text: in a dialog it would be an answer, in a prompt with a draft it would be added to that. */
const TAKES_TEXT: ReadonlySet<AgentState> = new Set(['idle', 'fresh', 'working']);

/**
 * Types one line into the prompt of an agent and presses Enter, if the agent can take it now. Answers what was in the way,
 * in words; empty: it is done. Throws Stopped when the authority goes between the two: that is then said with what was
 * typed.
 */
export async function typeInto(
  paneId: string,
  text: string,
  { eyes, hands }: { eyes: Eyes; hands: Hands },
  performance: Performance,
): Promise<string> {
  const line = oneLine(text).trim();
  const before = await lookAtPane(eyes, paneId);
  if (before === null) return 'the pane is gone';
  if (!before.alive || before.state === null || !TAKES_TEXT.has(before.state))
    return `${before.target} ${wordsOf(before)}`;
  const obstacle = await hands.obstacle(paneId);
  if (obstacle !== '') return obstacle;
  performance.check();
  await hands.type(paneId, line);
  performance.step(`waits to see the text in ${before.target}, to press Enter`);
  const beginning = squeezed(line).slice(0, SEEN_CHARACTERS);
  const until = eyes.now() + SHOWN_WITHIN_MS;
  for (;;) {
    const after = await lookAtPane(eyes, paneId);
    performance.check();
    if (after === null) return 'the pane is gone';
    const shown = after.state === 'message_queued' || squeezed(after.frame.text).includes(beginning);
    if (shown) break;
    if (eyes.now() >= until) return `${after.target} does not show what was typed; Enter was not pressed`;
    await performance.wait(LOOK_EVERY_MS);
  }
  await hands.pressEnter(paneId);
  return '';
}

/** Without what a narrow prompt breaks a text with: white space, and the sides of its box. */
function squeezed(text: string): string {
  return text.replace(/[\s│┃|]+/gu, '');
}
