import type { Check, Evidence } from '../evidence.ts';
import { raised } from '../hysteresis.ts';
import { percentBeside, plural } from '../wording.ts';

const completedPercent = ({ scheduled, completed }: Evidence['uptime']): number | null =>
  scheduled === 0 ? null : (100 * completed) / scheduled;

/** Scheduled cycles, of both monitors, that completed. It holds a promotion and never rolls back. */
export const uptime: Check = {
  alerts({ uptime: counts, alerting }, config) {
    const value = completedPercent(counts);
    if (value === null) return [];
    const bound = 100 - config.uptimeBoundPercent;
    return raised('uptime', 100 - value, bound, alerting, config);
  },
  judge({ uptime: counts }, config) {
    const { scheduled, completed } = counts;
    const bound = config.uptimeBoundPercent;
    const value = completedPercent(counts);
    const low = value !== null && value < bound;
    return {
      id: 'uptime',
      label: 'uptime',
      verdict: value === null || low ? 'inconclusive' : 'pass',
      reason:
        value === null
          ? 'no cycle completed yet'
          : low
            ? `${plural(scheduled - completed, 'cycle')} of ${plural(scheduled, 'cycle')} did not complete`
            : '',
      value,
      interval: null,
      n: scheduled,
      bound,
      shown: {
        value: value === null ? '–' : percentBeside(value, bound, 2),
        interval: '',
        bound: `≥ ${bound} %`,
      },
      missing: low ? 'cycles that complete' : value === null ? 'a cycle' : '',
    };
  },
};
