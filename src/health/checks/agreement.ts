import type { Check } from '../evidence.ts';
import { percentBeside, plural, raised } from '../wording.ts';

/** Agreement on the state, with ignored, refined and timing differences set aside: no signature is open. */
export const agreement: Check = ({ comparison, alerting }, config) => {
  const { compared, differing, openSignatures: open } = comparison;
  const bound = config.agreementAlertPercent;
  const value = compared === 0 ? null : 100 * (1 - differing / compared);
  const low =
    value !== null && raised(100 - value, 100 - bound, alerting.has('agreement'), config.alertClearsAt);
  const base = {
    id: 'agreement',
    label: 'agreement',
    alert: low || (open ?? 0) > 0,
    value,
    interval: null,
    n: compared,
    bound,
  } as const;
  const agreed = value === null ? '–' : percentBeside(value, bound, 1);
  if (open !== null && open > 0) {
    const signatures = plural(open, 'signature');
    return {
      ...base,
      verdict: 'inconclusive',
      reason: value === null ? '' : `${agreed} of ${plural(compared, 'comparison')} agree`,
      shown: { value: `${signatures} open`, interval: '', bound: 'none open' },
      missing: `${signatures} to judge`,
    };
  }
  const shown = { value: agreed, interval: '', bound: 'none open' };
  if (value === null || open === null)
    return {
      ...base,
      verdict: 'inconclusive',
      reason: 'nothing compared yet',
      shown,
      missing: 'a cycle of both monitors',
    };
  return {
    ...base,
    verdict: 'pass',
    reason: low ? `below ${bound} %, by signatures that are judged` : '',
    shown,
    missing: '',
  };
};
