import type { HealthConfig } from '../config.ts';
import type { Check, Evidence, SeenAgainst } from '../evidence.ts';
import { percentBeside, plural, raised } from '../wording.ts';

type Said = { verdict: 'fail' | 'inconclusive'; reason: string; missing: string; value?: string };

/**
 * Agreement on the state, with ignored, refined and timing differences set aside: no signature is open, and none in
 * which modular was wrong has been seen in the stage (ROLLOUT.md §4).
 */
export const agreement: Check = ({ comparison, alerting }, config) => {
  const { compared, differing, openSignatures: open } = comparison;
  const bound = config.agreementAlertPercent;
  const value = compared === 0 ? null : 100 * (1 - differing / compared);
  const low =
    value !== null && raised(100 - value, 100 - bound, alerting.has('agreement'), config.alertClearsAt);
  const agreed = value === null ? '–' : percentBeside(value, bound, 1);
  const said = failing(comparison, config) ?? holding(comparison, agreed);
  return {
    id: 'agreement',
    label: 'agreement',
    verdict: said?.verdict ?? 'pass',
    alert: low || (open ?? 0) > 0 || said?.verdict === 'fail',
    reason: said?.reason ?? (low ? `below ${bound} %, by signatures that are judged` : ''),
    value,
    interval: null,
    n: compared,
    bound,
    shown: { value: said?.value ?? agreed, interval: '', bound: 'none open' },
    missing: said?.missing ?? '',
  };
};

/** A signature in which legacy was right, too often for one bad screen. */
function failing({ against }: Evidence['comparison'], config: HealthConfig): Said | null {
  const worst = against.find(
    ({ verdict, agents, cycles }) =>
      verdict === 'legacy_right' &&
      (agents >= config.legacyRightAgents || cycles >= config.legacyRightCycles),
  );
  if (worst === undefined) return null;
  const where = `${plural(worst.agents, 'agent')}, ${plural(worst.cycles, 'cycle')}`;
  return { verdict: 'fail', reason: `legacy was right on ${where}`, missing: '' };
}

function holding(
  { compared, openSignatures: open, against }: Evidence['comparison'],
  agreed: string,
): Said | null {
  if (open !== null && open > 0) {
    const signatures = plural(open, 'signature');
    return {
      verdict: 'inconclusive',
      reason: compared === 0 ? '' : `${agreed} of ${plural(compared, 'comparison')} agree`,
      missing: `${signatures} to judge`,
      value: `${signatures} open`,
    };
  }
  if (against.length > 0)
    return {
      verdict: 'inconclusive',
      reason: `seen in this stage: ${countsOf(against)}`,
      missing: 'a modular that is right there',
    };
  if (compared === 0 || open === null)
    return { verdict: 'inconclusive', reason: 'nothing compared yet', missing: 'a cycle of both monitors' };
  return null;
}

/** `2 signatures judged legacy right, 1 both wrong`. */
function countsOf(against: readonly SeenAgainst[]): string {
  const legacy = against.filter(({ verdict }) => verdict === 'legacy_right').length;
  const both = against.length - legacy;
  if (both === 0) return `${plural(legacy, 'signature')} judged legacy right`;
  if (legacy === 0) return `${plural(both, 'signature')} judged both wrong`;
  return `${plural(legacy, 'signature')} judged legacy right, ${both} both wrong`;
}
