import type { Runs } from '../statistics/incidents.ts';
import type { ErrorCounts } from './error-judgement.ts';

/** Counts the measured cycles of a stage: clean, failed, crashed, and the runs of failures. */
export class ErrorCounter {
  #clean = 0;
  #failed = 0;
  #crashes = 0;
  /** Ended incidents: how many of each length. */
  readonly #ended = new Map<number, number>();
  #currentRun = 0;

  addClean(): void {
    this.#clean++;
    if (this.#currentRun === 0) return;
    this.#ended.set(this.#currentRun, (this.#ended.get(this.#currentRun) ?? 0) + 1);
    this.#currentRun = 0;
  }

  addFailed(crashed = false): void {
    this.#failed++;
    this.#currentRun++;
    if (crashed) this.#crashes++;
  }

  counts(): ErrorCounts {
    const runs = this.#runs();
    return {
      clean: this.#clean,
      failed: this.#failed,
      crashes: this.#crashes,
      runs,
      incidents: runs.reduce((sum, { count }) => sum + count, 0),
      currentRun: this.#currentRun,
    };
  }

  #runs(): Runs[] {
    const total = new Map(this.#ended);
    if (this.#currentRun > 0) total.set(this.#currentRun, (total.get(this.#currentRun) ?? 0) + 1);
    return [...total].map(([length, count]) => ({ length, count })).sort((a, b) => a.length - b.length);
  }
}
