/** Over a shorter span a share of CPU time says nothing: one burst of work looks like a busy process. In ms. */
const LEAST_SPAN_MS = 1000;

/** What cutover itself uses. */
export interface ResourceUse {
  at: number;
  /** Of one core. */
  cpuPercent: number;
  rssBytes: number;
  subprocessesPerCycle: number;
}

/** Measures what cutover itself uses: share of one core, and resident memory. */
export class ResourceMeter {
  private usage = process.cpuUsage();
  private at: number | null = null;
  private cpuPercent = 0;

  /** The use since the last sample, or up to it when that was just now. The first one has no span yet and says 0 %. */
  sample(now: number, subprocessesPerCycle: number): ResourceUse {
    const spanMs = this.at === null ? 0 : now - this.at;
    if (this.at === null || spanMs < 0) this.begin(now);
    else if (spanMs >= LEAST_SPAN_MS) {
      const used = process.cpuUsage(this.usage);
      this.cpuPercent = (used.user + used.system) / 10 / spanMs;
      this.begin(now);
    }
    return {
      at: now,
      cpuPercent: this.cpuPercent,
      rssBytes: process.memoryUsage.rss(),
      subprocessesPerCycle,
    };
  }

  private begin(now: number): void {
    this.usage = process.cpuUsage();
    this.at = now;
  }
}
