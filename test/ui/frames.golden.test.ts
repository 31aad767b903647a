import './support/utc.ts';
import { it } from 'vitest';
import { CutoverError } from '../../src/core/errors.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { FakeClient } from './support/fake-client.ts';
import { describeFrames, type FrameCase } from './support/frame-case.ts';
import { expectGolden } from './support/golden.ts';
import { expectSoundScreen } from './support/invariants.ts';
import { judgedSnapshot } from './support/sample-examples.ts';
import { NO_ROLLOUT } from './support/sample-rollouts.ts';
import { manyRows, sampleFlags, sampleSnapshot } from './support/sample-snapshot.ts';
import { show } from './support/terminal.ts';

const base = sampleSnapshot();
const never = { ...base.monitors.legacy, cycles: 0, durationMs: null, startedAt: null, endedAt: null };
const nothing = { n: 0, p50: null, p95: null, p99: null };

const LOADING: Partial<Snapshot> = {
  rows: [],
  counts: {},
  divergences: [],
  signatures: [],
  events: [],
  tmux: { ...base.tmux, status: 'connecting' },
  monitors: { legacy: never, modular: never },
  health: {
    checks: [],
    verdict: 'inconclusive',
    recentMs: [],
    percentiles: { legacy: nothing, modular: nothing },
  },
  authority: { ...base.authority, tick: 0, changesIn: null, lastServed: null, ticks: 0, modularTicks: 0 },
  stage: { current: 'disabled', percentage: 0, since: null, dwellMs: null },
  flags: sampleFlags({ status: 'missing' }),
  rollout: NO_ROLLOUT,
};

const GONE: Partial<Snapshot> = {
  rows: base.rows.map((row) => ({ ...row, stale: true })),
  tmux: {
    ...base.tmux,
    status: 'no_server',
    server: '-L work',
    message: 'no server running on /run/tmux/work',
    mend: 'start one: tmux -L work new-session -d',
  },
};

const REJECTED: Partial<Snapshot> = {
  flags: sampleFlags({
    status: 'rejected',
    problem: {
      path: '/srv/team/.tmux_orchestrator/feature_flags.json',
      line: 12,
      field: 'rollout_stage',
      message: '"bogus" is not allowed',
      mend: 'write one of disabled, canary, beta, production, legacy_disabled',
    },
    overrides: [{ variable: 'TMUX_ORC_MAX_CONCURRENT_CHECKS', value: '4', effect: '4 instead of 10' }],
  }),
  authority: {
    ...base.authority,
    disagreement: 'the file says canary 5 %, but modular has not served any of the last 40 cycles',
  },
};

const JUDGED = judgedSnapshot();

const CASES: FrameCase[] = [
  { name: 'dashboard-74x19', columns: 74, rows: 19, shows: 'q' },
  { name: 'dashboard-80x24', columns: 80, rows: 24, shows: 'q' },
  { name: 'dashboard-100x28', columns: 100, rows: 28, shows: 'Events' },
  { name: 'dashboard-120x40', columns: 120, rows: 40, shows: 'Events' },
  {
    name: 'dashboard-200x50',
    columns: 200,
    rows: 50,
    shows: 'Events',
    snapshot: { rows: manyRows(42).filter((r) => !r.target.includes('emoji')) },
  },
  { name: 'differences-80x24', columns: 80, rows: 24, keys: ['2'], shows: '[2 Differences' },
  { name: 'signatures-120x40', columns: 120, rows: 40, keys: ['d'], snapshot: JUDGED, shows: 'frame 21:1' },
  { name: 'signatures-200x50', columns: 200, rows: 50, keys: ['d'], snapshot: JUDGED, shows: 'frame 21:1' },
  { name: 'signatures-80x24', columns: 80, rows: 24, keys: ['d', 'j'], snapshot: JUDGED, shows: '[1 Sign' },
  { name: 'signatures-74x19', columns: 74, rows: 19, keys: ['d'], snapshot: JUDGED, shows: '[1 Sign' },
  {
    name: 'signatures-legacy-80x24',
    columns: 80,
    rows: 24,
    keys: ['d', '2'],
    snapshot: JUDGED,
    shows: '4 captures equal',
  },
  {
    name: 'signatures-modular-74x19',
    columns: 74,
    rows: 19,
    keys: ['d', '3'],
    snapshot: JUDGED,
    shows: 'given legacy’s last frame: waiting: plan',
  },
  {
    name: 'signatures-unseen-120x40',
    columns: 120,
    rows: 40,
    keys: ['d', '\u001b[C', '\u001b[C'],
    snapshot: JUDGED,
    shows: 'example 3/3',
  },
  {
    name: 'differences-judged-120x40',
    columns: 120,
    rows: 40,
    snapshot: JUDGED,
    shows: 'judged: modular right 1',
  },
  {
    name: 'dialog-ignore-120x40',
    columns: 120,
    rows: 40,
    keys: ['d', 'i'],
    shows: 'Ignore until',
    dialog: true,
  },
  {
    name: 'dialog-ignore-74x19',
    columns: 74,
    rows: 19,
    keys: ['d', 'i'],
    shows: 'Ignore until',
    dialog: true,
  },
  {
    name: 'dialog-label-120x40',
    columns: 120,
    rows: 40,
    keys: ['/shop:1', '\r', '\r', 'l'],
    shows: 'really shows',
    dialog: true,
  },
  {
    name: 'dialog-label-74x19',
    columns: 74,
    rows: 19,
    keys: ['/shop:1', '\r', '\r', 'l'],
    shows: 'really shows',
    dialog: true,
  },
  {
    name: 'dialog-explain-120x40',
    columns: 120,
    rows: 40,
    keys: ['/shop:1', '\r', '\r', 'e'],
    shows: 'by its command',
    dialog: true,
  },
  {
    name: 'dialog-explain-74x19',
    columns: 74,
    rows: 19,
    keys: ['/shop:1', '\r', '\r', 'e'],
    shows: 'by its command',
    dialog: true,
  },
  { name: 'health-80x24', columns: 80, rows: 24, keys: ['3'], shows: '[3 Health' },
  { name: 'stage-80x24', columns: 80, rows: 24, keys: ['s'], shows: '[4 Stage' },
  { name: 'events-80x24', columns: 80, rows: 24, keys: ['5'], shows: '[5 Events' },
  { name: 'agent-120x40', columns: 120, rows: 40, keys: ['/shop:1', '\r', '\r'], shows: '◀ modular' },
  { name: 'agent-80x24', columns: 80, rows: 24, keys: ['/shop:1', '\r', '\r'], shows: '◀ modular' },
  {
    name: 'agent-monitors-80x24',
    columns: 80,
    rows: 24,
    keys: ['/shop:1', '\r', '\r', '2'],
    shows: 'signature',
  },
  {
    name: 'agent-history-80x24',
    columns: 80,
    rows: 24,
    keys: ['/shop:1', '\r', '\r', '3'],
    shows: 'crashed',
  },
  { name: 'filter-80x24', columns: 80, rows: 24, keys: ['/claude wait'], shows: '1 of 12' },
  { name: 'help-120x40', columns: 120, rows: 40, keys: ['?'], shows: 'quit from any', dialog: true },
  { name: 'help-80x24', columns: 80, rows: 24, keys: ['?'], shows: 'more ↓', dialog: true },
  { name: 'palette-74x19', columns: 74, rows: 19, keys: [':'], shows: 'more ↓', dialog: true },
  { name: 'palette-120x40', columns: 120, rows: 40, keys: [':', 'stag'], shows: '▸ stage:', dialog: true },
  { name: 'read-only-80x24', columns: 80, rows: 24, keys: ['R'], shows: 'nothing can be', readOnly: true },
  { name: 'loading-120x40', columns: 120, rows: 40, snapshot: LOADING, shows: 'Reading the tmux server' },
  { name: 'loading-80x24', columns: 80, rows: 24, snapshot: LOADING, shows: 'Reading the tmux server' },
  { name: 'no-server-120x40', columns: 120, rows: 40, snapshot: GONE, shows: 'no tmux server' },
  { name: 'flags-rejected-120x40', columns: 120, rows: 40, snapshot: REJECTED, shows: 'flags rejected' },
  {
    name: 'wrong-now-120x40',
    columns: 120,
    rows: 40,
    snapshot: REJECTED,
    keys: ['w'],
    shows: 'Wrong now',
    dialog: true,
  },
  {
    name: 'wrong-now-74x19',
    columns: 74,
    rows: 19,
    snapshot: { ...REJECTED, ...GONE, flags: REJECTED.flags! },
    keys: ['w'],
    shows: 'Wrong now',
    dialog: true,
  },
];

describeFrames('frames', CASES);

it('says in words what could not be written, and how to mend it', async () => {
  const client = new FakeClient();
  client.write = async () => {
    throw new CutoverError(
      'flags_moved',
      'feature_flags.json was changed by somebody else since this preview was made',
      'look at the new preview: s, Enter',
    );
  };
  const shown = await show({ columns: 80, rows: 24 }, { client });
  await shown.press('sk\r', (screen) => screen.includes('[ Cancel ]'));
  await shown.press('y', (screen) => screen.includes('The stage was not changed'));
  await shown.settled();
  expectSoundScreen(shown.terminal, { dialog: true });
  expectGolden('dialog-error-80x24', shown.terminal.text());
  await shown.close();
});
