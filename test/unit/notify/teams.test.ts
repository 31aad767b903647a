import { describe, expect, it } from 'vitest';
import type { ActionEnd } from '../../../src/core/actions.ts';
import type { AgentState } from '../../../src/core/agent.ts';
import type { AgentRow, MonitorView, Snapshot } from '../../../src/core/snapshot.ts';
import { happeningsOf } from '../../../src/engine/notify/happenings.ts';
import { noticeOf } from '../../../src/engine/notify/words.ts';
import { sampleSnapshot } from '../../ui/support/sample-snapshot.ts';
import { ruleOf, T, told } from './support.ts';

describe('agents in a snapshot', () => {
  const MINUTE = 60_000;
  const [sample] = sampleSnapshot().rows as [AgentRow];
  const view: MonitorView = {
    ...sample.modular!,
    detail: null,
    text: '',
    rule: 'a.rule',
    at: T,
    since: T - MINUTE,
  };
  const row = (
    n: number,
    state: AgentState,
    over: Partial<AgentRow> = {},
    seen: Partial<MonitorView> = {},
  ): AgentRow => ({
    ...sample,
    id: `%${n}:1`,
    paneId: `%${n}`,
    session: 'shop',
    target: `shop:${n}.0`,
    role: 'developer',
    kind: 'claude',
    legacy: null,
    modular: { ...view, state, ...seen },
    ...over,
  });
  const base = sampleSnapshot({ health: { ...sampleSnapshot().health, checks: [] } });
  const standing = (...rows: AgentRow[]) => happeningsOf(null, { ...base, rows }).standing;
  const said = (rows: AgentRow[]) => standing(...rows).map((one) => noticeOf([one], T, 'tmux').text);

  it('that are limited are one matter for each kind of agent, whoever joins', () => {
    const till = { resetsAt: new Date(2026, 10, 24, 23, 0).getTime() };
    const first = row(1, 'rate_limited', {}, { ...till, text: "You've hit your limit" });
    const more = [2, 3].map((n) => row(n, 'rate_limited'));
    const other = row(4, 'rate_limited', { kind: 'custom', label: 'Mender' });
    const byLegacy = row(5, 'idle', {
      kind: null,
      legacy: { ...view, state: 'rate_limited' },
      modular: null,
    });
    expect(said([first])).toEqual([
      "shop:1.0 reached the usage limit (till 23:00; You've hit your limit); tmux switch-client -t %1",
    ]);
    expect(said([first, ...more, other, byLegacy, { ...byLegacy, id: '%6:1' }])).toEqual([
      '3 agents of claude reached the usage limit (till 23:00); cutover',
      'shop:4.0 reached the usage limit (a.rule); tmux switch-client -t %4',
      '2 agents reached the usage limit; cutover',
    ]);
    const digest = noticeOf(standing(first, ...more, other), T, 'tmux');
    expect(digest.text).toBe('2 usage limits were reached: 3 agents of claude and shop:4.0; cutover');
  });

  it('that are limited are told of again only when all were over it', () => {
    const rule = ruleOf({ on: ['rate_limited'], debounce: '1ms' });
    const some = (...limited: number[]) =>
      standing(...[1, 2, 3].map((n) => row(n, limited.includes(n) ? 'rate_limited' : 'working')));
    const minutes = [some(1), some(1), some(1, 2), some(2, 3), some(3), some(1, 3), some(), some(2), some(2)];
    expect(
      told(
        rule,
        minutes.map((happenings, i) => [i * 10 * MINUTE, happenings]),
      ),
    ).toEqual([[], ['shop:1.0'], [], [], [], [], [], [], ['shop:2.0']]);
  });

  it('that are limited are told of as nothing else', () => {
    const legacy = { ...view, state: 'crashed' as const };
    const limited = row(1, 'rate_limited', { legacy }, { since: T - 60 * MINUTE });
    const idle = row(2, 'idle', {}, { since: T - 60 * MINUTE });
    expect(standing(limited, idle).map(({ kind }) => kind)).toEqual(['rate_limited']);
  });

  it('are an idle team when all who live, two or more, have been idle or fresh for 8 min', () => {
    const long = { since: T - 8 * MINUTE };
    const team = [row(1, 'idle', { role: 'pm' }, long), row(2, 'fresh', {}, long)];
    const text = 'the team of shop has been idle for 8 min (2 agents); tmux switch-client -t %1';
    expect(said(team)).toEqual([text]);
    expect(said([...team, row(3, 'working', { session: 'api' })])).toEqual([text]);
    expect(said([...team, row(3, 'crashed')])).toContain(text);
    for (const state of ['working', 'unknown', 'idle', 'message_queued'] as const)
      expect(said([...team, row(3, state)])).toEqual([]);
    expect(said([team[0]!])).toEqual([]);
    expect(said([team[0]!, row(2, 'idle', {}, { since: T - 8 * MINUTE + 1 })])).toEqual([]);
    // tmux does not answer: time goes on, and nothing more is known.
    const stale = row(2, 'idle', { stale: true }, { since: T - 8 * MINUTE, at: T - 1 });
    expect(said([team[0]!, stale])).toEqual([]);
  });
});

describe('recoveries in a snapshot', () => {
  const base = sampleSnapshot({ rows: [], health: { ...sampleSnapshot().health, checks: [] } });
  const end = (id: number, over: Partial<ActionEnd> = {}): ActionEnd => ({
    kind: 'recover_pm',
    by: 'modular',
    session: 'shop',
    target: 'shop:0.0',
    why: 'crashed',
    id,
    at: T,
    ms: 14_000,
    result: 'done',
    text: 'recovered in 14 s',
    tries: 1,
    paneId: '%9',
    ...over,
  });
  const withEnds = (...recent: ActionEnd[]): Snapshot => ({ ...base, actions: { ...base.actions, recent } });
  const passed = (before: Snapshot, now: Snapshot) => happeningsOf(before, now).passed;

  it('are told once each, when they have ended well or failed', () => {
    const failed = end(2, {
      result: 'failed',
      session: 'api',
      text: 'failed: no prompt was seen',
      paneId: null,
    });
    const [a, b] = passed(withEnds(), withEnds(end(1), failed));
    expect([a, b].map((one) => noticeOf([one!], T, 'tmux').text)).toEqual([
      'the PM of shop was recovered (recovered in 14 s); tmux switch-client -t %9',
      'the PM of api could not be recovered (failed: no prompt was seen); cutover',
    ]);
    expect(noticeOf([a!, b!], T, 'tmux').text).toBe(
      '2 recoveries: the PM of shop was recovered and the PM of api could not be recovered; cutover',
    );
    expect(passed(withEnds(end(1)), withEnds(end(1), failed))).toEqual([b]);
    expect(passed(withEnds(end(1), failed), withEnds(failed))).toEqual([]);
    expect(happeningsOf(null, withEnds(end(1))).passed).toEqual([]);
    // Two of one PM within the cooldown are two.
    const rule = ruleOf({ on: ['recovery'] });
    const again = passed(withEnds(end(1)), withEnds(end(1), end(3)));
    expect(
      told(rule, [
        [0, [], [a!]],
        [5000, []],
        [6000, [], again],
        [20_000, []],
      ]).flat(),
    ).toEqual(['the PM of shop', 'the PM of shop']);
  });

  it('are not told when they were stopped, or of other actions', () => {
    const others = (['stopped', 'refused', 'unknown'] as const).map((result, i) => end(i, { result }));
    expect(passed(withEnds(), withEnds(...others, end(7, { kind: 'notify_pm' })))).toEqual([]);
  });
});
