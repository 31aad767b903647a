import type { Check } from '../evidence.ts';
import { plural } from '../wording.ts';

/** Agents that legacy sees and modular does not, confirmed by two captures: none in the stage. */
export const missingAgents: Check = {
  alerts: ({ missing }) => (missing.agents > 0 ? ['missing_agents'] : []),
  judge({ missing, comparison }) {
    const { agents, targets } = missing;
    const measured = agents > 0 || comparison.compared > 0;
    const others = agents - targets.length;
    return {
      id: 'missing_agents',
      label: 'missing',
      verdict: agents > 0 ? 'fail' : measured ? 'pass' : 'inconclusive',
      reason:
        agents > 0
          ? `seen by legacy alone: ${targets.join(', ')}${others > 0 ? ` and ${plural(others, 'other')}` : ''}`
          : measured
            ? ''
            : 'nothing compared yet',
      value: measured ? agents : null,
      interval: null,
      n: comparison.compared,
      bound: 0,
      shown: { value: measured ? String(agents) : '–', interval: '', bound: '≤ 0' },
      missing: measured ? '' : 'a cycle of both monitors',
    };
  },
};
