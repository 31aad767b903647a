import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { journalPath, openJournal, openJournalReadOnly, openMailbox } from '../../../src/journal/journal.ts';
import { MIGRATIONS } from '../../../src/journal/schema.ts';
import {
  check,
  cycle,
  DAY_MS,
  divergence,
  observation,
  opened,
  START,
  tempFolder,
  tempJournal,
  tick,
} from './support.ts';

describe('the journal', () => {
  it('is beside the flags file, and readable by its owner alone', () => {
    const folder = tempFolder();
    const path = journalPath(join(folder, 'sub', 'feature_flags.json'));
    expect(path).toBe(join(folder, 'sub', 'cutover-journal.db'));
    const journal = opened(path);
    journal.health(tick(START));
    journal.flush();
    for (const name of readdirSync(join(folder, 'sub')))
      expect(statSync(join(folder, 'sub', name)).mode & 0o777).toBe(0o600);
    journal.close();
    chmodSync(path, 0o644);
    opened(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes state and evidence together, and tells them after it was opened again', () => {
    const { journal, path } = tempJournal();
    expect(journal.state()).toBeNull();
    expect(journal.evidenceStart()).toBeNull();
    journal.mark(START, 'canary began');
    journal.health(cycle(START));
    const state = { stage: 'canary', bake: { ms: 1 } };
    journal.saveState(START + 1, state);
    state.bake.ms = 2;
    expect([...journal.evidence()]).toEqual([]);
    expect(journal.state()).toBeNull();
    expect(journal.flush()).toBe(true);
    journal.close();
    const again = opened(path);
    expect(again.state()).toEqual({ at: START + 1, state: { stage: 'canary', bake: { ms: 1 } } });
    expect([...again.evidence()]).toEqual([cycle(START)]);
    expect(again.evidenceStart()).toEqual({ at: START, why: 'canary began', complete: true });
  });

  it('writes what has gathered when it is closed', () => {
    const { journal, path } = tempJournal();
    journal.health(cycle(START));
    journal.close();
    expect([...opened(path).evidence()]).toEqual([cycle(START)]);
  });

  it('keeps an observation when the state has changed, over restarts too', () => {
    const { journal, path } = tempJournal();
    const steps = [
      observation(),
      observation({ at: START + 1, rule: 'claude.working.other' }),
      observation({ at: START + 2, monitor: 'legacy', kind: null, state: 'idle', rule: 'legacy.idle' }),
      observation({ at: START + 3, state: 'waiting', detail: 'plan' }),
      observation({ at: START + 4, state: 'waiting', detail: 'question' }),
      observation({ at: START + 5, agentId: '%2:200' }),
    ];
    for (const one of steps) journal.observation(one);
    journal.close();
    const again = opened(path);
    again.observation(observation({ at: START + 6, state: 'waiting', detail: 'question' }));
    again.observation(observation({ at: START + 7, state: 'idle' }));
    again.flush();
    expect(again.observations('%1:100').map((one) => one.at - START)).toEqual([0, 2, 3, 4, 7]);
    expect(again.observations('%1:100')[1]).toEqual(steps[2]);
    expect(again.observations('%2:200')).toEqual([steps[5]]);
    expect(again.observations('%1:100', 2).map((one) => one.at - START)).toEqual([4, 7]);
  });

  it('makes hostile names safe', () => {
    const { journal } = tempJournal();
    journal.observation(observation({ target: `x\u001b[31m\u202e\ud800${'y'.repeat(1000)}` }));
    journal.event({ id: 1, at: START, level: 'bad', glyph: '✗', text: 'a\u001b[2Jb\nc', agentId: null });
    journal.flush();
    expect(journal.observations('%1:100')[0]?.target).toBe(`x\ufffd${'y'.repeat(298)}`);
    expect(journal.events()[0]?.text).toBe('ab c');
    expect(journal.problem()).toBe('');
  });

  it('keeps a check when its verdict or alert has changed, or a minute has passed', () => {
    const { journal } = tempJournal();
    const at = (s: number, changes = {}) => journal.checks(START + s * 1000, [check({ n: s, ...changes })]);
    at(0);
    at(5);
    at(10, { alert: true });
    at(15, { alert: true });
    at(20, { alert: true, verdict: 'fail', dryRun: true });
    at(79, { alert: true, verdict: 'fail' });
    at(80, { alert: true, verdict: 'fail', interval: null, value: null, bound: null });
    journal.flush();
    const kept = journal.checkResults('error_rate', START, START + DAY_MS);
    expect(kept.map((one) => one.n)).toEqual([0, 10, 20, 80]);
    const { label: _l, shown: _s, missing: _m, ...numbers } = check({ n: 0 });
    expect(kept[0]).toEqual({ at: START, dryRun: false, ...numbers });
    expect(kept[2]).toMatchObject({ verdict: 'fail', alert: true, dryRun: true });
    expect(kept[3]).toMatchObject({ interval: null, value: null, bound: null });
    expect(journal.checkResults('uptime', START, START + DAY_MS)).toEqual([]);
  });

  it('counts signatures since it began, and gives divergences since the mark', () => {
    const { journal } = tempJournal();
    journal.divergence(divergence(), 1);
    journal.divergence(divergence({ at: START + 5 }), 2);
    journal.mark(START + 6, 'beta began');
    journal.divergence(divergence({ at: START + 9, agentId: '%2:2', cause: 'timing' }), 3);
    journal.flush();
    expect([...journal.divergences()].map(({ cycle: n, divergence: d }) => [n, d.agentId, d.cause])).toEqual([
      [3, '%2:2', 'timing'],
    ]);
    expect(journal.signatures()).toEqual([
      {
        signature: divergence().signature,
        class: 'state',
        kind: 'claude',
        legacy: { state: 'idle', detail: null, rule: 'legacy.idle' },
        modular: { state: 'waiting', detail: 'plan', rule: 'claude.waiting.plan' },
        times: 3,
        firstAt: START,
        lastAt: START + 9,
      },
    ]);
  });

  it('numbers events over restarts of the engine', () => {
    const { journal } = tempJournal();
    const event = (text: string) =>
      journal.event({ id: 1, at: START, level: 'info', glyph: '·', text, agentId: '%1:100' });
    for (const text of ['a', 'b', 'c']) event(text);
    journal.flush();
    expect(journal.events({ limit: 2 }).map((one) => [one.id, one.text])).toEqual([
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(journal.events({ after: 1, limit: 1 })).toEqual([
      { id: 2, at: START, level: 'info', glyph: '·', text: 'b', agentId: '%1:100' },
    ]);
  });

  it('gives percentiles of the cycles of any span that did not fail', () => {
    const { journal } = tempJournal();
    for (let i = 0; i < 400; i++) journal.health(cycle(START + i * 5000, { durationMs: i + 1 }));
    journal.health(cycle(START, { monitor: 'legacy', durationMs: 40_000 }));
    journal.health(cycle(START, { error: 'timeout', durationMs: 60_000 }));
    journal.flush();
    const all = journal.percentiles('modular', START, START + DAY_MS);
    expect(all.n).toBe(400);
    expect(all.p50).toBeCloseTo(200, 0);
    expect(all.p95).toBeCloseTo(380, 0);
    expect(journal.percentiles('modular', START, START + 50_000)).toMatchObject({ n: 10, p95: null });
    expect(journal.durations('modular', START + 5000, START + 15_000)).toEqual([2, 3]);
    expect(journal.durations('legacy', START, START + 1)).toEqual([40_000]);
  });
});

describe('commands beside the engine', () => {
  it('post a request, which the engine finds and answers', () => {
    const { journal, path } = tempJournal();
    expect(journal.openRequests()).toEqual([]);
    const mailbox = openMailbox(path);
    const request = { at: START, who: 'ada', why: 'lunch', kind: 'pause', args: { until: null } };
    const id = mailbox.post(request);
    expect(journal.openRequests()).toEqual([{ id, ...request }]);
    expect(mailbox.answerOf(id)).toBeNull();
    journal.answer(id, START + 1, { ok: false, message: 'it is paused already', mend: 'resume it' });
    expect(journal.openRequests()).toEqual([]);
    expect(mailbox.answerOf(id)).toEqual({
      at: START + 1,
      ok: false,
      message: 'it is paused already',
      mend: 'resume it',
    });
    journal.answer(id, START + 2, { ok: true, message: 'no' });
    expect(mailbox.answerOf(id)?.ok).toBe(false);
    expect(mailbox.post({ ...request, args: undefined })).toBe(id + 1);
    expect(journal.openRequests()).toMatchObject([{ id: id + 1, args: null }]);
    mailbox.close();
  });

  it('share the file with a second writer: one chain, one sequence', () => {
    const { journal, path } = tempJournal();
    const second = opened(path);
    for (let i = 0; i < 10; i++) {
      for (const one of [journal, second]) {
        one.health(tick(START + i));
        one.record('act', START, { i });
        expect(one.flush()).toBe(true);
      }
    }
    expect([...journal.evidence()]).toHaveLength(20);
    expect(second.verifyChain()).toEqual({ ok: true, records: 20 });
  });

  it('read while the engine writes, and cannot write', () => {
    const { journal, path } = tempJournal();
    const reader = openJournalReadOnly(path);
    onTestFinished(() => reader.close());
    journal.record('act', START, {});
    journal.event({ id: 1, at: START, level: 'info', glyph: '·', text: 'a', agentId: null });
    journal.flush();
    expect(reader.verifyChain()).toEqual({ ok: true, records: 1 });
    expect(reader.events().map((one) => one.text)).toEqual(['a']);
    expect('record' in reader).toBe(false);
  });

  it('say that there is no journal yet', () => {
    const path = join(tempFolder(), 'cutover-journal.db');
    expect(() => openJournalReadOnly(path)).toThrow(`there is no journal yet: ${path}`);
    expect(() => openMailbox(path)).toThrow('there is no journal yet');
  });
});

describe('a file that is not as it should be', () => {
  const open = (path: string) => openJournal(path, { now: () => START });

  it('of a newer version is refused', () => {
    const { journal, path } = tempJournal();
    journal.close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    for (const how of [open, openJournalReadOnly, openMailbox])
      expect(() => how(path)).toThrow(
        expect.objectContaining({
          code: 'journal_newer',
          message: `${path} has version 99, and this cutover knows ${MIGRATIONS.length}`,
          mend: 'use the newer cutover, or move the file away to begin a new one',
        }),
      );
  });

  it('of another program is refused', () => {
    const path = join(tempFolder(), 'other.db');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE mine (x)');
    database.close();
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'journal_foreign' }));
    expect(() => openJournalReadOnly(path)).toThrow(expect.objectContaining({ code: 'journal_foreign' }));
  });

  it('where a folder has its name is told', () => {
    const path = join(tempFolder(), 'cutover-journal.db');
    mkdirSync(path);
    expect(() => open(path)).toThrow(
      expect.objectContaining({ code: 'journal_unwritable', message: expect.stringContaining(path) }),
    );
  });

  it('where a part of its path is a file is told', () => {
    const { journal, path } = tempJournal();
    journal.close();
    expect(() => open(join(path, 'x.db'))).toThrow(expect.objectContaining({ code: 'journal_unwritable' }));
  });
});
