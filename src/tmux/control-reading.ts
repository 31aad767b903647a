import { oneLine } from '../core/text.ts';
import type { TmuxRun, TmuxServer } from '../core/tmux.ts';
import { ControlClient } from './control.ts';
import type { Reading } from './reading.ts';

/** A client that takes longer has wedged, in ms: a process is asked instead. */
const ANSWER_WITHIN_MS = 3000;
/** The first pause before a client is tried again, doubled each time, and the longest; in ms. */
const BACK_OFF_MS = { first: 1000, longest: 300_000 };
/** A client that has served so long was a good one: the next pause is the first again, in ms. */
const GOOD_AFTER_MS = 60_000;

/** How the server is read now, when that has changed. `problem`: why not by the control client; null: it is again. */
export type ReadingChange = (problem: string | null, againInMs: number) => void;

/**
 * Reads by a control client, which saves the process of each read. Whatever goes wrong with it, the read is done by
 * `processes`, and the client tried again after a pause that doubles; `changed` hears of it while the server answers.
 */
export function readByControl(server: TmuxServer, processes: Reading, changed: ReadingChange): Reading {
  let client: ControlClient | null = null;
  let startedAt = 0;
  let tryAt = 0;
  let pauseMs = BACK_OFF_MS.first;
  let started = 0;
  let isTold = false;
  let isClosed = false;

  const tryClient = async (commands: string): Promise<TmuxRun | string> => {
    if (client === null) {
      client = new ControlClient(server);
      startedAt = performance.now();
      started++;
    }
    const run = await client.run(commands, ANSWER_WITHIN_MS);
    if (run.timedOut) return 'it did not answer';
    return client.isEnded ? `it has ended: ${oneLine(run.stderr.trim()) || 'it does not say why'}` : run;
  };

  const giveUp = (): void => {
    if (performance.now() - startedAt > GOOD_AFTER_MS) pauseMs = BACK_OFF_MS.first;
    tryAt = performance.now() + pauseMs;
    pauseMs = Math.min(2 * pauseMs, BACK_OFF_MS.longest);
    void client?.close();
    client = null;
  };

  return {
    get subprocesses() {
      return started + processes.subprocesses;
    },
    async read(commands) {
      if (isClosed || (client === null && performance.now() < tryAt)) return processes.read(commands);
      const run = await tryClient(commands);
      if (typeof run !== 'string') {
        if (isTold) changed(null, 0);
        isTold = false;
        return run;
      }
      giveUp();
      const instead = await processes.read(commands);
      // Without a server there is nothing to be said of the client.
      if (instead.code === 0 && !isTold) {
        isTold = true;
        changed(run, tryAt - performance.now());
      }
      return instead;
    },
    async close() {
      isClosed = true;
      await client?.close();
      client = null;
    },
  };
}
