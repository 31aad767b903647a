import { ACTION_KINDS, type ActionKind, type ActionMode, type ActionSubject } from '../../core/actions.ts';
import type { ActionsConfig } from '../../core/actions-config.ts';

/** What the config says of each kind of action; without a world nothing is ever done. */
export function modesOf(config: ActionsConfig, hasWorld: boolean): Record<ActionKind, ActionMode> {
  const kill: ActionMode = config.allowKillWindows ? 'act' : 'observe';
  const modes: Record<ActionKind, ActionMode> = {
    recover_pm: config.recoverPm.mode,
    notify_pm: config.notifyPm.mode,
    submit_message: config.submitMessage.mode,
    kill_window: kill,
    kill_pm: kill,
  };
  if (!hasWorld) for (const kind of ACTION_KINDS) modes[kind] = 'observe';
  return modes;
}

/** It only types into one pane: everything else has a session to itself. */
export function isTyping({ kind }: Pick<ActionSubject, 'kind'>): boolean {
  return kind === 'notify_pm' || kind === 'submit_message';
}

/** Whether the two may not be done at the same time. */
export function areInTheWay(one: ActionSubject, other: ActionSubject): boolean {
  if (one.session !== other.session) return false;
  return !isTyping(one) || !isTyping(other) || one.target === other.target;
}
