import { type ActionOutcome, type Performance, Stopped } from '../../actions/performance.ts';
import { type RecoverParts, recoverPm } from '../../actions/recover.ts';
import { killWindow, notifyPm, submitMessage } from '../../actions/small.ts';
import type { ActionSubject } from '../../core/actions.ts';
import { messageOf } from '../../core/errors.ts';

/** Does an action, and says how it ended: never throws. What was begun and not finished is named. */
export async function carryOut(
  { kind, session, target, by, why }: ActionSubject,
  parts: Omit<RecoverParts, 'start'>,
  performance: Performance,
): Promise<ActionOutcome> {
  try {
    if (kind === 'notify_pm') return await notifyPm(target, why, parts, performance);
    if (kind === 'submit_message') return await submitMessage(target, parts, performance);
    if (kind !== 'recover_pm') return await killWindow(session, target, parts, performance);
    // The config refuses the switch without it.
    const start = parts.config.recoverPm.start!;
    return await recoverPm({ session, by }, { ...parts, start }, performance);
  } catch (error) {
    const during = performance.doing === '' ? '' : `, while it ${performance.doing}`;
    const left = performance.paneId === null ? '' : `; ${performance.paneId} is left as it is`;
    const how = error instanceof Stopped ? 'stopped' : 'failed';
    return { result: how, text: `${how}: ${messageOf(error)}${during}${left}` };
  }
}
