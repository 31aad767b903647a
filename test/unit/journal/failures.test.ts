import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openJournalReadOnly } from '../../../src/journal/journal.ts';
import { isStorageFailure, problemOf } from '../../../src/journal/problems.ts';
import { cycle, observation, opened, START, tempFolder, tempJournal, tick } from './support.ts';

/** Another process' write that lasts: nobody else can write until it ends. */
function lockOut(path: string): { end(): void } {
  const other = new DatabaseSync(path);
  let open = true;
  other.exec('BEGIN IMMEDIATE');
  const end = (): void => {
    if (open) other.close();
    open = false;
  };
  onTestFinished(end);
  return { end };
}

describe('a journal that cannot be written for a while', () => {
  it('says so, throws nothing, and writes all of it later in its order', () => {
    const { journal, path } = tempJournal();
    journal.observation(observation());
    journal.flush();
    const lock = lockOut(path);
    journal.health(cycle(START));
    journal.observation(observation({ at: START + 1, state: 'idle' }));
    journal.saveState(START, { n: 1 });
    expect(journal.flush()).toBe(false);
    expect(journal.problem()).toBe(
      `${path} is locked by another process; see which process holds it (fuser ${path}); what is missing is written when it is free`,
    );
    journal.health(tick(START + 1));
    journal.saveState(START + 2, { n: 2 });
    expect(journal.record('commit', START, { intent: 1 })).toBeNull();
    expect(journal.record('act', START, { n: 2 })).toBeNull();
    expect(journal.record('intent', START, {})).toBeNull();
    journal.answer(1, START, { ok: true, message: '' });
    lock.end();
    const next = journal.record('act', START + 3, { n: 3 });
    expect(next?.id).toBe(3);
    expect(journal.flush()).toBe(true);
    expect(journal.problem()).toBe('');
    expect([...journal.evidence()]).toEqual([cycle(START), tick(START + 1)]);
    expect(journal.observations('%1:100').map((one) => one.state)).toEqual(['working', 'idle']);
    expect(journal.state()?.state).toEqual({ n: 2 });
    // An intent that was not known before the act does not turn up after it.
    expect(journal.records().map((one) => [one.kind, one.body])).toEqual([
      ['commit', { intent: 1 }],
      ['act', { n: 2 }],
      ['act', { n: 3 }],
    ]);
    expect(journal.verifyChain()).toEqual({ ok: true, records: 3 });
  });

  it('takes an answer back to the file when it can be written, and the request is not open meanwhile', () => {
    const { journal, path } = tempJournal();
    const other = new DatabaseSync(path);
    onTestFinished(() => other.close());
    other.exec(
      `INSERT INTO request (at, who, why, kind, args) VALUES (${START}, 'ada', '', 'pause', 'null')`,
    );
    expect(journal.openRequests()).toHaveLength(1);
    other.exec('BEGIN IMMEDIATE');
    journal.answer(1, START, { ok: true, message: 'paused' });
    expect(journal.openRequests()).toEqual([]);
    expect(journal.answerOf(1)).toBeNull();
    other.exec('ROLLBACK');
    journal.flush();
    expect(journal.answerOf(1)).toEqual({ at: START, ok: true, message: 'paused' });
  });

  it('gives up the oldest when too much waits, and tells that the evidence is not complete', () => {
    const { journal, path } = tempJournal();
    journal.mark(START, 'canary began');
    journal.flush();
    expect(journal.evidenceStart()?.complete).toBe(true);
    const lock = lockOut(path);
    const total = 60_000;
    for (let i = 0; i < total; i++)
      journal.health({ kind: 'comparison', at: START + i, compared: 1, differing: 0 });
    expect(journal.flush()).toBe(false);
    lock.end();
    expect(journal.flush()).toBe(true);
    const kept = [...journal.evidence()];
    expect(kept.length).toBeLessThan(total);
    expect(kept.length).toBeGreaterThanOrEqual(50_000);
    expect(kept.at(-1)).toMatchObject({ at: START + total - 1 });
    expect(journal.evidenceStart()).toEqual({ at: START, why: 'canary began', complete: false });
    journal.mark(START + total, 'beta began');
    journal.flush();
    expect(journal.evidenceStart()?.complete).toBe(true);
  });

  it('leaves out what no database takes, says so once, and writes the rest', () => {
    const { journal } = tempJournal();
    journal.health(cycle(START, { durationMs: Number.NaN }));
    journal.health(tick(START));
    expect(journal.flush()).toBe(true);
    expect(journal.problem()).toContain('1 entries were not taken');
    expect([...journal.evidence()]).toEqual([tick(START)]);
    journal.flush();
    expect(journal.problem()).toBe('');
  });
});

describe('a damaged file', () => {
  /** A journal with some content whose pages from this one on are then overwritten. */
  function damaged(fromPage: number): string {
    const { journal, path } = tempJournal();
    for (let i = 0; i < 200; i++) journal.health(cycle(START + i));
    journal.record('act', START, { n: 1 });
    journal.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, fromPage * 4096);
    writeFileSync(path, bytes);
    return path;
  }

  it.each([0, 1, 2])(
    'from page %i on is kept aside under a name with the date, and a new one begun',
    (page) => {
      const path = damaged(page);
      const before = readFileSync(path);
      const journal = opened(path);
      const aside = join(dirname(path), 'cutover-journal.damaged-2026-11-24T21-00-00Z.db');
      expect(journal.setAside).toBe(aside);
      expect(readFileSync(aside).equals(before)).toBe(true);
      expect(journal.records()).toEqual([]);
      expect(journal.record('act', START, {})?.id).toBe(1);
      expect(journal.verifyChain()).toEqual({ ok: true, records: 1 });
    },
  );

  it('twice in a second gets two names', () => {
    const path = damaged(0);
    opened(path).close();
    writeFileSync(path, 'x'.repeat(5000));
    expect(opened(path).setAside).toMatch(/21-00-00Z-2\.db$/);
    expect(readdirSync(dirname(path)).filter((name) => name.includes('damaged'))).toHaveLength(2);
  });

  it('is only told of where it is read beside the engine', () => {
    const path = damaged(0);
    expect(() => openJournalReadOnly(path)).toThrow(
      expect.objectContaining({
        code: 'journal_damaged',
        message: expect.stringContaining(path),
        mend: 'start cutover again: it keeps the file aside and begins a new one',
      }),
    );
    expect(statSync(path).size).toBeGreaterThan(4096);
  });

  it('found so only while it is used is told then, and kept aside by the next start', () => {
    const { journal: first, path } = tempJournal();
    for (let i = 0; i < 20_000; i++) first.health(cycle(START + i));
    first.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 40 * 4096, 60 * 4096);
    writeFileSync(path, bytes);
    const journal = opened(path);
    expect(journal.setAside).toBeNull();
    expect(() => [...journal.evidence()]).toThrow(expect.objectContaining({ code: 'journal_damaged' }));
    expect(journal.problem()).toContain(`${path} is damaged`);
    journal.close();
    const next = opened(path);
    expect(next.setAside).not.toBeNull();
    expect([...next.evidence()]).toEqual([]);
    next.close();
    expect(opened(path).setAside).toBeNull();
  });

  it('that is empty is a new one', () => {
    const path = join(tempFolder(), 'cutover-journal.db');
    writeFileSync(path, '');
    const journal = opened(path);
    expect(journal.setAside).toBeNull();
    expect(journal.flush()).toBe(true);
  });
});

describe('what SQLite says', () => {
  const error = (errcode: number) => Object.assign(new Error('said'), { code: 'ERR_SQLITE_ERROR', errcode });

  it.each([
    [11, 'journal_damaged'],
    [26, 'journal_damaged'],
    [13, 'journal_full'],
    [5, 'journal_busy'],
    [8 | (1 << 8), 'journal_unwritable'],
    [14, 'journal_unwritable'],
    [10 | (3 << 8), 'journal_failed'],
  ])('by code %i is %s, with the file and a mend', (errcode, code) => {
    const problem = problemOf(error(errcode), '/x/journal.db');
    expect(problem.code).toBe(code);
    expect(problem.message).toContain('/x/journal.db');
    expect(problem.mend).not.toBe('');
    expect(isStorageFailure(error(errcode))).toBe(true);
  });

  it('of a value it does not take is no failure of the storage', () => {
    expect(isStorageFailure(error(19 | (5 << 8)))).toBe(false);
    expect(isStorageFailure(new TypeError('cannot be bound'))).toBe(false);
  });

  it('of the file system is told likewise', () => {
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    expect(problemOf(full, '/x').code).toBe('journal_full');
    expect(problemOf(Object.assign(new Error(''), { code: 'EROFS' }), '/x').code).toBe('journal_unwritable');
  });
});
