import { setTimeout as after } from 'node:timers/promises';
import type { Frame } from '../core/frame.ts';
import type { TmuxServer } from '../core/tmux.ts';
import { TmuxError } from '../core/tmux.ts';
import type { RuleBook } from '../detect/book.ts';
import { discover } from '../detect/discover.ts';
import { redactFrame, redactionPattern } from '../recording/redact.ts';
import { openRecording, type WriteMode } from '../recording/writer.ts';
import { createTmux } from '../tmux/reader.ts';
import { Recorder } from './recorder.ts';

/** What is recorded, where to, and for how long. */
export interface RecordOptions {
  server: TmuxServer;
  file: string;
  mode: WriteMode;
  /** Panes whose target, window name, title, command or agent kind contains it; null: panes that run an agent. */
  filter: string | null;
  /** Regular expressions: what they match is written as blocks. */
  redact: readonly string[];
  /** Finds the agents; default: the built-in rules. */
  book?: RuleBook;
  intervalMs: number;
  /** null: until `signal` is aborted. */
  durationMs: number | null;
  signal: AbortSignal;
  /** Called when the file is open and the first look is taken. */
  onStart?(): void;
}

/** What was recorded. */
export interface Recorded {
  panes: number;
  frames: number;
  /** Looks at which tmux did not answer, and what it said the last time. */
  failedLooks: number;
  failure: string;
}

/**
 * Records panes of a server into a file. Throws TmuxError when the server cannot be read at the start (nothing is
 * written then), CutoverError when the file cannot be written. A server that goes away later is waited for.
 */
export async function record(options: RecordOptions): Promise<Recorded> {
  const patterns = options.redact.map(redactionPattern);
  const tmux = createTmux(options.server);
  await tmux.list();
  const writer = await openRecording(options.file, options.mode);
  const recorder = new Recorder({
    tmux,
    wanted: filterOf(options.filter, options.book),
    redact: (frame) => redactFrame(frame, patterns),
    write: (frames) => writer.write(frames),
    now: () => Date.now(),
  });
  try {
    options.onStart?.();
    const trouble = await lookAgainAndAgain(recorder, options);
    await recorder.finish();
    return { ...recorder.counts, ...trouble };
  } finally {
    await writer.close();
  }
}

/** Looks at the interval, and once more when the time is over. */
async function lookAgainAndAgain(
  recorder: Recorder,
  { intervalMs, durationMs, signal }: RecordOptions,
): Promise<Pick<Recorded, 'failedLooks' | 'failure'>> {
  const trouble = { failedLooks: 0, failure: '' };
  const start = performance.now();
  const end = durationMs === null ? Number.POSITIVE_INFINITY : start + durationMs;
  for (let due = start; ; ) {
    try {
      await recorder.look();
    } catch (error) {
      if (!(error instanceof TmuxError)) throw error;
      if (error.status === 'no_server') await recorder.serverGone();
      trouble.failedLooks++;
      trouble.failure = error.message;
    }
    if (due >= end || signal.aborted) return trouble;
    // A look that took longer than the interval moves those after it.
    due = Math.min(end, Math.max(due + intervalMs, performance.now()));
    await after(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
  }
}

/** Whether a pane is to be recorded: by a part of what it is called, any case, or because it runs an agent. */
export function filterOf(filter: string | null, book?: RuleBook): (frame: Frame) => boolean {
  if (filter === null) return (frame) => discover(frame, book) !== null;
  const part = filter.toLowerCase();
  return (frame) => {
    const { kind = '', agent = '', label = '' } = discover(frame, book) ?? {};
    const names = [frame.target, frame.windowName ?? '', frame.title, frame.command, kind, agent, label];
    return names.some((name) => name.toLowerCase().includes(part));
  };
}
