import { describe, expect, it } from 'vitest';
import { filtered } from '../../src/ui/agent-filter.ts';
import { type SortBy, sorted } from '../../src/ui/agent-order.ts';
import { problemsOf } from '../../src/ui/problems.ts';
import { listsCache, nextWaiting, shownDifferences } from '../../src/ui/selectors.ts';
import { initialState } from '../../src/ui/store.ts';
import { sampleFlags, sampleSnapshot } from './support/sample-snapshot.ts';

const snapshot = sampleSnapshot();
const targets = (filter: string, sort: SortBy = 'target'): string[] =>
  filtered(sorted(snapshot.rows, sort), filter).map((row) => row.target);

describe('the table of agents', () => {
  it('sorts numbers in targets as numbers', () => {
    const rows = ['a:10.0', 'a:9.1', 'a:9.0'].map((target) => ({ ...snapshot.rows[0]!, target }));
    expect(sorted(rows, 'target').map((row) => row.target)).toEqual(['a:9.0', 'a:9.1', 'a:10.0']);
  });

  it('sorts the latest change first', () => {
    expect(targets('', 'changed').slice(0, 3)).toEqual(['infra:1.0', 'shop:3.0', 'api:2.1']);
  });

  it('sorts by how much a state asks for somebody', () => {
    expect(targets('', 'state').slice(0, 3)).toEqual(['api:2.1', 'shop:1.0', 'api:1.0']);
  });

  it.each([
    ['shop', ['shop:1.0', 'shop:2.0', 'shop:3.0', 'shop:4.1']],
    ['claude pm', ['api:3.0', 'shop:2.0']],
    ['PLAN', ['shop:1.0']],
    ['limited', ['api:1.0']],
    ['crashed', ['docs:2.0']],
    ['nothing at all', []],
  ])('filters by %s', (filter, expected) => {
    expect(targets(filter)).toEqual(expected);
  });

  it('keeps the lists as long as nothing they depend on has changed', () => {
    const listsOf = listsCache();
    const lists = listsOf(snapshot, initialState());
    expect(listsOf(snapshot, { ...initialState(), focus: 'events' })).toBe(lists);
    expect(listsOf({ ...snapshot, sequence: 121 }, initialState())).toBe(lists);
    const other = listsOf({ ...snapshot, events: [...snapshot.events] }, initialState());
    expect(other).not.toBe(lists);
    expect([other.rows, other.items, other.signatures]).toEqual([lists.rows, lists.items, lists.signatures]);
    expect(other.rows).toBe(lists.rows);
    expect(listsOf({ ...snapshot, rows: [...snapshot.rows] }, initialState()).rows).not.toBe(lists.rows);
    expect(listsOf(snapshot, { ...initialState(), filter: 'nobody' }).rows).toEqual([]);
  });
});

it('shows what may be an error before what is explained', () => {
  expect(shownDifferences(snapshot.divergences).map((d) => d.cause)).toEqual([
    'logic',
    'logic',
    'discovery',
    'refinement',
    'timing',
  ]);
});

describe('the next agent that waits', () => {
  const rows = sorted(snapshot.rows, 'target');
  const id = (target: string): string => rows.find((row) => row.target === target)!.id;

  it('goes round the list', () => {
    expect(nextWaiting(rows, null)).toBe(id('api:2.1'));
    expect(nextWaiting(rows, id('api:2.1'))).toBe(id('shop:1.0'));
    expect(nextWaiting(rows, id('shop:1.0'))).toBe(id('api:2.1'));
  });

  it('finds none where none waits, or only a stale one', () => {
    expect(nextWaiting([], null)).toBeNull();
    expect(
      nextWaiting(
        rows.map((row) => ({ ...row, stale: true })),
        null,
      ),
    ).toBeNull();
  });
});

describe('what is wrong now', () => {
  it('is nothing on a good day', () => {
    expect(problemsOf(snapshot)).toEqual([]);
    expect(problemsOf(sampleSnapshot({ tmux: { ...snapshot.tmux, status: 'connecting' } }))).toEqual([]);
  });

  it('says a lost server once, not again for each monitor', () => {
    const error = { kind: 'no_server', message: 'no server', mend: '' } as const;
    const problems = problemsOf(
      sampleSnapshot({
        tmux: { ...snapshot.tmux, status: 'no_server', message: 'no server running', mend: 'start one' },
        monitors: {
          legacy: { ...snapshot.monitors.legacy, error },
          modular: { ...snapshot.monitors.modular, error: { kind: 'exception', message: 'boom', mend: 'r' } },
        },
      }),
    );
    expect(problems.map((p) => p.text)).toEqual(['no tmux server, reconnecting', 'modular failed: boom']);
  });

  it('names file, line, field and mend of rejected flags', () => {
    const problem = {
      path: '/x/feature_flags.json',
      line: 3,
      field: 'rollout_stage',
      message: 'not a stage',
      mend: 'write canary',
    };
    expect(problemsOf(sampleSnapshot({ flags: sampleFlags({ status: 'rejected', problem }) }))[0]).toEqual({
      tone: 'bad',
      text: 'flags rejected: feature_flags.json:3 rollout_stage: not a stage',
      detail: '/x/feature_flags.json; the last good content holds, else the defaults',
      mend: 'write canary',
    });
  });

  it('names the variable of a kill switch and of an override, each once', () => {
    const kill = { variable: 'TMUX_ORC_ROLLOUT_STAGE', value: 'disabled', effect: 'legacy alone' };
    const other = {
      variable: 'TMUX_ORC_MAX_CONCURRENT_CHECKS',
      value: '4',
      effect: 'max_concurrent_checks is 4',
    };
    const flags = sampleFlags({ killed: true, overrides: [kill, other] });
    expect(problemsOf(sampleSnapshot({ flags })).map((p) => p.text)).toEqual([
      'kill switch TMUX_ORC_ROLLOUT_STAGE=disabled: legacy alone',
      'the environment says otherwise: TMUX_ORC_MAX_CONCURRENT_CHECKS=4 (max_concurrent_checks is 4)',
    ]);
    const disagreement = 'the file says canary, but TMUX_ORC_ROLLOUT_STAGE=disabled keeps legacy alone';
    const authority = { ...snapshot.authority, disagreement };
    expect(problemsOf(sampleSnapshot({ flags: { ...flags, overrides: [kill] }, authority }))).toEqual([
      { tone: 'bad', text: disagreement, detail: '', mend: 'unset TMUX_ORC_ROLLOUT_STAGE and start again' },
    ]);
  });

  it('says a contradiction once, though the engine says it too', () => {
    const contradiction = 'stage canary, but 50 %';
    const flags = sampleFlags({ contradiction });
    const authority = { ...snapshot.authority, disagreement: contradiction };
    expect(problemsOf(sampleSnapshot({ flags, authority })).map((p) => p.text)).toEqual([contradiction]);
    expect(problemsOf(sampleSnapshot({ flags })).map((p) => p.text)).toEqual([contradiction]);
  });

  it('says what is wrong with a variable though the file is fine', () => {
    const problem = {
      path: 'environment variable X',
      line: null,
      field: 'rollout_stage',
      message: '“a” is not allowed',
      mend: 'unset it',
    };
    expect(problemsOf(sampleSnapshot({ flags: sampleFlags({ problem }) })).map((p) => p.text)).toEqual([
      'environment variable X rollout_stage: “a” is not allowed',
    ]);
  });

  it('lets no control character of an error onto the screen', () => {
    const error = { kind: 'exception', message: 'a\u001b[2Jb\nc', mend: '' } as const;
    const [problem] = problemsOf(
      sampleSnapshot({
        monitors: { ...snapshot.monitors, modular: { ...snapshot.monitors.modular, error } },
      }),
    );
    expect(problem?.text).toBe('modular failed: ab c');
  });
});
