import { formatCount, formatHours, formatPercent } from '../core/format.ts';
import type { Forecast, Look } from '../core/rollout.ts';
import type { Stage } from '../core/stage.ts';
import { cleanNeeded, incidentUpperBound, type Runs } from '../statistics/incidents.ts';
import type { RolloutConfig } from './config.ts';
import { dwellOf, lookDueMs } from './looks.ts';

const HOUR = 3_600_000;

/** What is known of the errors of modular in the stage; nothing but the bounds before it has begun. */
export interface ErrorsSoFar {
  /** Error that the look which comes next may make (`alphaOf`). */
  alpha: number;
  /** Bound of promotion in %. */
  boundPercent: number;
  /** Cycles without a failure. */
  clean: number;
  /** Incidents by their length. */
  runs: readonly Runs[];
}

/** What a forecast rests on. */
export interface Prospect {
  stage: Stage;
  config: RolloutConfig;
  healthErrors: ErrorsSoFar;
  /** Milliseconds from one cycle of modular to the next, as measured in this stage; null: not measured yet. */
  paceMs: number | null;
  bakeMs: number;
  looks: readonly Pick<Look, 'bakeMs' | 'passed'>[];
  /** Both monitors run in every cycle, so that modular does whatever its share. */
  bothRun: boolean;
  /** Share in % of the cycles that modular serves in the stage. */
  share: number;
  intervalMs: number;
}

/** Milliseconds between two cycles of modular; infinite when it does not run at all. */
function paceOf({ paceMs, bothRun, share, intervalMs }: Prospect): number {
  if (paceMs !== null && paceMs > 0) return paceMs;
  if (bothRun) return intervalMs;
  return share > 0 ? (intervalMs * 100) / share : Number.POSITIVE_INFINITY;
}

/** Clean cycles there will be at that bake, if nothing fails from now on. */
function cyclesAt(bake: number, pace: number, { bakeMs, healthErrors }: Prospect): number {
  return healthErrors.clean + Math.floor(Math.max(0, bake - bakeMs) / pace);
}

/**
 * Whether and when the error rate of a stage can be decided, what one more error would cost, and what would help
 * (ROLLOUT.md §5). Called before a stage begins, with no evidence, or while it runs.
 */
export function forecast(prospect: Prospect): Forecast {
  const { stage, config, healthErrors, bakeMs, looks } = prospect;
  const { alpha, boundPercent, clean, runs } = healthErrors;
  const bound = boundPercent / 100;
  const pace = paceOf(prospect);
  const dwell = dwellOf(stage, config);
  const due = lookDueMs(stage, looks, config);
  const needed = cleanNeeded(runs, bound, alpha);
  const cycles = due === null ? clean : cyclesAt(due, pace, prospect);
  const base = {
    stage,
    cycles,
    needed,
    bestPercent: 100 * incidentUpperBound(runs, cycles, alpha),
  };
  if (due === null) {
    const passed = dwell === null || looks.at(-1)?.passed === true;
    const text =
      dwell === null
        ? `${stage} is left by the operator: no look at the error rate is ahead`
        : passed
          ? 'the look at the error rate has passed'
          : 'no look is left: the operator decides';
    return { ...base, decidable: passed, lookInMs: null, oneMoreError: null, helps: [], text };
  }

  const more = cleanNeeded([...runs, { length: 1, count: 1 }], bound, alpha) - needed;
  const oneMoreError = Number.isFinite(pace) ? { cycles: more, ms: more * pace } : null;
  const lookInMs = Math.max(0, due - bakeMs);
  const decidable = cycles >= needed;
  const helps = decidable ? [] : helpsOf(prospect, due, needed, pace);
  const where =
    looks.length === 0 ? `the ${formatHours(due)} of ${stage}` : `${formatHours(due)} of bake in ${stage}`;
  const text = decidable
    ? `${where} hold ${formatCount(cycles)} cycles of modular, and ${formatCount(needed)} clean ones decide it: ` +
      `${lookWords(lookInMs)}${oneMoreError === null ? '' : `; one more error costs ${formatCount(more)} clean cycles (${formatHours(oneMoreError.ms)})`}`
    : `cannot be decided: ${where} hold ${formatCount(cycles)} cycles of modular, at best a bound of ` +
      `${besidePercent(base.bestPercent, boundPercent)}, and ${formatCount(needed)} clean ones are needed for < ${formatPercent(boundPercent)}` +
      `${helps.length === 0 ? '' : `; what would help: ${helps.join(', or ')}`}`;
  return { ...base, decidable, lookInMs, oneMoreError, helps, text };
}

/** Not rounded onto the bound that it misses. */
function besidePercent(percent: number, bound: number): string {
  return formatPercent(percent, Number(percent.toFixed(2)) === bound ? 3 : 2);
}

const lookWords = (lookInMs: number): string =>
  lookInMs === 0 ? 'the look is due' : `the look in ${formatHours(lookInMs)}`;

/** What would make it decidable at the next look, or which later look would. */
function helpsOf(prospect: Prospect, due: number, needed: number, pace: number): string[] {
  const { stage, config, healthErrors, bakeMs, looks, bothRun, intervalMs } = prospect;
  const { alpha, boundPercent, clean, runs } = healthErrors;
  const helps: string[] = [];
  const left = Math.max(0, due - bakeMs);
  const withBoth = clean + Math.floor(left / intervalMs);
  if (!bothRun && withBoth >= needed)
    helps.push(`both monitors in every cycle (--compare always): ${formatCount(withBoth)} cycles`);
  if (bothRun && left > 0) {
    const seconds = Math.floor(left / (needed - clean) / 1000);
    if (seconds >= 1 && seconds * 1000 < intervalMs) helps.push(`an interval of ${seconds} s or less`);
  }
  if (!Number.isFinite(pace)) return helps;
  for (let later = 1; looks.length + later <= config.mostExtensions; later++) {
    const at = due + later * config.extension;
    if (cyclesAt(at, pace, prospect) < cleanNeeded(runs, boundPercent / 100, alpha / 2 ** later)) continue;
    helps.push(`waiting for extension ${looks.length + later}, at ${formatHours(at)} of bake`);
    break;
  }
  const enough = Math.ceil((bakeMs + (needed - clean) * pace) / HOUR);
  if (looks.length === 0) helps.push(`a dwell of ${enough}h in ${stage}`);
  return helps;
}
