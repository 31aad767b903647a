import type { RatioEstimate } from '../../statistics/bootstrap.ts';
import type { HealthConfig } from '../config.ts';
import type { Check } from '../evidence.ts';
import { raised } from '../hysteresis.ts';
import { plural } from '../wording.ts';

/** A ratio with the digits it takes to show on which side of `bound` it lies. */
function ratio(value: number, bound: number): string {
  for (let digits = 2; digits < 6; digits++) {
    const text = value.toFixed(digits);
    if (Number(text) < bound === value < bound) return text;
  }
  return String(value);
}

/** Why there are too few pairs. */
function scarce(pairs: number, toDrop: number, config: HealthConfig): string {
  if (toDrop === 0) return `${pairs} of ${config.ratioLeastPairs} pairs of cycles`;
  if (toDrop < config.ratioDroppedPairs)
    return `warming up: the first ${config.ratioDroppedPairs} do not count`;
  return 'no cycle of legacy to compare with yet';
}

/** P95 of a cycle, modular by legacy, paired; of the work and of the whole duration: the worse of the two decides. */
export const p95Ratio: Check = {
  alerts({ ratio: { work, whole }, alerting }, config) {
    if (work === null || whole === null) return [];
    return raised('p95_ratio', Math.max(work.ratio, whole.ratio), config.ratioAlert, alerting, config);
  },
  judge({ ratio: { pairs, toDrop, work, whole } }, config) {
    const bound = config.ratioBound;
    const base = {
      id: 'p95_ratio',
      label: 'P95 ratio',
      reason: '',
      value: null,
      interval: null,
      n: pairs,
      bound,
      missing: '',
    } as const;
    const boundShown = `< ${bound.toFixed(2)}`;
    if (pairs < config.ratioLeastPairs || work === null || whole === null)
      return {
        ...base,
        verdict: 'inconclusive',
        reason: scarce(pairs, toDrop, config),
        shown: { value: 'n too small', interval: '', bound: boundShown },
        missing: `${plural(toDrop + config.ratioLeastPairs - pairs, 'cycle')} more`,
      };

    const worse = worseOf(work, whole, config);
    const result = {
      ...base,
      value: worse.ratio,
      interval: { low: worse.low, high: worse.high },
      shown: {
        value: ratio(worse.ratio, bound),
        interval: `${ratio(worse.low, bound)}–${ratio(worse.high, bound)}`,
        bound: boundShown,
      },
    };
    const both = `work ${work.ratio.toFixed(2)}, whole ${whole.ratio.toFixed(2)}`;
    if (worse.low > config.ratioRollback)
      return { ...result, verdict: 'fail', reason: `slower than legacy beyond doubt (${both})` };
    if (worse.high >= bound)
      return {
        ...result,
        verdict: 'inconclusive',
        reason: `the interval reaches ${bound.toFixed(2)} (${both})`,
        missing: 'a narrower interval: more cycles, or a faster monitor',
      };
    return {
      ...result,
      verdict: 'pass',
      reason: worse.ratio < config.ratioFaster ? `faster than legacy (${both})` : '',
    };
  },
};

/** The one that rolls back, if one does; else the one that holds. */
function worseOf(work: RatioEstimate, whole: RatioEstimate, config: HealthConfig): RatioEstimate {
  const [first, second] = work.high >= whole.high ? [work, whole] : [whole, work];
  return first.low <= config.ratioRollback && second.low > config.ratioRollback ? second : first;
}
