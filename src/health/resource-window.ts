import type { HealthConfig } from './config.ts';
import type { Evidence, ResourceName, ResourceSample } from './evidence.ts';

/** Growth is judged on means of this many to the window. */
const MEANS = 288;
const NAMES: readonly ResourceName[] = ['cpuPercent', 'rssBytes', 'subprocessesPerCycle'];

/** What the monitor uses: the last sample, how long each has been above its budget, and means for the trend. */
export class ResourceWindow {
  readonly #config: HealthConfig;
  readonly #overSince = new Map<ResourceName, number>();
  #means: (ResourceSample & { n: number })[] = [];
  #last: ResourceSample | null = null;
  #n = 0;

  constructor(config: HealthConfig) {
    this.#config = config;
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
    if (mean === undefined || slot(sample.at) > slot(mean.at)) this.#means.push({ ...sample, n: 1 });
    else {
      mean.n++;
      for (const name of NAMES) mean[name] += (sample[name] - mean[name]) / mean.n;
    }
  }

  evidence(now: number): Evidence['resources'] {
    this.#means = this.#means.filter((mean) => mean.at > now - this.#config.windowMs);
    const last = this.#last;
    const overMs = (name: ResourceName): number =>
      last === null ? 0 : last.at - (this.#overSince.get(name) ?? last.at);
    return {
      n: this.#n,
      last,
      overMs: {
        cpuPercent: overMs('cpuPercent'),
        rssBytes: overMs('rssBytes'),
        subprocessesPerCycle: overMs('subprocessesPerCycle'),
      },
      // The first one is the start, which says nothing of growth, and the last one is not over.
      means: this.#means.slice(1, -1),
    };
  }
}
