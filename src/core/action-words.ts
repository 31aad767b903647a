import type { ActionKind, ActionRun, ActionSubject, ActionsView, Wish } from './actions.ts';

/** What a monitor does, before the target. */
export const ACTION_VERBS: Record<ActionKind, string> = {
  recover_pm: 'recovers the PM',
  notify_pm: 'tells',
  submit_message: 'submits the message in',
  kill_window: 'kills the window',
  kill_pm: 'kills the PM',
};

/** What is acted on, before how that ended. */
export const ACTION_NAMES: Record<ActionKind, string> = {
  recover_pm: 'PM',
  notify_pm: 'notice',
  submit_message: 'message',
  kill_window: 'window',
  kill_pm: 'PM',
};

/** A kind of action, as it is counted. */
export const ACTION_TITLES: Record<ActionKind, string> = {
  recover_pm: 'PM recovery',
  notify_pm: 'notices',
  submit_message: 'messages sent',
  kill_window: 'windows killed',
  kill_pm: 'PMs killed',
};

/** An action as what somebody does: `recovers the PM of shop`, `tells shop:2.0`. Names in it are as tmux has them. */
export function deedText({
  kind,
  session,
  target,
}: Pick<ActionSubject, 'kind' | 'session' | 'target'>): string {
  return kind === 'recover_pm' ? `recovers the PM of ${session}` : `${ACTION_VERBS[kind]} ${target}`;
}

/** Who does an action that is under way, and which try it is: `modular, try 1 of 3`. */
export function doerText({ by, tries }: Pick<ActionRun, 'by' | 'tries'>): string {
  return tries === null ? by : `${by}, try ${tries.now} of ${tries.most}`;
}

/** An action under way: `recovers the PM of shop (modular, try 1 of 3): waits for the prompt of shop:5.0`. */
export function runText(run: ActionRun): string {
  return `${deedText(run)} (${doerText(run)}): ${run.step}`;
}

/** The wishes that are not done, without those whose own action is under way. */
export function heldWishes({ wishes, running }: Pick<ActionsView, 'wishes' | 'running'>): Wish[] {
  const isUnderWay = ({ kind, by, target }: Wish) =>
    running.some((run) => run.kind === kind && run.by === by && run.target === target);
  return wishes.filter((wish) => wish.held !== '' && !isUnderWay(wish));
}
