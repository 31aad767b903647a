import type { Gate, RolloutView } from '../../../src/core/rollout.ts';
import type { RollbackProof, Snapshot } from '../../../src/core/snapshot.ts';
import { HOUR, MINUTE, NOW, SECOND } from './sample-agents.ts';
import { GATES, sampleRollout } from './sample-rollout.ts';
import { sampleSnapshot } from './sample-snapshot.ts';

/** Before anything is known of a rollout. */
export const NO_ROLLOUT: RolloutView = sampleRollout({
  bake: { ms: 0, ofMs: null, running: false, why: '' },
  gates: [],
  next: null,
  outcome: { action: 'none', step: 'bake', reason: '', key: '' },
  forecast: null,
});

const DISABLED: Snapshot['stage'] = { current: 'disabled', percentage: 0, since: null, dwellMs: null };
const BETA: Snapshot['stage'] = {
  current: 'beta',
  percentage: 50,
  since: NOW - 80 * HOUR,
  dwellMs: 72 * HOUR,
};

/** Every gate of the sample, passed. */
export const PASSED: Gate[] = GATES.map((gate) => {
  const shown = {
    agreement: '100 %',
    bake: '24h of 24h',
    look: '≤ 0.035 %, n 8,640  < 0.1 %',
  }[gate.id as string];
  return { ...gate, verdict: 'pass', missing: '', ...(shown !== undefined && { shown }) };
});

/** Beta has baked, and production needs somebody's approval. */
export const AWAITING: Partial<Snapshot> = {
  stage: BETA,
  rollout: sampleRollout({
    sub: { kind: 'awaiting_approval', since: NOW - 25 * MINUTE },
    bake: { ms: 72 * HOUR, ofMs: 72 * HOUR, running: true, why: '' },
    gates: [
      ...PASSED.map((gate) => (gate.id === 'bake' ? { ...gate, shown: '72h of 72h' } : gate)),
      { id: 'drill', label: 'drill', verdict: 'pass', shown: 'passed Sun 14:20', missing: '', dryRun: false },
      {
        id: 'approval',
        label: 'approval',
        verdict: 'inconclusive',
        shown: 'not given',
        missing: 'an operator’s approval',
        dryRun: false,
      },
    ],
    next: { stage: 'production', by: 'approval', inMs: 0 },
    outcome: { action: 'hold', step: 'approval', reason: 'production needs an approval', key: 'approval' },
    looks: [
      { at: NOW - 26 * MINUTE, bakeMs: 72 * HOUR, alpha: 0.05, passed: true, shown: '≤ 0.012 %, n 25,920' },
    ],
    drilled: {
      at: NOW - 55 * HOUR,
      who: 'ana',
      why: 'drill key',
      stage: 'beta',
      passed: true,
      disabledMs: 7,
      servedMs: 41_300,
      restoredMs: 41_320,
      problem: '',
    },
    forecast: null,
  }),
};

export const PAUSED: Partial<Snapshot> = {
  rollout: sampleRollout({
    sub: {
      kind: 'paused',
      at: NOW - 64 * MINUTE,
      who: 'ana',
      why: 'release of the checkout this evening, nobody is to look at the monitor',
    },
    bake: { ms: 13 * HOUR + 12 * MINUTE, ofMs: 24 * HOUR, running: false, why: 'paused' },
    next: { stage: 'beta', by: 'itself', inMs: null },
    outcome: { action: 'hold', step: 'bake', reason: 'paused', key: 'paused' },
  }),
};

export const FROZEN: Partial<Snapshot> = {
  rollout: sampleRollout({
    freeze: {
      at: NOW - 5 * HOUR,
      who: 'cutover',
      why: 'weekend',
      until: Date.UTC(2026, 10, 30, 7, 0),
      window: 'weekend',
    },
    outcome: { action: 'hold', step: 'freeze', reason: 'frozen until Mon 07:00', key: 'freeze' },
  }),
};

export const FROZEN_BY_HAND: Partial<Snapshot> = {
  rollout: sampleRollout({
    freeze: { at: NOW - 5 * HOUR, who: 'bo', why: 'audit of the pipelines', until: null, window: null },
  }),
};

export const PROOF: RollbackProof = {
  at: NOW - 55 * SECOND,
  from: { stage: 'canary', percentage: 5 },
  who: 'cutover',
  why: 'error rate: 5 failures in a row',
  writtenMs: 6,
  readBackMs: 1,
  served: { tick: 8214, afterMs: 2100, agents: 12, of: 12 },
};

/** Rolled back by itself, a minute ago. */
export const ROLLED_BACK: Partial<Snapshot> = {
  stage: { ...DISABLED, since: NOW - 55 * SECOND },
  rollback: PROOF,
  rollout: {
    ...NO_ROLLOUT,
    sub: {
      kind: 'rolled_back',
      at: NOW - 56 * SECOND,
      who: 'cutover',
      why: 'error rate: 5 failures in a row',
      from: 'canary',
      evidence: [
        'error rate 0.061 %, bound 5 failures in a row, n 8,213: cycles 8,209 to 8,213 timed out',
        'P95 ratio 1.31 (1.22–1.40), bound 1.20, n 812',
      ],
    },
    gates: GATES.filter(({ id }) => id !== 'bake' && id !== 'look' && id !== 'freeze'),
  },
};

/** A drill that waits for legacy. */
export const DRILL: Partial<Snapshot> = {
  stage: { ...DISABLED, since: NOW - 20 * SECOND },
  rollout: sampleRollout({
    drill: {
      at: NOW - 21 * SECOND,
      who: 'ana',
      why: 'drill key',
      stage: 'canary',
      step: 'waiting_for_legacy',
      disabledAt: NOW - 20 * SECOND,
      servedAt: null,
    },
    bake: { ms: 13 * HOUR + 12 * MINUTE, ofMs: 24 * HOUR, running: false, why: 'a drill is under way' },
    outcome: { action: 'hold', step: 'bake', reason: 'a drill is under way', key: 'drill' },
  }),
};

/** One agent polled every 5 s at 5 %, the shadow off: it cannot be decided. */
export const UNDECIDABLE: Partial<Snapshot> = {
  rollout: sampleRollout({
    forecast: {
      stage: 'beta',
      decidable: false,
      cycles: 864,
      needed: 2995,
      bestPercent: 0.35,
      lookInMs: 24 * HOUR,
      oneMoreError: null,
      helps: ['--compare always', 'a dwell of 84h'],
      text: 'The error rate cannot be decided in beta: 864 cycles reach a bound of 0.35 % without a single error, 0.1 % needs 2,995.',
    },
  }),
};

/** Canary, all evidence in. */
export const READY: Partial<Snapshot> = {
  rollout: sampleRollout({
    gates: PASSED,
    bake: { ms: 24 * HOUR, ofMs: 24 * HOUR, running: true, why: '' },
    next: { stage: 'beta', by: 'itself', inMs: 0 },
  }),
};

/** A canary that no data reaches. */
export const STALE: Partial<Snapshot> = {
  rollout: sampleRollout({
    bake: { ms: 13 * HOUR + 12 * MINUTE, ofMs: 24 * HOUR, running: false, why: 'no agents' },
    next: { stage: 'beta', by: 'itself', inMs: null },
    controller: { mine: false, pid: 3120 },
    journalProblem: '/srv/team/.tmux_orchestrator/cutover-journal.db cannot be written: disk full',
  }),
};

/** Before the rollout: modular runs as a shadow, and nothing has begun. */
export const BEFORE: Partial<Snapshot> = {
  stage: DISABLED,
  rollout: {
    ...NO_ROLLOUT,
    gates: GATES.filter(({ id }) => id !== 'bake' && id !== 'look' && id !== 'freeze'),
    next: { stage: 'canary', by: 'operator', inMs: null },
    forecast: { ...sampleRollout().forecast!, lookInMs: 24 * HOUR },
  },
};

/** A check that fails and is only a dry run, one that passes as such, and one that is past its alert. */
export const ALERT: Partial<Snapshot> = {
  health: {
    ...sampleSnapshot().health,
    checks: sampleSnapshot().health.checks.map((check) => {
      if (check.id === 'error_rate')
        return {
          ...check,
          alert: true,
          reason: 'above 0.5 % in the last hour',
          shown: { ...check.shown, value: '0.061 %' },
        };
      if (check.id === 'p95_ratio')
        return { ...check, verdict: 'fail', dryRun: true, reason: 'slower than legacy', missing: '' };
      return check.id === 'connectivity' ? { ...check, dryRun: true } : check;
    }),
  },
};
