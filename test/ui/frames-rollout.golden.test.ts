import './support/utc.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { describeFrames, type FrameCase } from './support/frame-case.ts';
import { sampleRollout } from './support/sample-rollout.ts';
import {
  ALERT,
  AWAITING,
  BEFORE,
  DRILL,
  FROZEN,
  FROZEN_BY_HAND,
  PAUSED,
  PROOF,
  READY,
  ROLLED_BACK,
  STALE,
  UNDECIDABLE,
} from './support/sample-rollouts.ts';
import { NOW } from './support/sample-snapshot.ts';

const SIZES = [
  [74, 19],
  [80, 24],
  [120, 40],
] as const;

type Shot = Omit<FrameCase, 'columns' | 'rows'>;

/** The same at the sizes that matter. */
const at = (shot: Shot, sizes: readonly (readonly [number, number])[] = SIZES): FrameCase[] =>
  sizes.map(([columns, rows]) => ({ ...shot, name: `${shot.name}-${columns}x${rows}`, columns, rows }));

const stage = (name: string, shows: string, snapshot: Partial<Snapshot> = {}): FrameCase[] =>
  at({ name: `stage-${name}`, keys: ['s'], shows, snapshot });

describeFrames('the stage', [
  ...stage('running', '24h'),
  ...stage('awaiting', 'waits', AWAITING),
  ...stage('paused', 'paused', PAUSED),
  ...stage('frozen', 'frozen', FROZEN),
  ...stage('frozen-by-hand', 'frozen', FROZEN_BY_HAND),
  ...stage('rolled-back', 'rolled back', ROLLED_BACK),
  ...stage('drill', 'drill', DRILL),
  ...stage('stale', 'no agents', STALE),
  ...stage('before', 'CANARY', BEFORE),
  ...at({ name: 'health-alert', keys: ['3'], shows: 'alert', snapshot: ALERT }),
  ...at({ name: 'stage-full', keys: ['s', 'z'], shows: 'share', snapshot: AWAITING }, [
    [120, 40],
    [200, 50],
  ]),
  ...at({ name: 'stage-full-rolled-back', keys: ['s', 'z'], shows: 'share', snapshot: ROLLED_BACK }, [
    [120, 40],
  ]),
  ...at({ name: 'stage-scrolled', keys: ['s', '\u001b[6~'], shows: 'share', snapshot: AWAITING }, [[80, 24]]),
  ...at({ name: 'stage-awaiting', keys: ['s'], shows: 'waits', snapshot: AWAITING }, [[200, 50]]),
]);

const dialog = (name: string, keys: string[], shows: string, snapshot: Partial<Snapshot> = {}): FrameCase[] =>
  at({ name: `dialog-${name}`, keys, shows, snapshot, dialog: true });

const ANA = { at: NOW + 1000, who: 'ana', why: 'rollback key' };
const BY_ANA: Partial<Snapshot> = {
  ...ROLLED_BACK,
  rollback: { ...PROOF, ...ANA },
  rollout: sampleRollout({
    ...ROLLED_BACK.rollout,
    sub: { kind: 'rolled_back', ...ANA, from: 'canary', evidence: [] },
  }),
};

describeFrames('the dialogs of the rollout', [
  ...dialog('advance', ['s', 'j', '\r'], '[ Cancel ]'),
  ...dialog('advance-reason', ['s', 'j', '\r', 'seen all four, all right', '\r'], '[ Advance'),
  ...dialog('advance-hint', ['s', 'j', '\r', '\r'], 'a reason is needed'),
  ...dialog('advance-ready', ['s', 'j', '\r'], '[ Cancel ]', READY),
  ...dialog('begin', ['s', 'j', '\r'], '[ Cancel ]', BEFORE),
  ...dialog('advance-undecidable', ['s', 'j', '\r'], 'cannot be', UNDECIDABLE),
  ...dialog('back', ['s', 'k', '\r'], 'Write it'),
  ...dialog('typed', ['s', 'G', '\r', 'seen', '\r', 'legacy'], 'legacy▏'),
  ...dialog('rollback', ['R'], 'roll back now'),
  ...at(
    {
      name: 'dialog-rolled-back',
      keys: ['R', 'y'],
      shows: 'legacy served cycle',
      dialog: true,
      after: (c) => c.publish(BY_ANA),
    },
    [[120, 40]],
  ),
  ...at({
    name: 'dialog-rolled-back-by-itself',
    shows: 'ROLLED BACK',
    dialog: true,
    after: (c) => c.publish(ROLLED_BACK),
  }),
  ...at({
    name: 'dialog-rolled-back-elsewhere',
    shows: 'the flags file says disabled',
    dialog: true,
    after: (c) => c.publish({ ...ROLLED_BACK, rollback: null }),
  }),
  ...dialog('retry', ['T', 'probe mended'], 'probe mended', ROLLED_BACK),
  ...dialog('pause', ['P', 'release tonight'], 'release tonight'),
  ...dialog('resume', ['P', 'release done'], 'release done', PAUSED),
  ...dialog('approve', ['A'], 'approve', AWAITING),
  ...dialog('freeze', ['F', '12h', '\r', 'audit'], 'audit▏'),
  ...dialog('unfreeze', ['F', 'audit is over'], 'audit is over', FROZEN_BY_HAND),
  ...dialog('drill', ['D'], 'start the drill'),
]);
