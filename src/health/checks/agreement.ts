import type { HealthConfig } from '../config.ts';
import type { AlertEvidence, AlertName, Check, Evidence, SeenAgainst } from '../evidence.ts';
import { raised } from '../hysteresis.ts';
import { percentBeside, plural, span } from '../wording.ts';

type Said = {
  verdict: 'fail' | 'error' | 'inconclusive';
  reason: string;
  missing: string;
  value?: string;
};

const agreedPercent = ({ compared, differing }: Evidence['comparison']): number | null =>
  compared === 0 ? null : 100 * (1 - differing / compared);

/** The alert of low agreement. */
function low({ comparison, alerting }: AlertEvidence, config: HealthConfig): AlertName[] {
  const value = agreedPercent(comparison);
  if (value === null) return [];
  return raised('agreement.low', 100 - value, 100 - config.agreementAlertPercent, alerting, config);
}

/**
 * Agreement on the state, with ignored, refined and timing differences set aside: no signature is open, none in which
 * modular was wrong has been seen in the stage, and the comparison is proven alive (ROLLOUT.md §4).
 */
export const agreement: Check = {
  alerts(evidence, config) {
    const { comparison } = evidence;
    const asks =
      (comparison.openSignatures ?? 0) > 0 ||
      failing(comparison, config) !== null ||
      unproven(evidence, config) !== null;
    return [...low(evidence, config), ...(asks ? (['agreement'] as const) : [])];
  },
  judge(evidence, config) {
    const { comparison } = evidence;
    const bound = config.agreementAlertPercent;
    const value = agreedPercent(comparison);
    const agreed = value === null ? '–' : percentBeside(value, bound, 1);
    const said = failing(comparison, config) ?? unproven(evidence, config) ?? holding(comparison, agreed);
    return {
      id: 'agreement',
      label: 'agreement',
      verdict: said?.verdict ?? 'pass',
      reason:
        said?.reason ??
        (low(evidence, config).length > 0 ? `below ${bound} %, by signatures that are judged` : ''),
      value,
      interval: null,
      n: comparison.compared,
      bound,
      shown: { value: said?.value ?? agreed, interval: '', bound: 'none open' },
      missing: said?.missing ?? '',
    };
  },
};

/** A comparison that compares nothing looks like 100 % agreement: it has to flag a known difference now and then. */
function unproven({ at, comparison }: AlertEvidence, config: HealthConfig): Said | null {
  const { compared, probe } = comparison;
  if (compared === 0) return null;
  const not = (why: string): Said => ({
    verdict: 'error',
    reason: `the comparison is not proven alive: ${why}`,
    missing: 'a known difference that it flags',
  });
  if (probe === null) return not('no known difference was sent through it yet');
  if (!probe.flagged) return not('it did not flag a known difference');
  if (at - probe.at > config.probeLongestMs)
    return not(`the last known difference was sent through it ${span(at - probe.at)} ago`);
  return null;
}

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
