import type { HealthConfig } from '../config.ts';
import type { Check, Evidence, ResourceName } from '../evidence.ts';
import { raised } from '../hysteresis.ts';
import { span } from '../wording.ts';

const MEGABYTE = 1_000_000;
const HOUR = 3_600_000;

type Trend = Evidence['resources']['trend'];

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
function grows({ name, most }: Budget, { perHour }: Trend, config: HealthConfig): boolean {
  const slope = perHour[name];
  return slope !== null && (slope.low * config.windowMs) / HOUR > config.growthShare * most;
}

/** CPU, memory and subprocesses of the monitor: within their budgets, and not growing. */
export const resources: Check = {
  alerts({ resources: { last }, alerting }, config) {
    if (last === null) return [];
    return budgets(config).flatMap(({ name, most }) =>
      raised(`resources.${name}`, last[name], most * config.resourceAlertShare, alerting, config),
    );
  },
  judge({ resources: { n, last, overMs, trend } }, config) {
    const bound = `≤ ${config.cpuBudgetPercent} %, ${Math.round(config.rssBudgetBytes / MEGABYTE)} MB`;
    const base = {
      id: 'resources',
      label: 'resources',
      interval: null,
      n,
      bound: config.cpuBudgetPercent,
    } as const;
    if (last === null)
      return {
        ...base,
        verdict: 'inconclusive',
        reason: 'nothing measured yet',
        value: null,
        shown: { value: '–', interval: '', bound },
        missing: 'a measurement',
      };

    const all = budgets(config);
    const named = (list: readonly Budget[]): string => list.map(({ words }) => words).join(' and ');
    const result = {
      ...base,
      value: last.cpuPercent,
      shown: {
        value: `${last.cpuPercent.toFixed(1)} % cpu ${Math.round(last.rssBytes / MEGABYTE)} MB`,
        interval: '',
        bound,
      },
      missing: '',
    };
    const hold = (reason: string, missing: string) =>
      ({ ...result, verdict: 'inconclusive', reason, missing }) as const;

    const lasting = all.filter(({ name }) => overMs[name] >= config.resourceRollbackMs);
    if (lasting.length > 0) {
      const reason = `${named(lasting)} above budget for ${span(config.resourceRollbackMs)}`;
      return { ...result, verdict: 'fail', reason };
    }
    const over = named(all.filter(({ name, most }) => last[name] > most));
    if (over !== '') return hold(`${over} above budget`, `${over} within budget`);
    const growing = named(all.filter((budget) => grows(budget, trend, config)));
    if (growing !== '') return hold(`${growing} growing`, `${growing} that stays level`);
    const least = Math.min(config.growthLeastMs, config.windowMs / 2);
    if (trend.measuredMs < least)
      return hold('too early to see growth', `${span(least - trend.measuredMs)} more`);
    return { ...result, verdict: 'pass', reason: '' };
  },
};
