import { messageOf } from '../core/errors.ts';
import type { MonitorFailure } from '../core/report.ts';
import { TmuxError } from '../core/tmux.ts';

/** What a cycle that ended with this error reports: why tmux could not be read, or the exception as it is. */
export function failureOf(error: unknown): MonitorFailure {
  if (error instanceof TmuxError) return { kind: error.status, message: error.message, mend: error.mend };
  return { kind: 'exception', message: messageOf(error), mend: 'report this; the next cycle tries again' };
}
