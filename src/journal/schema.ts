import type { DatabaseSync } from 'node:sqlite';

/** Marks a file as a journal of cutover ("Cutv"), so that no other program's database is taken for one. */
export const APPLICATION_ID = 0x43757476;

/**
 * The steps from an empty file to the present form; step n makes version n. A step is never changed once released:
 * what comes later is a new step. Times are ms since the epoch, `monitor` is the place in MONITOR_NAMES. All volume data
 * of the evidence shares one sequence (`seq`), so that it can be read in the order in which it came.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- One row: where the sequence stands, up to where evidence was pruned, and both ends of the chain of records.
  CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    cut_seq INTEGER NOT NULL,
    anchor_id INTEGER NOT NULL,
    anchor_hash TEXT NOT NULL,
    head_id INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    record_bytes INTEGER NOT NULL
  );
  INSERT INTO head VALUES (1, 0, 0, 0, '', 0, '', 0);

  -- Names that come up again and again (agents, targets, rules), stored once. day: of the last use, since the epoch.
  CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, day INTEGER NOT NULL);

  CREATE TABLE mark (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, why TEXT NOT NULL);
  -- at: when the cycle started.
  CREATE TABLE cycle (
    seq INTEGER PRIMARY KEY, monitor INTEGER NOT NULL, at INTEGER NOT NULL, duration_ms REAL NOT NULL,
    waited_ms REAL NOT NULL, error TEXT, agents INTEGER NOT NULL, asked INTEGER NOT NULL, answered INTEGER NOT NULL,
    subprocesses INTEGER NOT NULL, tick INTEGER NOT NULL
  );
  CREATE INDEX cycle_by_time ON cycle (monitor, at);
  -- scheduled: the monitors that were due, in order, with commas.
  CREATE TABLE tick (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, scheduled TEXT NOT NULL, cpu_percent REAL NOT NULL,
    rss_bytes REAL NOT NULL, subprocesses_per_cycle REAL NOT NULL
  );
  CREATE TABLE comparison (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, compared INTEGER NOT NULL, differing INTEGER NOT NULL
  );
  -- What comes seldom, as JSON.
  CREATE TABLE input (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
  -- A question that differences pose, with the words of both sides (JSON) and its counts since the journal began.
  CREATE TABLE signature (
    id INTEGER PRIMARY KEY, signature TEXT NOT NULL, class TEXT NOT NULL, kind TEXT, legacy TEXT NOT NULL,
    modular TEXT NOT NULL, times INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
    UNIQUE (signature, class, legacy, modular)
  );
  -- cycle: number of legacy's cycle; cause, agent, target: words.
  CREATE TABLE divergence (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, cycle INTEGER NOT NULL, signature INTEGER NOT NULL,
    cause INTEGER NOT NULL, agent INTEGER NOT NULL, target INTEGER NOT NULL
  );

  -- Changes of state. agent, target, kind, state, detail, rule: words.
  CREATE TABLE observation (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, monitor INTEGER NOT NULL, agent INTEGER NOT NULL,
    target INTEGER NOT NULL, kind INTEGER, state INTEGER NOT NULL, detail INTEGER, rule INTEGER NOT NULL
  );
  CREATE INDEX observation_by_agent ON observation (agent, monitor);
  CREATE TABLE check_result (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, name TEXT NOT NULL, verdict TEXT NOT NULL, alert INTEGER NOT NULL,
    dry_run INTEGER NOT NULL, value REAL, low REAL, high REAL, n REAL NOT NULL, bound REAL, reason TEXT NOT NULL
  );
  CREATE TABLE event (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, level TEXT NOT NULL, glyph TEXT NOT NULL, text TEXT NOT NULL,
    agent TEXT
  );
  CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL, body TEXT NOT NULL);

  -- hash = sha256 over the hash before it and the canonical JSON of id, at, kind and body.
  CREATE TABLE record (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL
  );
  CREATE INDEX record_by_kind ON record (kind);
  CREATE INDEX record_of_intent ON record (json_extract(body, '$.intent')) WHERE kind IN ('commit', 'dropped');

  CREATE TABLE request (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
    kind TEXT NOT NULL, args TEXT NOT NULL, answered_at INTEGER, ok INTEGER, message TEXT, mend TEXT
  );
  CREATE INDEX request_open ON request (id) WHERE answered_at IS NULL;
  `,
  `
  -- What parts of the engine want to know after a restart, under a name of their own.
  CREATE TABLE memory (name TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
  `,
];

/** The schema version of a file; 0: an empty one. */
export function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version);
}

/**
 * Brings the file to the present version, each step in a transaction of its own; a step that another process did
 * meanwhile is left out. Throws what SQLite says.
 */
export function migrate(db: DatabaseSync, steps: readonly string[] = MIGRATIONS): void {
  for (let version = versionOf(db); version < steps.length; version = versionOf(db)) {
    db.exec('BEGIN IMMEDIATE');
    try {
      if (versionOf(db) === version) db.exec(`${steps[version]}; PRAGMA user_version = ${version + 1};`);
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }
}
