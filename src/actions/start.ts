import type { StartCommand } from '../core/actions-config.ts';

/** What a start command is filled in with. */
export interface StartNames {
  session: string;
  role: string;
}

/** Marks the process of a pane as the work of one recovery: found again in `pane_start_command`, whatever happened since. */
const MARK = 'CUTOVER_RECOVERY';

/** What stands in the start command of a pane that a recovery has opened. `mark`: of its intent, letters and digits. */
export function markOf(mark: string): string {
  return `${MARK}=${mark}`;
}

/** A text with `{session}` and `{role}` filled in. */
export function filledIn(text: string, { session, role }: StartNames): string {
  return text.replaceAll(/\{(session|role)\}/g, (_, name) => (name === 'session' ? session : role));
}

/**
 * The argument list that starts a PM. It begins with `env` and has therefore more than one word, so that tmux runs it as
 * it is and gives nothing of it to a shell. Only a line that the operator wrote goes to `shell`; names reach it by its
 * environment alone.
 */
export function startArguments(
  start: StartCommand,
  names: StartNames,
  options: { mark: string; shell: string },
): string[] {
  const program =
    typeof start === 'string'
      ? [options.shell, '-c', start]
      : start.map((argument) => filledIn(argument, names));
  return [
    'env',
    markOf(options.mark),
    `CUTOVER_SESSION=${names.session}`,
    `CUTOVER_ROLE=${names.role}`,
    ...program,
  ];
}
