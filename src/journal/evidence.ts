import type { DatabaseSync } from 'node:sqlite';
import { MONITOR_NAMES, type MonitorName } from '../core/report.ts';
import { safeJson } from '../core/text.ts';
import type { HealthInput } from '../health/input.ts';

/** Numbers of the sequence that are read at once. */
const CHUNK = 5000;

/** The stream of all that health was given, in its order. */
export interface EvidenceStream {
  write(seq: number, input: HealthInput): void;
  /** What has a number above `after`, up to `last`, in order. */
  read(after: number, last: number): Iterable<HealthInput>;
}

type Row = Record<string, unknown>;
type Kind<K extends HealthInput['kind']> = Extract<HealthInput, { kind: K }>;

export function createEvidenceStream(db: DatabaseSync): EvidenceStream {
  const insert = {
    cycle: db.prepare('INSERT INTO cycle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    tick: db.prepare('INSERT INTO tick VALUES (?, ?, ?, ?, ?, ?)'),
    comparison: db.prepare('INSERT INTO comparison VALUES (?, ?, ?, ?)'),
    input: db.prepare('INSERT INTO input VALUES (?, ?, ?)'),
  };
  const readers = [
    { select: db.prepare('SELECT * FROM cycle WHERE seq > ? AND seq <= ?'), of: cycleOf },
    { select: db.prepare('SELECT * FROM tick WHERE seq > ? AND seq <= ?'), of: tickOf },
    { select: db.prepare('SELECT * FROM comparison WHERE seq > ? AND seq <= ?'), of: comparisonOf },
    { select: db.prepare('SELECT seq, body FROM input WHERE seq > ? AND seq <= ?'), of: inputOf },
  ];

  return {
    write(seq, input) {
      switch (input.kind) {
        case 'cycle':
          insert.cycle.run(
            seq,
            MONITOR_NAMES.indexOf(input.monitor),
            input.startedAt,
            input.durationMs,
            input.waitedMs,
            input.error?.toWellFormed() ?? null,
            input.agents,
            input.asked,
            input.answered,
            input.subprocesses,
            input.tick,
          );
          break;
        case 'tick': {
          const { at, scheduled, cpuPercent, rssBytes, subprocessesPerCycle } = input;
          insert.tick.run(seq, at, scheduled.join(), cpuPercent, rssBytes, subprocessesPerCycle);
          break;
        }
        case 'comparison':
          insert.comparison.run(seq, input.at, input.compared, input.differing);
          break;
        default:
          insert.input.run(seq, input.at, safeJson(input));
      }
    },
    *read(after, last) {
      for (let from = after; from < last; from += CHUNK) {
        const to = Math.min(last, from + CHUNK);
        // The sequence has gaps (other data shares it), so the chunk is laid out by number and read along.
        const chunk: (HealthInput | undefined)[] = new Array(to - from);
        for (const { select, of } of readers)
          for (const row of select.all(from, to)) chunk[Number(row.seq) - from - 1] = of(row);
        for (const input of chunk) if (input !== undefined) yield input;
      }
    },
  };
}

function cycleOf(row: Row): Kind<'cycle'> {
  return {
    kind: 'cycle',
    monitor: MONITOR_NAMES[Number(row.monitor)]!,
    startedAt: row.at as number,
    durationMs: row.duration_ms as number,
    waitedMs: row.waited_ms as number,
    error: row.error as string | null,
    agents: row.agents as number,
    asked: row.asked as number,
    answered: row.answered as number,
    subprocesses: row.subprocesses as number,
    tick: row.tick as number,
  };
}

function tickOf(row: Row): Kind<'tick'> {
  const scheduled = row.scheduled as string;
  return {
    kind: 'tick',
    at: row.at as number,
    scheduled: scheduled === '' ? [] : (scheduled.split(',') as MonitorName[]),
    cpuPercent: row.cpu_percent as number,
    rssBytes: row.rss_bytes as number,
    subprocessesPerCycle: row.subprocesses_per_cycle as number,
  };
}

function comparisonOf(row: Row): Kind<'comparison'> {
  return {
    kind: 'comparison',
    at: row.at as number,
    compared: row.compared as number,
    differing: row.differing as number,
  };
}

function inputOf(row: Row): HealthInput {
  return JSON.parse(row.body as string) as HealthInput;
}
