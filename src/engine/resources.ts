/** Measures what cutover itself uses: share of one core, and resident memory. */
export class ResourceMeter {
  private usage = process.cpuUsage();
  private at: number | null = null;

  /** The use since the last sample. The first one has no span yet and says 0 %. */
  sample(now: number, subprocessesPerCycle: number) {
    const used = process.cpuUsage(this.usage);
    const spanMs = this.at === null ? 0 : now - this.at;
    this.usage = process.cpuUsage();
    this.at = now;
    return {
      at: now,
      cpuPercent: spanMs <= 0 ? 0 : (used.user + used.system) / 10 / spanMs,
      rssBytes: process.memoryUsage.rss(),
      subprocessesPerCycle,
    };
  }
}
