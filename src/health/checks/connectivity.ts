import { formatCount } from '../../core/format.ts';
import type { Check } from '../evidence.ts';
import { percentBeside, raised } from '../wording.ts';

/** Panes that answered a capture of modular, of those it asked. */
export const connectivity: Check = ({ connectivity: { asked, answered, recent }, alerting }, config) => {
  const bound = config.connectivityBoundPercent;
  const base = { id: 'connectivity', label: 'reachable', interval: null, n: asked, bound } as const;
  const last = recent.at(-1);
  if (asked === 0 || last === undefined)
    return {
      ...base,
      verdict: 'inconclusive',
      alert: false,
      reason: 'no pane asked yet',
      value: null,
      shown: { value: '–', interval: '', bound: `≥ ${bound} %` },
      missing: 'a cycle with an agent',
    };

  const value = (100 * answered) / asked;
  const unanswered = 100 - value;
  const cycles = config.connectivityRollbackCycles;
  const lost = (cycle: { asked: number; answered: number }): boolean =>
    100 * cycle.answered < config.connectivityRollbackPercent * cycle.asked;
  const fails = recent.length >= cycles && recent.slice(-cycles).every(lost);
  const percent = percentBeside(value, bound, 2);
  return {
    ...base,
    verdict: fails ? 'fail' : value >= bound ? 'pass' : 'inconclusive',
    alert: raised(
      unanswered,
      100 - config.connectivityAlertPercent,
      alerting.has('connectivity'),
      config.alertClearsAt,
    ),
    reason: fails
      ? `below ${config.connectivityRollbackPercent} % for ${cycles} cycles`
      : value >= bound
        ? ''
        : `${percent} answered`,
    value,
    shown: {
      value: `${formatCount(last.answered)}/${formatCount(last.asked)}`,
      interval: '',
      bound: `≥ ${bound} %`,
    },
    missing: fails || value >= bound ? '' : 'panes that answer',
  };
};
