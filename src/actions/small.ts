import type { PaneInfo } from '../core/tmux.ts';
import type { Hands } from './hands.ts';
import { type Eyes, lookAtSession, lookAtTarget, wordsOf } from './look.ts';
import type { ActionOutcome, Performance } from './performance.ts';
import { typeInto } from './type.ts';

/** Longer notices are cut, in characters. */
const MOST_NOTICE = 1000;

/** What the smaller actions need. */
export interface SmallParts {
  eyes: Eyes;
  hands: Hands;
  /** An agent was seen in the pane, living or crashed. */
  isAgentPane(pane: PaneInfo): boolean;
}

/**
 * Types a notice into the prompt of a PM. It begins with a word of ours, so that no agent reads it as a command of its
 * own. Throws Stopped and TmuxError.
 */
export async function notifyPm(
  target: string,
  text: string,
  parts: SmallParts,
  performance: Performance,
): Promise<ActionOutcome> {
  performance.step(`looks whether ${target} can be told something`);
  const pm = await lookAtTarget(parts.eyes, target);
  if (pm === null) return { result: 'refused', text: `there is no pane ${target}` };
  performance.paneId = pm.pane.paneId;
  const notice = text.length > MOST_NOTICE ? `${text.slice(0, MOST_NOTICE)}…` : text;
  performance.step(`types the notice into ${pm.target}`);
  const problem = await typeInto(pm.pane.paneId, `cutover: ${notice}`, parts, performance);
  return problem === ''
    ? { result: 'done', text: `told ${pm.target}` }
    : { result: 'refused', text: problem };
}

/** Presses Enter for a message that stands in a prompt, if it still does. Throws Stopped and TmuxError. */
export async function submitMessage(
  target: string,
  parts: SmallParts,
  performance: Performance,
): Promise<ActionOutcome> {
  performance.step(`looks whether a message stands in ${target}`);
  const agent = await lookAtTarget(parts.eyes, target);
  if (agent === null) return { result: 'refused', text: `there is no pane ${target}` };
  performance.paneId = agent.pane.paneId;
  if (agent.state !== 'message_queued')
    return { result: 'refused', text: `${agent.target} ${wordsOf(agent)}` };
  const obstacle = await parts.hands.obstacle(agent.pane.paneId);
  if (obstacle !== '') return { result: 'refused', text: obstacle };
  performance.step(`presses Enter in ${agent.target}`);
  await parts.hands.pressEnter(agent.pane.paneId);
  return { result: 'done', text: `pressed Enter in ${agent.target}` };
}

/** Kills a window as legacy wants it, but never one with a pane that runs no agent. Throws Stopped and TmuxError. */
export async function killWindow(
  session: string,
  target: string,
  parts: SmallParts,
  performance: Performance,
): Promise<ActionOutcome> {
  performance.step(`looks at ${target}`);
  const panes = (await lookAtSession(parts.eyes, session)).filter(
    ({ pane }) => `${pane.session}:${pane.windowIndex}` === target,
  );
  const [first] = panes;
  if (first === undefined) return { result: 'refused', text: `there is no window ${target}` };
  const other = panes.find(({ alive, pane }) => !alive && !parts.isAgentPane(pane));
  if (other !== undefined) return { result: 'refused', text: `${other.target} ${wordsOf(other)}` };
  performance.step(`kills the window ${target}`);
  await parts.hands.killWindowOf(first.pane.paneId);
  return { result: 'done', text: `killed the window ${target}` };
}
