import type { Act } from '../core/client.ts';
import type { FlagsWritten } from '../core/flags.ts';
import type { RollbackProof } from '../core/snapshot.ts';
import type { EventLog } from './event-log.ts';
import type { Served } from './ticks.ts';

/** The proof of the last rollback: begun when it was written, complete when legacy has served a tick after it. */
export class Rollback {
  private current: RollbackProof | null = null;
  private lastTickBefore = -1;
  private readonly log: EventLog;

  constructor(log: EventLog) {
    this.log = log;
  }

  /** The proof so far; null before the first rollback. */
  proof(): RollbackProof | null {
    return this.current === null ? null : { ...this.current };
  }

  /** The flags are about to be written; ticks after `lastTick` will be legacy's. */
  expect(lastTick: number): void {
    this.lastTickBefore = lastTick;
  }

  /** The flags are written. `at`: when it was decided. */
  begin(written: FlagsWritten, { who, why }: Act, at: number): void {
    const { before, writtenMs, readBackMs, notes = [] } = written;
    const from = { stage: before.rollout_stage, percentage: before.rollout_percentage };
    this.current = { at, from, who, why, writtenMs, readBackMs, notes, served: null };
  }

  /** Somebody else wrote the flags, and `at` it was seen here. */
  beginElsewhere(from: RollbackProof['from'], { who, why }: Act, at: number): void {
    this.current = { at, from, who, why, writtenMs: null, readBackMs: null, notes: [], served: null };
  }

  /** Legacy has served these ticks, with so many of all agents. */
  served(ticks: readonly Served[], agents: number, of: number): void {
    if (this.current === null || this.current.served !== null) return;
    const first = ticks.find(({ tick, monitor }) => monitor === 'legacy' && tick > this.lastTickBefore);
    if (first === undefined) return;
    const afterMs = first.at - this.current.at;
    this.current.served = { tick: first.tick, afterMs, agents, of };
    this.log.add(
      first.at,
      'good',
      '✓',
      `legacy served cycle ${first.tick} after ${(afterMs / 1000).toFixed(1)} s`,
    );
  }
}
