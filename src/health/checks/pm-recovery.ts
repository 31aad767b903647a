import type { HealthConfig } from '../config.ts';
import type { Check, Evidence } from '../evidence.ts';
import { plural } from '../wording.ts';

/** What is missing until it passes; empty when nothing. */
function missing({ errors, recovery }: Evidence, config: HealthConfig): string {
  if (errors.clean === 0) return 'a cycle of modular';
  const more = config.leastRecoveries - recovery.succeeded;
  return more > 0 ? `${plural(more, 'recovery', 'recoveries')} of a PM` : '';
}

/**
 * Recoveries of a project manager by modular in the stage: none has failed. What is measured are the cycles in which
 * modular watched, so that a stage in which no PM needed it passes, unless the config waits for recoveries.
 */
export const pmRecovery: Check = {
  alerts: ({ recovery }) => (recovery.failed > 0 ? ['pm_recovery'] : []),
  judge(evidence, config) {
    const { succeeded, failed } = evidence.recovery;
    const n = succeeded + failed;
    const watched = evidence.errors.clean;
    const lacks = failed > 0 ? '' : missing(evidence, config);
    const reason =
      failed > 0
        ? `${failed} of ${plural(n, 'recovery', 'recoveries')} failed`
        : lacks === ''
          ? ''
          : watched === 0
            ? 'no cycle of modular yet'
            : 'too few recoveries yet';
    return {
      id: 'pm_recovery',
      label: 'PM recovery',
      verdict: failed > 0 ? 'fail' : lacks === '' ? 'pass' : 'inconclusive',
      reason,
      value: n === 0 && watched === 0 ? null : failed,
      interval: null,
      n: watched,
      bound: 0,
      shown: {
        value: n > 0 ? `${succeeded}/${n}` : lacks === '' ? 'none needed' : 'none yet',
        interval: '',
        bound: 'none failed',
      },
      missing: lacks,
    };
  },
};
