import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/journal/canonical.ts';
import { DAY_MS, opened, START, tempJournal } from './support.ts';

/** A journal of some records, closed; then changed by hand; then verified. */
function verifiedAfter(change: string, records = 5): unknown {
  const { journal, path } = tempJournal();
  for (let i = 0; i < records; i++) journal.record('decision', START + i, { tick: i, checks: ['a', 'b'] });
  expect(journal.verifyChain()).toEqual({ ok: true, records });
  journal.close();
  const database = new DatabaseSync(path);
  database.exec(change);
  database.close();
  return opened(path).verifyChain();
}

describe('records', () => {
  it('are kept in a chain over restarts', () => {
    const { journal, path } = tempJournal();
    const first = journal.record('intent', START, { to: 'canary' });
    journal.close();
    const again = opened(path);
    const second = again.record('commit', START + 1, { intent: first?.id });
    expect([first?.id, second?.id]).toEqual([1, 2]);
    expect(again.records()).toEqual([
      { ...first, at: START, kind: 'intent', body: { to: 'canary' } },
      { ...second, at: START + 1, kind: 'commit', body: { intent: 1 } },
    ]);
    expect(again.verifyChain()).toEqual({ ok: true, records: 2 });
  });

  it.each([
    ['a changed body', `UPDATE record SET body = replace(body, '2', '3') WHERE id = 3`, 3],
    ['a changed time', 'UPDATE record SET at = at + 1 WHERE id = 1', 1],
    ['a changed kind', `UPDATE record SET kind = 'act' WHERE id = 4`, 4],
    ['a changed hash', `UPDATE record SET hash = replace(hash, 'a', 'b') || 'x' WHERE id = 5`, 5],
    ['one removed from the middle', 'DELETE FROM record WHERE id = 2', 2],
    [
      'one removed and the others moved up',
      'DELETE FROM record WHERE id = 2; UPDATE record SET id = id - 1 WHERE id > 2',
      2,
    ],
    ['the last ones removed', 'DELETE FROM record WHERE id > 3', 4],
    ['the first ones removed', 'DELETE FROM record WHERE id < 3', 1],
    [
      'two exchanged',
      'UPDATE record SET id = 9 WHERE id = 2; UPDATE record SET id = 2 WHERE id = 3; UPDATE record SET id = 3 WHERE id = 9',
      2,
    ],
  ])('%s is found', (_, change, id) => {
    expect(verifiedAfter(change)).toMatchObject({ ok: false, id });
  });

  it('taken from the front by retention leave a chain that holds', () => {
    const { journal, clock } = tempJournal({
      records: { ms: 2 * DAY_MS, rows: 1000, bytes: 1e9 },
      budgetMs: 1000,
      steps: 1000,
    });
    for (let i = 0; i < 500; i++) journal.record('act', START + i * 3_600_000, { i });
    clock.now = START + 500 * 3_600_000;
    journal.flush();
    const [first] = journal.records({ limit: 1 });
    expect(first?.id).toBe(500 - 47);
    expect(journal.verifyChain()).toEqual({ ok: true, records: 48 });
    journal.record('act', clock.now, {});
    expect(journal.verifyChain()).toEqual({ ok: true, records: 49 });
  });

  it('are kept within the bytes that were set, the newest', () => {
    const { journal } = tempJournal({
      records: { ms: 400 * DAY_MS, rows: 1000, bytes: 20_000 },
      budgetMs: 1000,
      steps: 1000,
    });
    for (let i = 0; i < 100; i++) journal.record('decision', START, { text: 'x'.repeat(989) });
    journal.flush();
    expect(journal.records().map((one) => one.id)).toEqual(Array.from({ length: 20 }, (_, i) => 81 + i));
    expect(journal.verifyChain()).toEqual({ ok: true, records: 20 });
  });

  it('can be asked for by kind, from one on, newest first', () => {
    const { journal } = tempJournal();
    for (const kind of ['act', 'decision', 'act', 'stage', 'act'] as const) journal.record(kind, START, {});
    const ids = (query: Parameters<typeof journal.records>[0]) => journal.records(query).map((one) => one.id);
    expect(ids({ kinds: ['act'] })).toEqual([1, 3, 5]);
    expect(ids({ kinds: ['act', 'stage'], afterId: 1 })).toEqual([3, 4, 5]);
    expect(ids({ kinds: ['act'], newestFirst: true, limit: 2 })).toEqual([5, 3]);
    expect(ids({ afterId: 2, limit: 2 })).toEqual([3, 4]);
    expect(ids({ kinds: [] })).toEqual([]);
  });

  it('tell the intents that are open', () => {
    const { journal } = tempJournal();
    const intents = [1, 2, 3].map(() => journal.record('intent', START, {})!.id);
    journal.record('commit', START, { intent: intents[0] });
    journal.record('dropped', START, { intent: intents[2] });
    journal.record('commit', START, { intent: null });
    journal.record('act', START, { intent: intents[1] });
    expect(journal.openIntents().map((one) => one.id)).toEqual([intents[1]]);
  });

  it('have one canonical form, whatever the order of the fields and whatever a text holds', () => {
    expect(canonicalJson({ b: [{ z: 1, y: undefined }], a: 'x\u202e\ud800' })).toBe(
      '{"a":"x\\u202e\\ud800","b":[{"z":1}]}',
    );
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
    expect(canonicalJson(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
    const { journal } = tempJournal();
    journal.record('act', START + 0.5, { why: 'a\u0000b\ud800', n: 1e21, m: -0.1 });
    expect(journal.records()[0]?.body).toEqual({ why: 'a\u0000b\ud800', n: 1e21, m: -0.1 });
    expect(journal.verifyChain()).toEqual({ ok: true, records: 1 });
  });
});
