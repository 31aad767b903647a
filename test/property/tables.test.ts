import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filtered } from '../../src/ui/agent-filter.ts';
import { SORTS, sorted } from '../../src/ui/agent-order.ts';
import { listsCache } from '../../src/ui/selectors.ts';
import { cursorIndex, initialState, listView, setCursor, type UiState } from '../../src/ui/store.ts';
import { toggleFolds, toggleMarks } from '../../src/ui/tables.ts';
import { manyRows, sampleSnapshot } from '../ui/support/sample-snapshot.ts';

const PAGE = 7;
const ROWS = manyRows(40).map((row) => ({ ...row, session: row.target.split(':')[0] as string }));
const ALL = new Set(ROWS.map(({ id }) => id));
const SESSIONS = [...new Set(ROWS.map(({ session }) => session))];

const sort = fc.constantFrom(...SORTS);
/** A later snapshot: the same agents in another order, some of them gone, some in another state. */
const later = fc
  .tuple(fc.shuffledSubarray(ROWS, { minLength: 1 }), fc.array(fc.nat(ROWS.length - 1), { maxLength: 10 }))
  .map(([rows, changed]) =>
    rows.map((row, i) =>
      changed.includes(i) && row.modular !== null
        ? { ...row, modular: { ...row.modular, state: 'error' as const, since: row.modular.since + i } }
        : row,
    ),
  );
const choice = fc.record({
  sort,
  grouped: fc.boolean(),
  folded: fc.subarray(SESSIONS),
  marked: fc.subarray([...ALL]),
  at: fc.nat(60),
});

function stateOf({
  sort,
  grouped,
  folded,
  marked,
}: Omit<typeof choice extends fc.Arbitrary<infer T> ? T : never, 'at'>): UiState {
  const state = { ...initialState(), sort };
  const marks = marked.length === 0 ? state : toggleMarks(state, marked, ALL);
  const folds = folded.length === 0 ? marks : toggleFolds(marks, folded);
  return { ...folds, table: { ...folds.table, grouped } };
}

describe('the table of agents', () => {
  it('keeps selection, marks, folds and the line of the selected one through any order and any removal', () => {
    fc.assert(
      fc.property(choice, sort, later, (start, otherSort, rows) => {
        const listsOf = listsCache();
        const first = stateOf(start);
        const before = listsOf(sampleSnapshot({ rows: ROWS }), first);
        const keys = before.keys.agents;
        const state = setCursor(first, 'agents', keys, start.at % keys.length, PAGE);
        const selected = state.cursors.agents.key as string;

        const resorted = { ...state, sort: otherSort };
        const after = listsOf(sampleSnapshot({ rows }), resorted);
        expect(resorted.table).toBe(state.table);
        const at = cursorIndex(resorted.cursors.agents, after.keys.agents);
        const there = after.keys.agents.includes(selected);
        if (there) expect(after.keys.agents[at]).toBe(selected);
        else expect(at).toBe(Math.min(state.cursors.agents.index, after.keys.agents.length - 1));

        const total = after.items.length;
        const view = listView(resorted.cursors.agents, after.keys.agents, PAGE, total);
        expect(view.top).toBeGreaterThanOrEqual(0);
        expect(view.end - view.top).toBe(Math.min(PAGE, total));
        expect(at >= view.top && at < view.end).toBe(true);
        const line = state.cursors.agents.index - state.cursors.agents.top;
        const free = at - line >= 0 && at - line <= total - PAGE;
        if (there && free) expect(at - view.top).toBe(line);

        const present = new Set(rows.map(({ id }) => id));
        const marked = after.rows.filter(({ id }) => resorted.table.marked.has(id)).map(({ id }) => id);
        expect(new Set(marked)).toEqual(new Set(start.marked.filter((id) => present.has(id))));
        for (const team of after.teams) expect(team.folded).toBe(start.folded.includes(team.session));
      }),
    );
  });

  it('loses nobody and shows nobody twice, however it is grouped', () => {
    fc.assert(
      fc.property(choice, later, (start, rows) => {
        const { items, rows: kept, teams, keys } = listsCache()(sampleSnapshot({ rows }), stateOf(start));
        expect(new Set(kept.map(({ id }) => id))).toEqual(new Set(rows.map(({ id }) => id)));
        expect(kept).toHaveLength(rows.length);
        expect(new Set(keys.agents).size).toBe(items.length);
        const hidden = teams.filter(({ folded }) => folded).reduce((sum, team) => sum + team.rows.length, 0);
        expect(items.filter(({ kind }) => kind === 'agent')).toHaveLength(rows.length - hidden);
      }),
    );
  });

  it('is sorted the same from whatever order it was before', () => {
    fc.assert(
      fc.property(sort, fc.shuffledSubarray(ROWS), later, (by, before, rows) => {
        const places = new Map(before.map(({ id }, i) => [id, i]));
        const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);
        expect(ids(sorted(rows, by, places))).toEqual(ids(sorted(rows, by)));
      }),
    );
  });

  it('takes any text for a filter, and a word and its opposite part the agents', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 8 }).map((text) => text.replace(/[\s-]/g, '')),
      fc.constantFrom('claude', 'role:pm', 'state:idle', 'is:differs', 'title:日本', 'shop:'),
    );
    fc.assert(
      fc.property(word, (text) => {
        const kept = filtered(ROWS, text);
        const others = filtered(ROWS, `-${text}`);
        if (text === '' || text.endsWith(':')) return;
        expect(kept.length + others.length).toBe(ROWS.length);
        expect(kept.some((row) => others.includes(row))).toBe(false);
      }),
    );
  });
});
