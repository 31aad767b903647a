import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openJournalReadOnly } from '../../../src/journal/journal.ts';
import { APPLICATION_ID, MIGRATIONS, migrate, versionOf } from '../../../src/journal/schema.ts';
import { cycle, opened, START, tempFolder, tempJournal } from './support.ts';

describe('the schema', () => {
  it('of version 1, as its first step made it, is brought to the present one and used', () => {
    const path = join(tempFolder(), 'cutover-journal.db');
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    migrate(database, MIGRATIONS.slice(0, 1));
    expect(versionOf(database)).toBe(1);
    database.exec(
      `INSERT INTO event (at, level, glyph, text, agent) VALUES (${START}, 'info', '·', 'of old', NULL)`,
    );
    database.close();
    const journal = opened(path);
    journal.health(cycle(START));
    expect(journal.flush()).toBe(true);
    expect(journal.events().map((one) => one.text)).toEqual(['of old']);
    journal.close();
    const again = new DatabaseSync(path);
    expect(versionOf(again)).toBe(MIGRATIONS.length);
    again.close();
  });

  it('takes each step once and in a transaction: one that fails leaves the version before it', () => {
    const database = new DatabaseSync(':memory:');
    const steps = [
      'CREATE TABLE a (x)',
      'INSERT INTO a VALUES (1)',
      'CREATE TABLE b (x); CREATE TABLE a (x)',
    ];
    migrate(database, steps.slice(0, 2));
    migrate(database, steps.slice(0, 2));
    expect(database.prepare('SELECT count(*) AS n FROM a').get()).toEqual({ n: 1 });
    expect(() => migrate(database, steps)).toThrow('already exists');
    expect(versionOf(database)).toBe(2);
    expect(database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'b'").get()).toEqual({
      n: 0,
    });
    database.close();
  });

  it('that is just being made is none yet, and is not changed by a command that reads', () => {
    const path = join(tempFolder(), 'cutover-journal.db');
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.close();
    expect(() => openJournalReadOnly(path)).toThrow(expect.objectContaining({ code: 'journal_missing' }));
  });

  it('gives pages that are free back to the disk', () => {
    const { journal, path } = tempJournal();
    journal.close();
    const database = new DatabaseSync(path);
    expect(database.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 2 });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
  });
});
