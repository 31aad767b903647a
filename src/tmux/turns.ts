import { SLOW_READ_MS, type TmuxCommand } from '../core/tmux.ts';

/** The longest pause after a slow read, in ms. */
const LONGEST_PAUSE_MS = 2000;

/** What a turn brought, and how long it was waited for. */
export interface Turn<T> {
  value: T;
  /** Time before it began, in ms. */
  waitedMs: number;
}

/**
 * Whose turn it is to read a tmux server: one read at a time, first come, first served. tmux does one thing after the
 * other: what reads beside another read gains nothing, and those who type wait for both. After a second
 * slow read in a row the server has as much time for others as the read took, two seconds at most.
 */
export class ReadingTurns {
  #last: Promise<unknown> = Promise.resolve();
  #freeAt = 0;
  #wasSlow = false;

  /** Reads when it is its turn. What `read` throws is thrown on, and the next has its turn. */
  take<T>(read: () => Promise<T>): Promise<Turn<T>> {
    const asked = performance.now();
    const turn = this.#last.then(async () => {
      const pause = this.#freeAt - performance.now();
      if (pause > 0) await new Promise((over) => setTimeout(over, pause));
      const began = performance.now();
      try {
        return { value: await read(), waitedMs: began - asked };
      } finally {
        const ended = performance.now();
        const took = ended - began;
        // One slow read may be this process's own doing, which has just started; two are the server's.
        const isSlow = took > SLOW_READ_MS;
        this.#freeAt = isSlow && this.#wasSlow ? ended + Math.min(took, LONGEST_PAUSE_MS) : 0;
        this.#wasSlow = isSlow;
      }
    });
    this.#last = turn.catch(() => {});
    return turn;
  }
}

/** The same command, which reads when it is its turn. */
export function takingTurns(command: TmuxCommand, turns: ReadingTurns): TmuxCommand {
  return async (args, options) => {
    const { value, waitedMs } = await turns.take(() => command(args, options));
    return { ...value, waitedMs };
  };
}
