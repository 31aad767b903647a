import './support/utc.ts';
import type { EventItem, Snapshot } from '../../src/core/snapshot.ts';
import { describeFrames, type FrameCase } from './support/frame-case.ts';
import { manyRows, NOW } from './support/sample-snapshot.ts';

const SIZES = [
  { columns: 74, rows: 19 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
];
/** In full: where all areas are in view, this one alone. */
const atEach = (
  name: string,
  { keys = [], full = false, ...more }: Omit<FrameCase, 'name' | 'columns' | 'rows'> & { full?: boolean },
): FrameCase[] =>
  SIZES.map((size) => ({
    name: `${name}-${size.columns}x${size.rows}`,
    ...size,
    ...more,
    keys: full && size.columns >= 100 ? [...keys, 'z'] : keys,
  }));

/** Sessions with wide and long names; the headless terminal counts an emoji as one cell. */
const TEAMS = manyRows(42)
  .filter(({ target }) => !target.includes('emoji'))
  .map((row) => ({ ...row, session: row.target.split(':')[0] as string }));

const EVENTS: EventItem[] = Array.from({ length: 60 }, (_, i): EventItem => {
  const [level, glyph, text] = (
    [
      ['good', '✓', 'canary → beta, modular serves 50 %, by the rollout'],
      ['warn', '◷', 'api:1.0 limited till 23:00'],
      [
        'bad',
        '✗',
        'flags file rejected: /srv/team/.tmux_orchestrator/feature_flags.json:12 rollout_stage: “ベータ” is not allowed; write one of disabled, canary, beta, production, legacy_disabled, and the last good content holds until then, whatever else is written there',
      ],
      ['info', '✎', '東京:1.0 labelled waiting: plan, by ana'],
    ] as const
  )[i % 4] as readonly [EventItem['level'], string, string];
  return { id: i + 1, at: NOW - (60 - i) * 61_000, level, glyph, text, agentId: null };
});

/** Three agents change while the operator is away. */
const changes = (client: { current: Snapshot; publish(over: Partial<Snapshot>): void }): void => {
  const rows = client.current.rows.map((row, i) =>
    i % 4 === 1 && row.modular !== null
      ? {
          ...row,
          modular: { ...row.modular, state: 'waiting' as const, detail: 'trust' as const, since: NOW + 1 },
        }
      : row,
  );
  client.publish({ rows, at: NOW + 1000 });
};

const happens = (client: { current: Snapshot; publish(over: Partial<Snapshot>): void }): void => {
  const more = EVENTS.slice(0, 12).map((event, i) => ({ ...event, id: 61 + i, at: NOW + i * 1000 }));
  client.publish({ events: [...client.current.events, ...more] });
};

describeFrames('the table of agents', [
  ...atEach('agents-grouped', { keys: ['t'], full: true, snapshot: { rows: TEAMS }, shows: '▼' }),
  ...atEach('agents-folded', { keys: ['t', 'f', 'j', ' ', 'f'], shows: '►' }),
  ...atEach('agents-filtered', { keys: ['/', 'claude -role:pm', '\r'], shows: 'filter “claude -role:pm”' }),
  ...atEach('agents-marked', { keys: ['o', ' ', 'j', ' '], shows: '2 marked' }),
  ...atEach('agents-changed', { keys: ['j'], after: changes, shows: '•' }),
]);

describeFrames('the list of events', [
  ...atEach('events-filtered', {
    keys: ['5', '/', 'flags', '\r'],
    full: true,
    snapshot: { events: EVENTS },
    shows: 'filter “flags”',
  }),
  ...atEach('events-held', {
    keys: ['5', 'jjjjjj'],
    snapshot: { events: EVENTS },
    after: happens,
    shows: 'newer ↑',
  }),
  ...atEach('events-none-bad', { keys: ['5', 'll'], shows: 'Nothing bad has happened' }),
]);
