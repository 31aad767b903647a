import type { TmuxCommand } from '../core/tmux.ts';

/** The user option of tmux that a status line reads: `#{@cutover_status}`. */
export const STATUS_OPTION = '@cutover_status';
/** tmux sets an option in milliseconds; one that does not answer is asked again with the next change. */
const TIMEOUT_MS = 2000;

/** A user option of the server, kept at a value. Nothing here throws: a status line must not end what it tells of. */
export interface StatusOption {
  /** Keeps it at this value, with one tmux process if it is another than before and none if not. */
  show(value: string): void;
  /** The server has gone, and the option with it: the next value is set anew. */
  forget(): void;
  /** Unsets it, if it was set. */
  clear(): Promise<void>;
}

/** The option of the server that the command talks to. The value is a format of tmux already (see tmuxText). */
export function createStatusOption(command: TmuxCommand): StatusOption {
  let wanted = '';
  /** What the server holds; null: not known, or nothing. */
  let held: string | null = null;
  let tried = false;
  let closed = false;
  let writing: Promise<void> | null = null;

  const run = (args: string[]): Promise<boolean> =>
    command(args, { timeoutMs: TIMEOUT_MS }).then(
      ({ code }) => code === 0,
      () => false,
    );

  const write = async (): Promise<void> => {
    while (!closed && held !== wanted) {
      const value = wanted;
      tried = true;
      // A semicolon at the end of an argument ends the command.
      const word = value.replace(/;$/, '\\;');
      if (!(await run(['set-option', '-g', STATUS_OPTION, word]))) return;
      held = value;
    }
  };

  return {
    show(value) {
      wanted = value;
      writing ??= write().finally(() => {
        writing = null;
      });
    },
    forget() {
      held = null;
      tried = false;
    },
    async clear() {
      closed = true;
      await writing;
      if (tried) await run(['set-option', '-gu', STATUS_OPTION]);
    },
  };
}
