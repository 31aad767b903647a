import { slopeInterval } from '../../statistics/slope.ts';
import type { HealthConfig } from '../config.ts';
import type { Check, Evidence, ResourceName } from '../evidence.ts';
import { raised, span } from '../wording.ts';

const MEGABYTE = 1_000_000;

interface Budget {
  name: ResourceName;
  words: string;
  most: number;
}

const budgets = (config: HealthConfig): Budget[] => [
  { name: 'cpuPercent', words: 'cpu', most: config.cpuBudgetPercent },
  { name: 'rssBytes', words: 'memory', most: config.rssBudgetBytes },
  { name: 'subprocessesPerCycle', words: 'subprocesses', most: config.subprocessBudget },
];

/** Growth is real when the interval of the slope excludes 0, and matters when it would use up some of the budget. */
function grows({ name, most }: Budget, means: Evidence['resources']['means'], config: HealthConfig): boolean {
  const slope = slopeInterval(means.map((mean) => ({ x: mean.at - means[0]!.at, y: mean[name] })));
  return slope !== null && slope.low * config.windowMs > config.growthShare * most;
}

/** CPU, memory and subprocesses of the monitor: within their budgets, and not growing. */
export const resources: Check = ({ resources: { n, last, overMs, means }, alerting }, config) => {
  const base = {
    id: 'resources',
    label: 'resources',
    interval: null,
    n,
    bound: config.cpuBudgetPercent,
  } as const;
  const bound = `≤ ${config.cpuBudgetPercent} %, ${Math.round(config.rssBudgetBytes / MEGABYTE)} MB`;
  if (last === null)
    return {
      ...base,
      verdict: 'inconclusive',
      alert: false,
      reason: 'nothing measured yet',
      value: null,
      shown: { value: '–', interval: '', bound },
      missing: 'a measurement',
    };

  const all = budgets(config);
  const named = (list: readonly Budget[]): string => list.map(({ words }) => words).join(' and ');
  const result = {
    ...base,
    alert: all.some(({ name, most }) =>
      raised(last[name], most * config.resourceAlertShare, alerting.has('resources'), config.alertClearsAt),
    ),
    value: last.cpuPercent,
    shown: {
      value: `${last.cpuPercent.toFixed(1)} % cpu ${Math.round(last.rssBytes / MEGABYTE)} MB`,
      interval: '',
      bound,
    },
    missing: '',
  };
  const lasting = all.filter(({ name }) => overMs[name] >= config.resourceRollbackMs);
  if (lasting.length > 0)
    return {
      ...result,
      verdict: 'fail',
      reason: `${named(lasting)} above budget for ${span(config.resourceRollbackMs)}`,
    };
  const over = all.filter(({ name, most }) => last[name] > most);
  if (over.length > 0)
    return {
      ...result,
      verdict: 'inconclusive',
      reason: `${named(over)} above budget`,
      missing: `${named(over)} within budget`,
    };
  const growing = all.filter((budget) => grows(budget, means, config));
  if (growing.length > 0)
    return {
      ...result,
      verdict: 'inconclusive',
      reason: `${named(growing)} growing`,
      missing: `${named(growing)} that stays level`,
    };
  const measured = means.length < 2 ? 0 : means.at(-1)!.at - means[0]!.at;
  const least = Math.min(config.growthLeastMs, config.windowMs / 2);
  if (measured < least)
    return {
      ...result,
      verdict: 'inconclusive',
      reason: 'too early to see growth',
      missing: `${span(least - measured)} more`,
    };
  return { ...result, verdict: 'pass', reason: '' };
};
