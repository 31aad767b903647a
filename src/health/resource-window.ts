import { commonSlope } from '../statistics/slope.ts';
import type { HealthConfig } from './config.ts';
import type { Evidence, ResourceName, ResourceSample } from './evidence.ts';

/** Growth is judged on means of this many to the window. */
const MEANS = 288;
const HOUR = 3_600_000;
const NAMES: readonly ResourceName[] = ['cpuPercent', 'rssBytes', 'subprocessesPerCycle'];

type Trend = Evidence['resources']['trend'];
/** A mean of the samples of some minutes of one process. */
type Mean = ResourceSample & { n: number; process: number };

function perName<T>(make: (name: ResourceName) => T): Record<ResourceName, T> {
  return {
    cpuPercent: make('cpuPercent'),
    rssBytes: make('rssBytes'),
    subprocessesPerCycle: make('subprocessesPerCycle'),
  };
}

/** What the monitor uses: the last sample, how long each has been above its budget, and the trend of means. */
export class ResourceWindow {
  readonly #config: HealthConfig;
  readonly #overSince = new Map<ResourceName, number>();
  #means: Mean[] = [];
  #last: ResourceSample | null = null;
  #n = 0;
  /** Counts the restarts: each process has a level of its own. */
  #process = 0;
  #trend: { oldest: Mean | null; newest: Mean | null; trend: Trend } | null = null;

  constructor(config: HealthConfig) {
    this.#config = config;
  }

  /** Another process is measured from here on. */
  restart(): void {
    this.#process++;
    this.#overSince.clear();
  }

  add(sample: ResourceSample): void {
    this.#n++;
    this.#last = sample;
    const budgets: Record<ResourceName, number> = {
      cpuPercent: this.#config.cpuBudgetPercent,
      rssBytes: this.#config.rssBudgetBytes,
      subprocessesPerCycle: this.#config.subprocessBudget,
    };
    for (const name of NAMES) {
      if (sample[name] <= budgets[name]) this.#overSince.delete(name);
      else if (!this.#overSince.has(name)) this.#overSince.set(name, sample.at);
    }

    const width = this.#config.windowMs / MEANS;
    const mean = this.#means.at(-1);
    const slot = (at: number): number => Math.floor(at / width);
    if (mean === undefined || mean.process !== this.#process || slot(sample.at) > slot(mean.at)) {
      this.#means = this.#means.filter(({ at }) => at > sample.at - this.#config.windowMs);
      this.#means.push({ ...sample, n: 1, process: this.#process });
      return;
    }
    mean.n++;
    for (const name of NAMES) mean[name] += (sample[name] - mean[name]) / mean.n;
  }

  evidence(now: number): Evidence['resources'] {
    const last = this.#last;
    return {
      n: this.#n,
      last,
      overMs: perName((name) => (last === null ? 0 : last.at - (this.#overSince.get(name) ?? last.at))),
      trend: this.#trendAt(now),
    };
  }

  #trendAt(now: number): Trend {
    const oldest = this.#means.find(({ at }) => at > now - this.#config.windowMs) ?? null;
    const newest = this.#means.at(-1) ?? null;
    if (this.#trend === null || this.#trend.oldest !== oldest || this.#trend.newest !== newest)
      this.#trend = { oldest, newest, trend: this.#measure(oldest === null ? [] : this.#means, oldest) };
    return this.#trend.trend;
  }

  #measure(means: readonly Mean[], oldest: Mean | null): Trend {
    const processes = new Map<number, Mean[]>();
    // The last mean is not over yet.
    for (const mean of means.slice(oldest === null ? 0 : means.indexOf(oldest), -1)) {
      const list = processes.get(mean.process);
      // The first one of a process is its start, which says nothing of growth.
      if (list === undefined) processes.set(mean.process, []);
      else list.push(mean);
    }
    const groups = [...processes.values()].filter((list) => list.length > 0);
    const start = oldest?.at ?? 0;
    return {
      measuredMs: groups.reduce((sum, list) => sum + list.at(-1)!.at - list[0]!.at, 0),
      perHour: perName((name) => {
        const slope = commonSlope(
          groups.map((list) => list.map((mean) => ({ x: (mean.at - start) / HOUR, y: mean[name] }))),
        );
        return slope === null ? null : { low: slope.low, high: slope.high };
      }),
    };
  }
}
