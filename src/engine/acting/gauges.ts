import { z } from 'zod';
import { ACTION_KINDS, type ActionEnd, type MonitorActions, noActions } from '../../core/actions.ts';
import { MONITOR_NAMES, type MonitorName, type WantedAction } from '../../core/report.ts';
import { LEAST_N } from '../../statistics/percentile.ts';

/** A PM that is down is to be noticed within this, in ms: legacy's longest confirmation takes 30 s. */
const NOTICED_WITHIN_MS = 60_000;
/** Times to recovery that are kept for the percentiles. */
const TIMES_KEPT = 500;

const counts = z.record(z.enum(ACTION_KINDS), z.int());
const monitorSchema = z.object({
  wanted: counts,
  executed: counts,
  succeeded: z.int(),
  failed: z.int(),
  falseAlarms: z.int(),
  missed: z.int(),
  times: z.array(z.number()),
});
const memorySchema = z.object({
  since: z.number(),
  monitors: z.object({ legacy: monitorSchema, modular: monitorSchema }),
});
type Counted = z.infer<typeof monitorSchema>;

function nothingCounted(): Counted {
  const { wanted, executed } = noActions();
  return { wanted, executed, succeeded: 0, failed: 0, falseAlarms: 0, missed: 0, times: [] };
}

/** A PM that is down: a look at the panes has shown it after one of the monitors had said so. */
interface Outage {
  since: number;
  noticed: Set<MonitorName>;
  judged: Set<MonitorName>;
}

/** A wish that stands. */
export interface StandingWish extends WantedAction {
  since: number;
}

/** Counts what the monitors want and what came of it, and judges them by what a look at the panes shows. */
export class Gauges {
  private since: number;
  private monitors: Record<MonitorName, Counted> = { legacy: nothingCounted(), modular: nothingCounted() };
  private readonly standing: Record<MonitorName, Map<string, StandingWish>> = {
    legacy: new Map(),
    modular: new Map(),
  };
  private readonly outages = new Map<string, Outage>();

  constructor(now: number) {
    this.since = now;
  }

  /** What a monitor wants after a cycle: gives those that are new. One that is wanted cycle after cycle is one wish. */
  wished(monitor: MonitorName, wanted: readonly WantedAction[], now: number): StandingWish[] {
    const before = this.standing[monitor];
    const after = new Map<string, StandingWish>();
    const fresh: StandingWish[] = [];
    for (const action of wanted) {
      const key = `${action.kind} ${action.target}`;
      const wish = { ...action, since: before.get(key)?.since ?? now };
      if (!before.has(key) && !after.has(key)) {
        fresh.push(wish);
        this.monitors[monitor].wanted[action.kind]++;
      }
      after.set(key, wish);
    }
    this.standing[monitor] = after;
    return fresh;
  }

  wishes(monitor: MonitorName): StandingWish[] {
    return [...this.standing[monitor].values()];
  }

  executed(monitor: MonitorName, kind: WantedAction['kind']): void {
    this.monitors[monitor].executed[kind]++;
  }

  /** A recovery has ended. `wishedAt`: since when it was wanted. */
  ended({ by, result, at }: ActionEnd, wishedAt: number): void {
    const counted = this.monitors[by];
    if (result === 'failed') counted.failed++;
    if (result !== 'done') return;
    counted.succeeded++;
    counted.times = [...counted.times, at - wishedAt].slice(-TIMES_KEPT);
  }

  /** What a look at the panes showed after this monitor began to want a recovery there. */
  looked(session: string, monitor: MonitorName, alive: boolean, wishedAt: number): void {
    if (alive) {
      this.monitors[monitor].falseAlarms++;
      return;
    }
    const outage = this.outages.get(session);
    if (outage !== undefined) outage.noticed.add(monitor);
    else this.outages.set(session, { since: wishedAt, noticed: new Set([monitor]), judged: new Set() });
  }

  /** A cycle of this monitor is complete: whoever has had the time and did not notice an outage has missed it. */
  reported(monitor: MonitorName, startedAt: number): void {
    for (const outage of this.outages.values()) {
      if (startedAt - outage.since >= NOTICED_WITHIN_MS) this.judge(outage, monitor);
    }
  }

  /** The PM of a session is alive: an outage is over. */
  backUp(session: string): void {
    this.outages.delete(session);
  }

  /** Sessions whose PM is down. */
  down(): string[] {
    return [...this.outages.keys()];
  }

  private judge(outage: Outage, monitor: MonitorName): void {
    if (outage.noticed.has(monitor) || outage.judged.has(monitor)) return;
    outage.judged.add(monitor);
    this.monitors[monitor].missed++;
  }

  get countedSince(): number {
    return this.since;
  }

  view(): Record<MonitorName, MonitorActions> {
    const of = ({ wanted, executed, times, ...recovery }: Counted): MonitorActions => ({
      wanted: { ...wanted },
      executed: { ...executed },
      recovery: {
        ...recovery,
        p50Ms: rank(times, 0.5, LEAST_N.p50),
        p95Ms: rank(times, 0.95, LEAST_N.p95),
      },
    });
    return { legacy: of(this.monitors.legacy), modular: of(this.monitors.modular) };
  }

  /** Plain data that `restore` takes. */
  memory(): unknown {
    return { since: this.since, monitors: this.monitors };
  }

  /** Takes up what an earlier engine counted, and adds what was counted here until then. */
  restore(memory: unknown): void {
    const read = memorySchema.safeParse(memory);
    if (!read.success) return;
    this.since = read.data.since;
    for (const name of MONITOR_NAMES) {
      const [before, now] = [read.data.monitors[name], this.monitors[name]];
      for (const kind of ACTION_KINDS) {
        before.wanted[kind] += now.wanted[kind];
        before.executed[kind] += now.executed[kind];
      }
      this.monitors[name] = {
        wanted: before.wanted,
        executed: before.executed,
        succeeded: before.succeeded + now.succeeded,
        failed: before.failed + now.failed,
        falseAlarms: before.falseAlarms + now.falseAlarms,
        missed: before.missed + now.missed,
        times: [...before.times, ...now.times].slice(-TIMES_KEPT),
      };
    }
  }
}

/** The value of this rank (nearest rank), in ms; null when there are too few. */
function rank(times: readonly number[], share: number, least: number): number | null {
  if (times.length < least) return null;
  return times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1]!;
}
