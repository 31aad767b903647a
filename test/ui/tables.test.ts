import { describe, expect, it } from 'vitest';
import type { EventItem } from '../../src/core/snapshot.ts';
import { filtered } from '../../src/ui/agent-filter.ts';
import { SORTS, sorted } from '../../src/ui/agent-order.ts';
import { goalOf } from '../../src/ui/event-goal.ts';
import { shownEvents } from '../../src/ui/event-list.ts';
import { firstLook, isChanged, keyPressed, lookedAt, nextChanged, SITTING_MS } from '../../src/ui/looks.ts';
import { listsCache } from '../../src/ui/selectors.ts';
import { anchoredTop, initialState, setCursor } from '../../src/ui/store.ts';
import { filterOf, nextShown, nextSort, toggleFolds, toggleMarks, withFilter } from '../../src/ui/tables.ts';
import { agentOf, itemKey, teamsOf } from '../../src/ui/teams.ts';
import { NOW, sampleSnapshot } from './support/sample-snapshot.ts';

const { rows, events } = sampleSnapshot();
const row = (target: string) => rows.find((one) => one.target === target)!;
const targets = (list: readonly { target: string }[]): string[] => list.map(({ target }) => target);

describe('sorting', () => {
  it('goes through every way, and round again', () => {
    const seen = SORTS.map((sort) => nextSort(sort));
    expect(seen).toEqual(['attention', 'changed', 'state', 'role', 'kind', 'target']);
  });

  it('by attention: who needs somebody, the longest first, then who is seen differently', () => {
    expect(targets(sorted(rows, 'attention'))).toEqual([
      'shop:1.0',
      'api:2.1',
      'api:1.0',
      'shop:3.0',
      'api:2.0',
      'api:3.0',
      'docs:1.0',
      'docs:2.0',
      'docs:3.0',
      'infra:1.0',
      'shop:2.0',
      'shop:4.1',
    ]);
  });

  it('by role and by kind, the same ones by target', () => {
    expect(targets(sorted(rows, 'role')).slice(0, 3)).toEqual(['api:2.1', 'docs:2.0', 'api:1.0']);
    expect(targets(sorted(rows, 'kind')).slice(0, 4)).toEqual(['api:2.1', 'api:1.0', 'api:3.0', 'docs:1.0']);
  });
});

describe('the filter', () => {
  it.each([
    ['state:waiting', ['shop:1.0', 'api:2.1']],
    ['state:idle kind:claude', ['api:3.0', 'docs:2.0']],
    ['state:limited', ['api:1.0']],
    ['role:pm', ['shop:2.0', 'api:3.0']],
    ['session:api -role:pm -gemini', ['api:1.0', 'api:2.1']],
    ['title:checkout', ['shop:1.0']],
    ['CHECKOUT', ['shop:1.0']],
    ['is:differs', ['shop:1.0', 'shop:3.0', 'api:2.1']],
    ['is:marked', ['docs:3.0']],
    ['-is:differs -is:marked docs', ['docs:1.0', 'docs:2.0']],
    ['shop:4', ['shop:4.1']],
    ['state:crashed', []],
  ])('%s', (filter, expected) => {
    expect(targets(filtered(rows, filter, new Set([row('docs:3.0').id])))).toEqual(expected);
  });

  it('asks for nothing as long as a word is not finished', () => {
    for (const filter of ['', ' ', '-', 'state:', '-role:']) expect(filtered(rows, filter)).toBe(rows);
  });

  it('is of the events in the events, of the agents elsewhere', () => {
    const state = withFilter(initialState(), 'claude');
    const there = withFilter({ ...state, focus: 'events' }, 'beta');
    expect([there.filter, there.log.filter, filterOf(there)]).toEqual(['claude', 'beta', 'beta']);
    expect(filterOf({ ...there, focus: 'health' })).toBe('claude');
  });
});

describe('sessions', () => {
  it('come in the order of their first agents, with their states and their PM', () => {
    const teams = teamsOf(sorted(rows, 'attention'), new Set(['api']));
    expect(teams.map(({ session }) => session)).toEqual(['shop', 'api', 'docs', 'infra']);
    expect(teams[1]).toMatchObject({
      folded: true,
      counts: { waiting: 1, rate_limited: 1, working: 1, idle: 1 },
      pm: { target: 'api:3.0' },
    });
    expect(teams[3]?.pm).toBeNull();
  });

  it('keep the PM that the filter hides', () => {
    const [team] = teamsOf(filtered(rows, 'shop codex'), new Set(), rows);
    expect([team?.rows.length, team?.pm?.target]).toEqual([1, 'shop:2.0']);
  });

  it('stand above their agents; of a folded one there is one line', () => {
    let state = initialState();
    state = { ...state, table: { ...state.table, grouped: true } };
    const lists = listsCache()(sampleSnapshot(), toggleFolds(state, ['shop', 'api']));
    expect(lists.items.map((item) => (item.kind === 'team' ? item.team.session : item.row.target))).toEqual([
      'api',
      'docs',
      'docs:1.0',
      'docs:2.0',
      'docs:3.0',
      'infra',
      'infra:1.0',
      'shop',
    ]);
    expect(lists.keys.agents).toEqual(lists.items.map(itemKey));
    expect(lists.rows).toHaveLength(12);
    expect(agentOf(lists.items[0])?.target).toBe('api:3.0');
  });
});

describe('marks and folds', () => {
  const all = new Set(rows.map(({ id }) => id));
  const [a, b, c] = rows.map(({ id }) => id) as [string, string, string];

  it('are set where one is missing, and taken away where all are there', () => {
    let state = toggleMarks(initialState(), [a], all);
    state = toggleMarks(state, [a, b], all);
    expect([...state.table.marked]).toEqual([a, b]);
    state = toggleMarks(toggleMarks(state, [c], all), [a, b], all);
    expect([...state.table.marked]).toEqual([c]);
  });

  it('of agents that are gone are forgotten with the next one', () => {
    const state = toggleMarks(toggleMarks(initialState(), [a, b], all), [c], new Set([b, c]));
    expect([...state.table.marked]).toEqual([b, c]);
  });
});

describe('what changed since the operator looked', () => {
  const at = (target: string, ago: number) => {
    const one = row(target);
    return { ...one, modular: { ...one.modular!, since: NOW - ago } };
  };

  it('is what changed since the cockpit was opened, at first', () => {
    const looks = firstLook(NOW - 10_000);
    expect(isChanged(at('shop:1.0', 9_000), looks, NOW)).toBe(true);
    expect(isChanged(at('shop:1.0', 11_000), looks, NOW)).toBe(false);
    expect(isChanged(at('shop:1.0', 1), null, NOW)).toBe(false);
    expect(isChanged({ ...at('shop:1.0', 1), stale: true }, looks, NOW)).toBe(false);
  });

  it('stays while keys follow each other, and begins anew after a pause', () => {
    const away = firstLook(NOW - 600_000);
    const back = keyPressed(away, NOW);
    const changed = at('shop:1.0', 300_000);
    expect(isChanged(changed, back, NOW)).toBe(true);
    const still = keyPressed(back, NOW + SITTING_MS);
    expect(isChanged(changed, still, NOW + SITTING_MS)).toBe(true);
    expect(isChanged(changed, still, NOW + 2 * SITTING_MS + 1)).toBe(false);
    const again = keyPressed(still, NOW + 3 * SITTING_MS);
    expect(again.from).toBe(NOW + SITTING_MS);
    expect(isChanged(changed, again, NOW + 3 * SITTING_MS)).toBe(false);
  });

  it('is seen one by one, until it changes again', () => {
    const changed = at('shop:1.0', 5_000);
    const looks = lookedAt(firstLook(NOW - 10_000), changed.id, NOW - 2_000);
    expect(isChanged(changed, looks, NOW)).toBe(false);
    expect(isChanged(at('shop:1.0', 1_000), looks, NOW)).toBe(true);
  });

  it('is gone to round the list', () => {
    const list = [at('shop:1.0', 5_000), at('shop:2.0', 50_000), at('shop:3.0', 6_000)];
    const [first, , third] = list.map(({ id }) => id);
    const looks = firstLook(NOW - 10_000);
    expect(nextChanged(list, null, looks, NOW)?.id).toBe(first);
    expect(nextChanged(list, first!, looks, NOW)?.id).toBe(third);
    expect(nextChanged(list, third!, looks, NOW)?.id).toBe(first);
    expect(nextChanged(list, null, firstLook(NOW), NOW)).toBeNull();
  });
});

describe('the line of the selected item', () => {
  const keys = Array.from({ length: 30 }, (_, i) => `k${i}`);

  it('stays on the screen when others come before it or go', () => {
    const state = setCursor(initialState(), 'events', keys, 12, 5);
    const cursor = state.cursors.events;
    expect(anchoredTop(cursor, keys)).toBe(8);
    expect(anchoredTop(cursor, ['new', 'newer', ...keys])).toBe(10);
    expect(anchoredTop(cursor, keys.slice(3))).toBe(5);
    expect(
      anchoredTop(
        cursor,
        keys.filter((key) => key !== 'k12'),
      ),
    ).toBe(8);
  });
});

describe('events', () => {
  const texts = (list: readonly EventItem[]): string[] => list.map(({ text }) => text);

  it('are shown newest first, of the levels asked for', () => {
    expect(shownEvents(events, 'all', '').map(({ id }) => id)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(shownEvents(events, 'warn', '')).toHaveLength(4);
    expect(shownEvents(events, 'bad', '')).toEqual([]);
    const shown = [0, 1, 2].reduce<string[]>((seen) => {
      state = nextShown(state);
      return [...seen, state.log.shown];
    }, []);
    expect(shown).toEqual(['warn', 'bad', 'all']);
  });
  let state = initialState();

  it('are filtered by their text', () => {
    expect(texts(shownEvents(events, 'all', 'API:'))).toEqual([
      'api:1.0 limited till 23:00',
      'api:3.0 PM back in 14 s',
    ]);
    expect(texts(shownEvents(events, 'all', 'api: -limited'))).toEqual(['api:3.0 PM back in 14 s']);
    expect(shownEvents(events, 'all', '-')).toHaveLength(6);
  });

  it.each([
    ['◆', 'shop:1.0 waits: plan', 'agent'],
    ['↻', 'api:3.0 PM back in 14 s', 'agent'],
    ['≠', 'new: codex error → working', 'signatures'],
    ['▼', 'roll back from canary, by ana: too slow', 'stage'],
    ['✓', 'legacy served cycle 8,214 after 2.1 s', 'stage'],
    ['▲', 'paused by ana: lunch', 'stage'],
    ['!', 'no promotion until 15:00: frozen by ana', 'stage'],
    ['✓', 'canary → beta, modular serves 50 %, by the rollout', 'stage'],
    ['✗', 'flags file rejected: feature_flags.json:3 rollout_stage', 'stage'],
    ['▲', 'resources: 24.1 % cpu 155 MB, bound ≤ 25 %', 'health'],
    ['✓', 'error rate: the alert is over', 'health'],
    ['✗', 'no server running on /run/tmux/work', 'nothing'],
    ['●', 'rules changed: 2 custom agents', 'nothing'],
  ])('%s %s is about: %s', (glyph, text, kind) => {
    expect(goalOf({ id: 1, at: 0, level: 'warn', glyph, text, agentId: null }, rows).kind).toBe(kind);
  });

  it('with an agent are about it, whatever they say', () => {
    const event: EventItem = { id: 1, at: 0, level: 'bad', glyph: '≠', text: 'canary', agentId: '%9:1' };
    expect(goalOf(event, rows)).toEqual({ kind: 'agent', id: '%9:1' });
  });
});
