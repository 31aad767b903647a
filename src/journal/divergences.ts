import type { DatabaseSync } from 'node:sqlite';
import type { AgentKind, AgentState, StateDetail } from '../core/agent.ts';
import type { Divergence, DivergenceCause, DivergenceClass, Side } from '../core/divergence.ts';
import { safeJson } from '../core/text.ts';
import type { Words } from './words.ts';

/** Numbers of the sequence that are read at once. */
const CHUNK = 5000;

/** One side of a question in words: what a signature was first seen with. */
export interface SideWords {
  state: AgentState;
  detail: StateDetail | null;
  rule: string;
}

/** A question that differences pose, with its counts since the journal began, whatever was pruned since. */
export interface StoredSignature {
  signature: string;
  class: DivergenceClass;
  kind: AgentKind | null;
  /** null: this monitor does not take the pane for an agent. */
  legacy: SideWords | null;
  modular: SideWords | null;
  times: number;
  firstAt: number;
  lastAt: number;
}

/** A divergence with the number of legacy's cycle in which it was found. */
export interface StoredDivergence {
  divergence: Divergence;
  cycle: number;
}

export interface DivergenceStore {
  write(seq: number, divergence: Divergence, cycle: number): void;
  /** Forgets what it remembers of the file: after a write that failed. */
  forget(): void;
  read(after: number, last: number): Iterable<StoredDivergence>;
  signatures(): StoredSignature[];
}

type Row = Record<string, unknown>;

export function createDivergenceStore(db: DatabaseSync, words: Words): DivergenceStore {
  const insert = db.prepare('INSERT INTO divergence VALUES (?, ?, ?, ?, ?, ?, ?)');
  const count = db.prepare(`
    INSERT INTO signature (signature, class, kind, legacy, modular, times, first_at, last_at)
    VALUES (?, ?, ?, ?, ?, 1, ?, ?)
    ON CONFLICT (signature, class, legacy, modular) DO UPDATE
      SET times = times + 1, first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)
    RETURNING id`);
  const countKnown = db.prepare(
    'UPDATE signature SET times = times + 1, first_at = min(first_at, ?1), last_at = max(last_at, ?1) WHERE id = ?2',
  );
  const select = db.prepare(`
    SELECT d.at, d.cycle, s.signature, s.class, s.kind, s.legacy, s.modular,
           cause.text AS cause, agent.text AS agent, target.text AS target
    FROM divergence d
    JOIN signature s ON s.id = d.signature
    JOIN word cause ON cause.id = d.cause
    JOIN word agent ON agent.id = d.agent
    JOIN word target ON target.id = d.target
    WHERE d.seq > ? AND d.seq <= ? ORDER BY d.seq`);
  const all = db.prepare('SELECT * FROM signature ORDER BY id');
  const known = new Map<string, number>();

  function signatureId(divergence: Divergence): number {
    const [legacy, modular] = [sideJson(divergence.legacy), sideJson(divergence.modular)];
    const key = [divergence.signature, divergence.class, legacy, modular].join('\n');
    const found = known.get(key);
    if (found !== undefined) {
      countKnown.run(divergence.at, found);
      return found;
    }
    const { signature, kind, at } = divergence;
    const id = Number(count.get(signature, divergence.class, kind, legacy, modular, at, at)?.id);
    known.set(key, id);
    return id;
  }

  return {
    write(seq, divergence, cycle) {
      const { at, cause, agentId, target } = divergence;
      const id = signatureId(divergence);
      insert.run(seq, at, cycle, id, words.id(cause, at), words.id(agentId, at), words.id(target, at));
    },
    forget: () => known.clear(),
    *read(after, last) {
      for (let from = after; from < last; from += CHUNK)
        for (const row of select.all(from, Math.min(last, from + CHUNK)))
          yield { divergence: divergenceOf(row), cycle: row.cycle as number };
    },
    signatures: () =>
      all.all().map((row) => ({
        signature: row.signature as string,
        class: row.class as DivergenceClass,
        kind: row.kind as AgentKind | null,
        legacy: JSON.parse(row.legacy as string) as SideWords | null,
        modular: JSON.parse(row.modular as string) as SideWords | null,
        times: row.times as number,
        firstAt: row.first_at as number,
        lastAt: row.last_at as number,
      })),
  };
}

function sideJson(side: Side | null): string {
  return safeJson(side === null ? null : { state: side.state, detail: side.detail, rule: side.rule });
}

/** Without the screen: of what was seen then only the words of the verdicts are kept. */
function sideOf(json: string, at: number): Side | null {
  const side = JSON.parse(json) as SideWords | null;
  return side === null ? null : { ...side, line: null, text: '', at };
}

function divergenceOf(row: Row): Divergence {
  const at = row.at as number;
  return {
    agentId: row.agent as string,
    target: row.target as string,
    kind: row.kind as AgentKind | null,
    class: row.class as DivergenceClass,
    cause: row.cause as DivergenceCause,
    legacy: sideOf(row.legacy as string, at),
    modular: sideOf(row.modular as string, at),
    signature: row.signature as string,
    why: '',
    crossed: null,
    gapMs: null,
    at,
  };
}
