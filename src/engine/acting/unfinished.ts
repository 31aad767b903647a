import { hasStarted, lookAtSession, lookAtTarget, wordsOf } from '../../actions/look.ts';
import type { ActionEnd, ActionResult } from '../../core/actions.ts';
import { messageOf } from '../../core/errors.ts';
import type { OpenAction } from './ledger.ts';
import type { ActingWorld } from './world.ts';

const ENDED = 'cutover ended in it';

/**
 * Closes the actions in which an earlier engine ended, by what the world says of each; repeats none of them. What is
 * still to be done the monitors will want again.
 */
export async function settleUnfinished(
  actions: readonly OpenAction[],
  world: ActingWorld,
  close: (end: ActionEnd) => void,
): Promise<void> {
  for (const action of actions) {
    const found = await foundOf(action, world).catch(
      (error: unknown): Found => ({
        result: 'unknown',
        text: `${ENDED}, and tmux does not tell: ${messageOf(error)}`,
      }),
    );
    const { id, kind, by, session, target, why, attempt: tries } = action;
    const at = world.eyes.now();
    close({
      ...{ id, kind, by, session, target, why, tries, at },
      ms: at - action.at,
      paneId: null,
      ...found,
    });
  }
}

interface Found {
  result: ActionResult;
  text: string;
  paneId?: string;
}

async function foundOf(action: OpenAction, world: ActingWorld): Promise<Found> {
  if (action.kind === 'recover_pm') return foundOfRecovery(action, world);
  const seen = await lookAtTarget(world.eyes, action.target);
  if (action.kind === 'kill_window' || action.kind === 'kill_pm')
    return seen === null
      ? { result: 'done', text: `${ENDED}, and the window is gone` }
      : { result: 'stopped', text: `${ENDED}, and the window is still there` };
  if (seen === null) return { result: 'unknown', text: `${ENDED}, and the pane is gone` };
  if (seen.state === 'message_queued')
    return { result: 'stopped', text: `${ENDED}: a message stands unsent in ${seen.target}` };
  return {
    result: 'unknown',
    text: `${ENDED}: whether it arrived cannot be told; ${seen.target} ${wordsOf(seen)}`,
  };
}

async function foundOfRecovery({ session, mark }: OpenAction, world: ActingWorld): Promise<Found> {
  const marked = await world.hands.marked(mark);
  const panes = await lookAtSession(world.eyes, session);
  const opened = panes.find(({ pane }) => marked.includes(pane.paneId) && !pane.dead);
  if (opened === undefined) return { result: 'stopped', text: `${ENDED}; nothing that it opened is there` };
  const { paneId } = opened.pane;
  if (hasStarted(opened))
    return { result: 'done', text: `recovered; ${ENDED}, ${opened.target} is there`, paneId };
  const text = `${ENDED} while ${opened.target} started: ${wordsOf(opened)}`;
  return { result: 'stopped', text, paneId };
}
