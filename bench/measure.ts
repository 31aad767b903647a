/** The median of several runs of something, in ms. */
export async function median(runs: number, work: () => Promise<unknown> | unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)]!;
}

/** `×123`, `×4.5` */
export function ratio(value: number): string {
  return `×${value >= 10 ? Math.round(value) : value.toFixed(2)}`;
}
