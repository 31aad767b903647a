import type { Check } from '../evidence.ts';
import { percentBeside, plural } from '../wording.ts';

/** Scheduled cycles, of both monitors, that completed. It holds a promotion and never rolls back. */
export const uptime: Check = ({ uptime: { scheduled, completed } }, config) => {
  const bound = config.uptimeBoundPercent;
  const value = scheduled === 0 ? null : (100 * completed) / scheduled;
  const low = value !== null && value < bound;
  return {
    id: 'uptime',
    label: 'uptime',
    verdict: value === null || low ? 'inconclusive' : 'pass',
    alert: low,
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
};
