import type { Gate, RolloutView } from '../../../src/core/rollout.ts';
import { HOUR, MINUTE } from './sample-agents.ts';
import { CHECKS } from './sample-checks.ts';

const BAKED = 13 * HOUR + 12 * MINUTE;

/** Of the checks, and of what else has to be so before beta. */
export const GATES: Gate[] = [
  ...CHECKS.map((check): Gate => {
    const { id, label, verdict, missing, shown, reason } = check;
    const text = [shown.value, shown.interval, shown.bound].filter((part) => part !== '').join('  ');
    return { id, label, verdict, shown: text, missing: missing || reason, dryRun: false };
  }),
  { id: 'own_health', label: 'measured', verdict: 'pass', shown: '12 agents', missing: '', dryRun: false },
  {
    id: 'bake',
    label: 'bake',
    verdict: 'inconclusive',
    shown: '13h12m of 24h',
    missing: '10h48m more of healthy time',
    dryRun: false,
  },
  {
    id: 'look',
    label: 'look at the error rate',
    verdict: 'inconclusive',
    shown: 'not taken yet',
    missing: 'the first one at 24h of bake',
    dryRun: false,
  },
  { id: 'freeze', label: 'no freeze', verdict: 'pass', shown: 'none', missing: '', dryRun: false },
];

/** The rollout of the target screens: canary, a bit more than half of its bake done. */
export function sampleRollout(over: Partial<RolloutView> = {}): RolloutView {
  return {
    sub: { kind: 'running' },
    bake: { ms: BAKED, ofMs: 24 * HOUR, running: true, why: '' },
    gates: GATES,
    next: { stage: 'beta', by: 'itself', inMs: 24 * HOUR - BAKED },
    outcome: { action: 'hold', step: 'bake', reason: 'bake 13h12m of 24h', key: 'bake' },
    looks: [],
    approval: null,
    freeze: null,
    drill: null,
    drilled: null,
    forecast: {
      stage: 'canary',
      decidable: true,
      cycles: 17_280,
      needed: 2995,
      bestPercent: 0.018,
      lookInMs: 24 * HOUR - BAKED,
      oneMoreError: { cycles: 1747, ms: 2 * HOUR + 26 * MINUTE },
      helps: [],
      text: 'The first look at 24h of bake can pass; one more error costs 1,747 clean cycles, 2h26m.',
    },
    controller: { mine: true, pid: 4711 },
    journalProblem: '',
    ...over,
  };
}
