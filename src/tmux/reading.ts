import type { TmuxRun, TmuxServer } from '../core/tmux.ts';
import { createTmuxCommand } from './command.ts';
import type { TmuxLauncher } from './launcher.ts';

/** A read that takes longer has gone wrong, in ms: a thousand panes take about a tenth of a second. */
const READ_TIMEOUT_MS = 10_000;

/** A way to have a tmux server carry out commands that only print. */
export interface Reading {
  /** Carries out the commands, a line each, and returns all that they printed, one after the other. Throws TmuxError. */
  read(commands: string): Promise<TmuxRun>;
  /** Processes started so far. */
  readonly subprocesses: number;
  /** Ends what is kept open between reads. */
  close(): Promise<void>;
}

/** One process a read: `tmux source-file -`; by the launcher, if there is one. */
export function readByProcesses(server: TmuxServer, launcher?: TmuxLauncher): Reading {
  const command = createTmuxCommand(server, launcher);
  let subprocesses = 0;
  return {
    get subprocesses() {
      return subprocesses;
    },
    read(commands) {
      subprocesses++;
      return command(['source-file', '-'], { timeoutMs: READ_TIMEOUT_MS, input: commands });
    },
    close: async () => {},
  };
}
