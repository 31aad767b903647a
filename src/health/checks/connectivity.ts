import { formatCount } from '../../core/format.ts';
import type { Check } from '../evidence.ts';
import { raised } from '../hysteresis.ts';
import { percentBeside } from '../wording.ts';

/** Panes that answered a capture of modular, of those it asked. */
export const connectivity: Check = {
  alerts({ connectivity: { asked, answered }, alerting }, config) {
    if (asked === 0) return [];
    const unanswered = 100 - (100 * answered) / asked;
    return raised('connectivity', unanswered, 100 - config.connectivityAlertPercent, alerting, config);
  },
  judge({ connectivity: { asked, answered, recent } }, config) {
    const bound = config.connectivityBoundPercent;
    const base = { id: 'connectivity', label: 'reachable', interval: null, n: asked, bound } as const;
    const last = recent.at(-1);
    if (asked === 0 || last === undefined)
      return {
        ...base,
        verdict: 'inconclusive',
        reason: 'no pane asked yet',
        value: null,
        shown: { value: '–', interval: '', bound: `≥ ${bound} %` },
        missing: 'a cycle with an agent',
      };

    const value = (100 * answered) / asked;
    const cycles = config.connectivityRollbackCycles;
    const lost = (cycle: { asked: number; answered: number }): boolean =>
      100 * cycle.answered < config.connectivityRollbackPercent * cycle.asked;
    const fails = recent.length >= cycles && recent.slice(-cycles).every(lost);
    const passes = !fails && value >= bound;
    return {
      ...base,
      verdict: fails ? 'fail' : passes ? 'pass' : 'inconclusive',
      reason: fails
        ? `below ${config.connectivityRollbackPercent} % for ${cycles} cycles`
        : passes
          ? ''
          : `${percentBeside(value, bound, 2)} answered`,
      value,
      shown: {
        value: `${formatCount(last.answered)}/${formatCount(last.asked)}`,
        interval: '',
        bound: `≥ ${bound} %`,
      },
      missing: fails || passes ? '' : 'panes that answer',
    };
  },
};
