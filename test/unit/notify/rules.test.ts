import { describe, expect, it } from 'vitest';
import { noticeRuleSchema } from '../../../src/core/notices.ts';
import type { MonitorStatus, Snapshot } from '../../../src/core/snapshot.ts';
import { type Happening, happeningsOf } from '../../../src/engine/notify/happenings.ts';
import { isQuiet } from '../../../src/engine/notify/quiet.ts';
import { noticeOf } from '../../../src/engine/notify/words.ts';
import { messageArgument } from '../../../src/notify/tmux-text.ts';
import { sampleSnapshot } from '../../ui/support/sample-snapshot.ts';
import { ruleOf, T, told } from './support.ts';

const waits = (target: string, what = 'waits'): Happening => ({
  kind: 'waiting',
  subject: target,
  where: target,
  what,
  why: 'claude.waiting.plan',
  paneId: '%3',
  urgent: false,
});
const rollback: Happening = {
  kind: 'rollback',
  subject: 'rollout',
  where: 'rollout',
  what: 'rolled back from canary 5%',
  why: 'error rate, by cutover',
  paneId: null,
  urgent: true,
};

describe('a rule', () => {
  it('tells what has stood for the debounce, many at once, and each only once', () => {
    const both = [waits('shop:1.0'), waits('api:2.0')];
    expect(
      told(ruleOf(), [
        [0, both],
        [2999, both],
        [3000, both],
        [9000, both],
      ]),
    ).toEqual([[], [], ['shop:1.0+api:2.0'], []]);
    expect(
      told(ruleOf(), [
        [0, both],
        [1000, []],
        [4000, both],
        [6000, both],
      ]),
    ).toEqual([[], [], [], []]);
  });

  it('tells it again after the cooldown when it stands again, or when it is another matter', () => {
    const rule = ruleOf({ debounce: '1ms', cooldown: '1min' });
    const one = [waits('shop:1.0')];
    const at = (s: number) => s * 1000;
    expect(
      told(rule, [
        [0, one],
        [at(1), one],
        [at(10), []],
        [at(20), one],
        [at(60), one],
        [at(62), one],
      ]),
    ).toEqual([[], ['shop:1.0'], [], [], [], ['shop:1.0']]);
    const other = [waits('shop:1.0', 'waits: plan')];
    expect(
      told(rule, [
        [0, one],
        [at(1), one],
        [at(10), other],
        [at(70), other],
      ]),
    ).toEqual([[], ['shop:1.0'], [], ['shop:1.0']]);
  });

  it('tells a rollback at once, in quiet hours too, and not the stage that it leads to', () => {
    const rule = ruleOf({ quietHours: { from: '19:00', to: '07:00', zone: 'UTC' } });
    const stage: Happening = { ...rollback, kind: 'stage', what: 'is in disabled 0%', urgent: false };
    expect(
      told(rule, [
        [0, [], [stage]],
        [500, [], [rollback]],
        [60_000, []],
        [12 * 3_600_000, []],
      ]),
    ).toEqual([[], ['rollout'], [], []]);
  });

  it('tells after quiet hours what still stands', () => {
    const rule = ruleOf({ quietHours: { from: '19:00', to: '07:00', zone: 'UTC' } });
    const hours = (h: number) => h * 3_600_000;
    const [a, b] = [waits('shop:1.0'), waits('api:2.0')];
    expect(
      told(rule, [
        [0, [a, b]],
        [hours(5), [a, b]],
        [hours(6), [a]],
        [hours(11), [a]],
      ]),
    ).toEqual([[], [], [], ['shop:1.0']]);
  });

  it('knows quiet hours by their zone', () => {
    const quiet = (zone: string, from = '22:00', to = '07:00') =>
      isQuiet(
        noticeRuleSchema.parse({ on: ['stage'], to: 'bell', quietHours: { from, to, zone } }).quietHours!,
        T,
      );
    expect(quiet('UTC')).toBe(false);
    expect(quiet('Asia/Tokyo')).toBe(true);
    expect(quiet('UTC', '20:00', '20:01')).toBe(true);
    expect(quiet('UTC', '19:00', '20:00')).toBe(false);
  });
});

describe('what is read from snapshots', () => {
  const base = sampleSnapshot({ health: { ...sampleSnapshot().health, checks: [] } });
  const kinds = (before: Snapshot | null, now: Snapshot) => {
    const { standing, passed } = happeningsOf(before, now);
    return [...standing, ...passed].map(({ kind, where, what }) => `${kind}: ${where} ${what}`);
  };

  it('names the agents that wait, are limited, or crashed, and nobody else', () => {
    const expected = base.rows
      .map((row) => ({ row, view: (row.modular ?? row.legacy)! }))
      .filter(({ view }) => ['waiting', 'rate_limited', 'crashed'].includes(view.state))
      .map(({ row, view }) => `${view.state}: ${row.target}`);
    expect(expected.length).toBeGreaterThan(2);
    const { standing } = happeningsOf(null, base);
    expect(standing.map(({ kind, where }) => `${kind}: ${where}`).sort()).toEqual(expected.sort());
  });

  it('knows a crash of modular from other failures', () => {
    const failing = (name: 'legacy' | 'modular', kind: 'crash' | 'timeout' | 'no_server') => {
      const status: MonitorStatus = {
        ...base.monitors[name],
        enabled: true,
        error: { kind, message: 'why', mend: '' },
      };
      return happeningsOf(null, { ...base, rows: [], monitors: { ...base.monitors, [name]: status } })
        .standing;
    };
    expect(failing('modular', 'crash')).toMatchObject([{ kind: 'crashed', where: 'modular', urgent: true }]);
    expect(failing('legacy', 'crash')).toMatchObject([{ kind: 'crashed', where: 'legacy', urgent: false }]);
    expect(failing('modular', 'timeout')).toMatchObject([{ kind: 'alert', where: 'modular', urgent: false }]);
    expect(failing('modular', 'no_server')).toEqual([]);
  });

  it('tells a rollback and another stage once, and nothing of it at the start', () => {
    const now: Snapshot = {
      ...base,
      rows: [],
      stage: { ...base.stage, current: 'disabled', percentage: 0 },
      rollback: {
        at: T,
        from: { stage: base.stage.current, percentage: base.stage.percentage },
        who: 'ana',
        why: '',
        writtenMs: 1,
        readBackMs: 1,
        served: null,
      },
    };
    const before = { ...base, rows: [], rollback: null };
    expect(kinds(before, now)).toEqual([
      `rollback: rollout rolled back from ${base.stage.current} ${base.stage.percentage}%`,
    ]);
    expect(kinds(null, now)).toEqual([]);
    // Written by somebody else, and once more by this engine: one rollback.
    const elsewhere = {
      ...now,
      rollback: { ...now.rollback!, at: T - 500, writtenMs: null, readBackMs: null },
    };
    expect(kinds(elsewhere, now)).toEqual([]);
    expect(kinds(now, { ...now, rollback: { ...now.rollback!, at: T + 500 } })).toHaveLength(1);
    expect(kinds(now, now)).toEqual([]);
    // The flags may be seen before or after the proof of the rollback.
    expect(kinds({ ...before, rollback: now.rollback }, now)).toEqual([]);
    expect(kinds(now, { ...now, stage: { ...now.stage, current: 'beta', percentage: 50 } })).toEqual([
      'stage: rollout is in beta 50%',
    ]);
  });
});

describe('a notice', () => {
  it('says where, why and how to get there', () => {
    expect(noticeOf([waits('shop:1.0', 'waits: plan')], T, 'tmux -L work')).toEqual({
      v: 1,
      kind: 'waiting',
      at: T,
      urgent: false,
      text: 'shop:1.0 waits: plan (claude.waiting.plan); tmux -L work switch-client -t %3',
      where: ['shop:1.0'],
      why: 'claude.waiting.plan',
      how: 'tmux -L work switch-client -t %3',
    });
    expect(noticeOf([rollback], T, 'tmux').text).toBe(
      'rollout rolled back from canary 5% (error rate, by cutover); cutover status',
    );
  });

  it('of many counts them and names the first', () => {
    const many = ['shop:1.0', 'api:2.0', 'web:1.0', 'db:1.0'].map((target) => waits(target));
    expect(noticeOf(many, T, 'tmux').text).toBe('4 agents wait: shop:1.0, api:2.0 and 2 more; cutover');
    expect(noticeOf(many.slice(0, 2), T, 'tmux').text).toBe('2 agents wait: shop:1.0 and api:2.0; cutover');
  });

  it('holds no control character, whatever an agent is called', () => {
    const hostile = { ...waits('\u001b[2Jshop:1.0\n', 'waits\u0007'), why: '\u001b]0;x\u0007a\nb' };
    expect(noticeOf([hostile], T, 'tmux').text).toBe('shop:1.0 waits (a b); tmux switch-client -t %3');
  });
});

describe('a text for tmux', () => {
  it.each([
    ['100% of #(touch pwned) #{pane_id}', '100%% of ##(touch pwned) ##{pane_id}'],
    ['#[fg=red]red ##[x', '## [fg=red]red #### [x'],
    ['ends;', 'ends\\;'],
    ['a\nb\u001b[2J', 'a b'],
  ])('%j is literal', (text, expected) => {
    expect(messageArgument(text)).toBe(expected);
  });
});
