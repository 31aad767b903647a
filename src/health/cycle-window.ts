import type { MonitorName } from '../core/report.ts';
import { median } from '../statistics/median.ts';
import type { HealthConfig } from './config.ts';
import { ErrorCounter } from './error-counter.ts';
import type { CycleSample, ErrorEvidence, Evidence } from './evidence.ts';
import { Slices } from './slices.ts';

/** There is no server to monitor: such a cycle measured nothing, neither good nor bad. */
const UNMEASURED = new Set<string>(['no_server', 'not_installed', 'too_old']);
/** Cycles whose pace is taken. */
const PACED = 60;

const isMeasured = (sample: CycleSample): boolean => sample.error === null || !UNMEASURED.has(sample.error);

/** Counts of a slice of the window. */
interface Counts {
  clean: number;
  failed: number;
  asked: number;
  answered: number;
  scheduled: number;
  completed: number;
}

/** Counts cycles: failures and their runs over the stage, panes that answered and cycles that completed over the window. */
export class CycleWindow {
  readonly #config: HealthConfig;
  readonly #slices: Slices<Counts>;
  readonly #due = new Set<MonitorName>();
  readonly #stage: ErrorCounter;
  #unmeasuredRun = 0;
  #lastError: string | null = null;
  #starts: number[] = [];
  #recent: { asked: number; answered: number }[] = [];

  constructor(config: HealthConfig) {
    this.#config = config;
    this.#stage = new ErrorCounter(config.errorRenewal);
    this.#slices = new Slices(config.windowMs, () => ({
      clean: 0,
      failed: 0,
      asked: 0,
      answered: 0,
      scheduled: 0,
      completed: 0,
    }));
  }

  /** A cycle is due. One that was due before and of which nothing was heard since did not complete. */
  scheduled(monitor: MonitorName, at: number): void {
    if (this.#due.has(monitor)) this.#slices.at(at).scheduled++;
    this.#due.add(monitor);
  }

  /** The engine has started again: what was due before will not be heard of, and did not fail. */
  restart(): void {
    this.#due.clear();
  }

  add(sample: CycleSample): void {
    this.#due.delete(sample.monitor);
    const slice = this.#slices.at(sample.startedAt + sample.durationMs);
    if (isMeasured(sample)) {
      slice.scheduled++;
      if (sample.error === null) slice.completed++;
    }
    if (sample.monitor === 'modular') this.#addModular(sample, slice);
  }

  #addModular(sample: CycleSample, slice: Counts): void {
    if (sample.error !== null) this.#lastError = sample.error;
    if (!isMeasured(sample)) {
      this.#unmeasuredRun++;
      return;
    }
    this.#unmeasuredRun = 0;
    this.#starts = [...this.#starts, sample.startedAt].slice(-PACED);
    if (sample.error !== null) {
      slice.failed++;
      this.#stage.addFailed(sample.startedAt, sample.error === 'crash');
      return;
    }
    slice.clean++;
    this.#stage.addClean(sample.startedAt);
    if (sample.asked === 0) return;
    slice.asked += sample.asked;
    slice.answered += sample.answered;
    const { asked, answered } = sample;
    this.#recent = [...this.#recent, { asked, answered }].slice(-this.#config.connectivityRollbackCycles);
  }

  expire(now: number): void {
    this.#slices.expire(now);
  }

  evidence(now: number): Pick<Evidence, 'errors' | 'connectivity' | 'uptime'> {
    const total = { clean: 0, failed: 0, asked: 0, answered: 0, scheduled: 0, completed: 0 };
    for (const slice of this.#slices.within(now)) {
      total.clean += slice.clean;
      total.failed += slice.failed;
      total.asked += slice.asked;
      total.answered += slice.answered;
      total.scheduled += slice.scheduled;
      total.completed += slice.completed;
    }
    const { clean, failed, asked, answered, scheduled, completed } = total;
    return {
      errors: this.#errors({ clean, failed }),
      connectivity: { asked, answered, recent: this.#recent },
      uptime: { scheduled, completed },
    };
  }

  #errors(window: { clean: number; failed: number }): ErrorEvidence {
    return {
      ...this.#stage.counts(),
      unmeasuredRun: this.#unmeasuredRun,
      lastError: this.#lastError,
      // The median, so that an outage between two cycles does not slow the pace.
      paceMs: median(this.#starts.slice(1).map((start, i) => start - this.#starts[i]!)),
      window,
    };
  }
}
