import type { ActionKind } from '../../core/actions.ts';

/** What a monitor does, before the target. */
export const WORDS: Record<ActionKind, string> = {
  recover_pm: 'recovers the PM',
  notify_pm: 'tells',
  submit_message: 'submits the message in',
  kill_window: 'kills the window',
  kill_pm: 'kills the PM',
};

/** What was acted on, before how it ended. */
export const NAMES: Record<ActionKind, string> = {
  recover_pm: 'PM',
  notify_pm: 'notice',
  submit_message: 'message',
  kill_window: 'window',
  kill_pm: 'PM',
};
