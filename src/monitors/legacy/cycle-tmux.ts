import { type TmuxCommand, TmuxError, type TmuxRun } from '../../core/tmux.ts';
import { failureOf } from '../../core/tmux-failure.ts';
import type { CycleContext } from '../monitor.ts';

/** The original's time-out of a capture, in ms. */
const CAPTURE_TIMEOUT_MS = 2000;
const LISTING_TIMEOUT_MS = 5000;

/** What a capture brought: the screen with its history, and tmux's complaint when it brought none. */
export interface Capture {
  text: string;
  problem: string | null;
}

/** The tmux processes of one cycle: counted, and given up at once when the cycle is aborted. */
export interface CycleTmux {
  readonly subprocesses: number;
  /** Those of them that were captures. */
  readonly captures: number;
  /** What a listing printed. Throws TmuxError when tmux did not answer it. */
  list(args: string[]): Promise<string>;
  /** Screen and this many lines of history of the active pane of a window. A failure reads as empty text; throws TmuxError only without tmux or a server. */
  capture(window: string, history: number): Promise<Capture>;
  /** Waits; throws when the cycle is aborted. */
  sleep(ms: number): Promise<void>;
  /** Time slept so far, and time waited for other reads of the server, in ms. */
  readonly waitedMs: number;
}

/** Prepares the tmux processes of a cycle. Every method throws the signal's reason once the cycle is aborted. */
export function openCycle(tmux: TmuxCommand, context: CycleContext): CycleTmux {
  const { signal } = context;
  let subprocesses = 0;
  let captures = 0;
  let waitedMs = 0;

  const run = async (args: string[], timeoutMs: number): Promise<TmuxRun> => {
    signal.throwIfAborted();
    subprocesses++;
    const result = await unlessAborted(tmux(args, { timeoutMs }), signal);
    waitedMs += result.waitedMs ?? 0;
    return result;
  };

  return {
    get subprocesses() {
      return subprocesses;
    },
    get captures() {
      return captures;
    },
    get waitedMs() {
      return waitedMs;
    },
    async list(args) {
      const result = await run(args, LISTING_TIMEOUT_MS);
      if (result.code !== 0) throw failureOf(result, `answer ${args[0]}`);
      return result.stdout;
    },
    async capture(window, history) {
      try {
        const args = ['capture-pane', '-p', '-S', `-${history}`, '-t', window];
        captures++;
        const result = await run(args, CAPTURE_TIMEOUT_MS);
        if (result.code === 0) return { text: result.stdout, problem: null };
        throw failureOf(result, 'capture the pane');
      } catch (error) {
        // Whatever happened to this one, the other windows may still answer.
        if (error instanceof TmuxError && error.status === 'listing_failed') {
          return { text: '', problem: error.message };
        }
        throw error;
      }
    },
    async sleep(ms) {
      const elapsed = context.elapsed ?? context.now;
      const from = elapsed();
      await context.sleep(ms);
      waitedMs += elapsed() - from;
      signal.throwIfAborted();
    },
  };
}

/** The promise, or the signal's reason as soon as it is aborted; what has been started then ends by itself. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
