import type { Check } from '../evidence.ts';

/** Recoveries of a project manager by modular: none has failed. Without any there is nothing to judge. */
export const pmRecovery: Check = ({ recovery: { succeeded, failed } }) => {
  const n = succeeded + failed;
  return {
    id: 'pm_recovery',
    label: 'PM recovery',
    verdict: failed > 0 ? 'fail' : n > 0 ? 'pass' : 'inconclusive',
    alert: failed > 0,
    reason: failed > 0 ? `${failed} of ${n} failed` : n > 0 ? '' : 'no recovery yet',
    value: n === 0 ? null : succeeded,
    interval: null,
    n,
    bound: n,
    shown: { value: n === 0 ? 'none yet' : `${succeeded}/${n}`, interval: '', bound: 'none failed' },
    missing: n > 0 ? '' : 'a recovery of a PM',
  };
};
