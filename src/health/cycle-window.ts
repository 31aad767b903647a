import type { MonitorName } from '../core/report.ts';
import type { HealthConfig } from './config.ts';
import type { CycleSample, Evidence, Runs } from './evidence.ts';
import { Slices } from './slices.ts';

/** There is no server to monitor: such a cycle measured nothing, neither good nor bad. */
const UNMEASURED = new Set<string>(['no_server', 'not_installed', 'too_old']);
/** Cycles whose pace is taken. */
const PACED = 60;

const isMeasured = (sample: CycleSample): boolean => sample.error === null || !UNMEASURED.has(sample.error);

interface Counts {
  clean: number;
  failed: number;
  /** Ended incidents: how many of each length. */
  runs: Map<number, number>;
  asked: number;
  answered: number;
  scheduled: number;
  completed: number;
}

/** Counts cycles over the window: failures and their runs, panes that answered, cycles that completed. */
export class CycleWindow {
  readonly #config: HealthConfig;
  readonly #slices: Slices<Counts>;
  readonly #due = new Map<MonitorName, number>();
  #currentRun = 0;
  #unmeasuredRun = 0;
  #lastError: string | null = null;
  #starts: number[] = [];
  #recent: { asked: number; answered: number }[] = [];

  constructor(config: HealthConfig) {
    this.#config = config;
    this.#slices = new Slices(config.windowMs, () => ({
      clean: 0,
      failed: 0,
      runs: new Map(),
      asked: 0,
      answered: 0,
      scheduled: 0,
      completed: 0,
    }));
  }

  /** A cycle is due. One that was due before and of which nothing was heard since did not complete. */
  scheduled(monitor: MonitorName, at: number): void {
    if (this.#due.has(monitor)) this.#slices.at(at).scheduled++;
    this.#due.set(monitor, at);
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
      this.#currentRun++;
      return;
    }
    slice.clean++;
    if (this.#currentRun > 0) slice.runs.set(this.#currentRun, (slice.runs.get(this.#currentRun) ?? 0) + 1);
    this.#currentRun = 0;
    if (sample.asked === 0) return;
    slice.asked += sample.asked;
    slice.answered += sample.answered;
    const { asked, answered } = sample;
    this.#recent = [...this.#recent, { asked, answered }].slice(-this.#config.connectivityRollbackCycles);
  }

  evidence(now: number): Pick<Evidence, 'errors' | 'connectivity' | 'uptime'> {
    this.#slices.expire(now);
    const slices = this.#slices.all();
    const sum = (name: Exclude<keyof Counts, 'runs'>): number =>
      slices.reduce((s, slice) => s + slice[name], 0);
    const starts = this.#starts;
    return {
      errors: {
        clean: sum('clean'),
        failed: sum('failed'),
        runs: this.#runs(slices),
        currentRun: this.#currentRun,
        unmeasuredRun: this.#unmeasuredRun,
        lastError: this.#lastError,
        paceMs: starts.length < 2 ? null : (starts.at(-1)! - starts[0]!) / (starts.length - 1),
      },
      connectivity: { asked: sum('asked'), answered: sum('answered'), recent: this.#recent },
      uptime: { scheduled: sum('scheduled'), completed: sum('completed') },
    };
  }

  #runs(slices: readonly Counts[]): Runs[] {
    const total = new Map<number, number>();
    const add = (length: number, count: number): void => {
      total.set(length, (total.get(length) ?? 0) + count);
    };
    for (const { runs } of slices) for (const [length, count] of runs) add(length, count);
    if (this.#currentRun > 0) add(this.#currentRun, 1);
    return [...total].map(([length, count]) => ({ length, count }));
  }
}
