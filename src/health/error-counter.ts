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
  readonly #renewMs: number;
  /** Where the evidence that is gathered anew began. */
  #fresh = { since: Number.NEGATIVE_INFINITY, clean: 0, incidents: 0 };

  /** `renewMs`: how often the evidence for a rollback is gathered anew beside that of the whole stage. */
  constructor(renewMs = Number.POSITIVE_INFINITY) {
    this.#renewMs = renewMs;
  }

  /** `at`: when the cycle started, in ms. */
  addClean(at = 0): void {
    this.#renew(at);
    this.#clean++;
    if (this.#currentRun === 0) return;
    this.#ended.set(this.#currentRun, (this.#ended.get(this.#currentRun) ?? 0) + 1);
    this.#currentRun = 0;
  }

  addFailed(at = 0, crashed = false): void {
    this.#renew(at);
    this.#failed++;
    this.#currentRun++;
    if (crashed) this.#crashes++;
  }

  counts(): ErrorCounts {
    const runs = this.#runs();
    const incidents = runs.reduce((sum, { count }) => sum + count, 0);
    return {
      fresh: { clean: this.#clean - this.#fresh.clean, incidents: incidents - this.#fresh.incidents },
      clean: this.#clean,
      failed: this.#failed,
      crashes: this.#crashes,
      runs,
      incidents,
      currentRun: this.#currentRun,
    };
  }

  /** A failure that is under way goes on into the new evidence. */
  #renew(at: number): void {
    if (at - this.#fresh.since < this.#renewMs) return;
    const ended = [...this.#ended.values()].reduce((sum, count) => sum + count, 0);
    this.#fresh = { since: at, clean: this.#clean, incidents: ended };
  }

  #runs(): Runs[] {
    const total = new Map(this.#ended);
    if (this.#currentRun > 0) total.set(this.#currentRun, (total.get(this.#currentRun) ?? 0) + 1);
    return [...total].map(([length, count]) => ({ length, count })).sort((a, b) => a.length - b.length);
  }
}
