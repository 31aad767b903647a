import type { HealthConfig } from '../../src/health/config.ts';
import { ErrorCounter } from '../../src/health/error-counter.ts';
import { judgeErrors } from '../../src/health/error-judgement.ts';
import { alphaOfLook } from '../../src/statistics/looks.ts';
import type { Random } from '../../src/statistics/random.ts';

const DAY_MS = 24 * 3_600_000;

/** Says of each cycle in turn whether it fails. */
export type Failures = () => boolean;

/** Cycles fail independently of each other, this share of 1 of them. */
export function independent(rate: number, random: Random): Failures {
  return () => random() < rate;
}

/** Cycles fail in bursts of this length, this share of 1 of all cycles. */
export function inBursts(rate: number, length: number, random: Random): Failures {
  // A burst begins at a cycle outside of one with this chance: length failures to (1 − start) / start clean cycles.
  const start = 1 / (1 + (length * (1 - rate)) / rate);
  let left = 0;
  return () => {
    if (left === 0 && random() < start) left = length;
    if (left === 0) return false;
    left--;
    return true;
  };
}

/** Only these cycles fail, counted from 0. */
export function onlyAt(from: number, length: number): Failures {
  let cycle = -1;
  return () => {
    cycle++;
    return cycle >= from && cycle < from + length;
  };
}

/** How a stage ended: promoted at a look (0 for the first), or rolled back at a cycle (1 for the first), or neither. */
export interface StageEnd {
  promotedAt: number | null;
  rolledBackAt: number | null;
}

/**
 * One stage by the error rate alone, a day to each look, with the judgement that health's check makes: the rollback rules at every cycle, the
 * bound at each look. Nothing that rolls back can come with a clean cycle, so they are asked at failed ones.
 */
export function runStage(
  fails: Failures,
  { cyclesPerLook, looks, config }: { cyclesPerLook: number; looks: number; config: HealthConfig },
): StageEnd {
  const counter = new ErrorCounter(config.errorRenewal);
  let at = 0;
  for (let look = 0; look < looks; look++) {
    const alpha = alphaOfLook(look, config.errorAlpha);
    for (let cycle = 1; cycle <= cyclesPerLook; cycle++) {
      at += DAY_MS / cyclesPerLook;
      if (!fails()) {
        counter.addClean(at);
        continue;
      }
      counter.addFailed(at);
      const { finding } = judgeErrors(counter.counts(), alpha, config);
      if (finding !== 'open' && finding !== 'proven')
        return { promotedAt: null, rolledBackAt: look * cyclesPerLook + cycle };
    }
    if (judgeErrors(counter.counts(), alpha, config).finding === 'proven')
      return { promotedAt: look, rolledBackAt: null };
  }
  return { promotedAt: null, rolledBackAt: null };
}
