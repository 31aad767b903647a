import { errorRateUpperBound, trialsNeeded } from './clopper-pearson.ts';

/** Incidents of one length: `count` maximal runs of `length` failed cycles. */
export interface Runs {
  length: number;
  count: number;
}

/** What runs of failures come to. */
export interface Incidents {
  incidents: number;
  failures: number;
  /** Mean length of an incident; 1 without any. */
  mean: number;
}

/** Counts incidents, the failures in them and their mean length. */
export function incidentsOf(runs: readonly Runs[]): Incidents {
  let incidents = 0;
  let failures = 0;
  for (const { length, count } of runs) {
    incidents += count;
    failures += length * count;
  }
  return { incidents, failures, mean: incidents === 0 ? 1 : failures / incidents };
}

/** What `clean` cycles count as when failures come in runs: the fewer, the longer these are (ROLLOUT.md §5). */
export function effectiveN(clean: number, runs: readonly Runs[]): number {
  return clean / incidentsOf(runs).mean;
}

/** The `k` longest incidents and the mean of their lengths. */
export interface Burst {
  k: number;
  mean: number;
}

/**
 * Bursts to judge by (ROLLOUT.md §5): n is divided by the mean length of the k incidents. Taken literally a new, short
 * incident would lower the mean and so improve the bound; so the k longest are taken for every k, and the worst counts.
 * With all incidents alike that is the literal rule. Among incidents of one length the worst k is the first or last.
 */
export function burstsOf(runs: readonly Runs[]): Burst[] {
  const bursts: Burst[] = [{ k: 0, mean: 1 }];
  let k = 0;
  let cycles = 0;
  for (const { length, count } of [...runs].sort((a, b) => b.length - a.length)) {
    for (const taken of count > 1 ? [1, count] : [1])
      bursts.push({ k: k + taken, mean: (cycles + taken * length) / (k + taken) });
    k += count;
    cycles += count * length;
  }
  return bursts;
}

/** Upper bound of the rate of incidents, at confidence 1 − alpha, after `clean` cycles outside of them. */
export function incidentUpperBound(runs: readonly Runs[], clean: number, alpha: number): number {
  return Math.max(...burstsOf(runs).map(({ k, mean }) => errorRateUpperBound(k, clean / mean, alpha)));
}

/** Clean cycles for which that bound is below `rate`. */
export function cleanNeeded(runs: readonly Runs[], rate: number, alpha: number): number {
  return Math.max(...burstsOf(runs).map(({ k, mean }) => Math.ceil(trialsNeeded(k, rate, alpha) * mean)));
}
