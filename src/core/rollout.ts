import type { CheckId, CheckResult, Verdict } from './check.ts';
import type { MonitorName } from './report.ts';
import type { Stage } from './stage.ts';

/** Who decided something, and why. `cutover` when the rollout decided by itself. */
export interface Decided {
  at: number;
  who: string;
  why: string;
}

/** Why the rollout stands at `disabled` until an operator retries (ROLLOUT.md §1). */
export interface RolledBack extends Decided {
  kind: 'rolled_back';
  from: Stage;
  /** What spoke against modular, one line each: check, value, bound, n. Empty after an operator's own rollback. */
  evidence: string[];
}

/** What goes with a stage. */
export type SubState =
  | { kind: 'running' }
  | ({ kind: 'paused' } & Decided)
  /** Every gate passes, and the next step needs an approval. */
  | { kind: 'awaiting_approval'; since: number }
  | RolledBack;

/** Accumulated milliseconds in which the stage was healthy and measured: a sum with the last tick. */
export interface BakeClock {
  ms: number;
  /** Of the last tick or start, ms since the epoch; null: the next tick counts nothing. */
  lastTickAt: number | null;
}

/** One look at the error rate, at the end of the bake or of an extension (see alphaOfLook). */
export interface Look {
  at: number;
  bakeMs: number;
  alpha: number;
  passed: boolean;
  /** As shown: `≤ 0.035 %, n 8,640`. */
  shown: string;
}

/** An approval holds for exactly what was seen: any change of the three voids it. */
export interface Approval extends Decided {
  stage: Stage;
  configHash: string;
  evidenceHash: string;
}

/** No promotion until it ends; a rollback is not frozen. `until` null: until it is lifted. */
export interface Freeze extends Decided {
  until: number | null;
}

/** A rollback drill under way: really `disabled`, until legacy has served, then the stage again. */
export interface Drill extends Decided {
  stage: Stage;
  step: 'rolling_back' | 'waiting_for_legacy' | 'restoring';
  /** When `disabled` was written and read back; null until then. */
  disabledAt: number | null;
  /** When legacy had served a tick that began after it. */
  servedAt: number | null;
}

/** How a drill ended. */
export interface DrillResult extends Decided {
  stage: Stage;
  passed: boolean;
  /** Milliseconds from the start until `disabled` was read back, legacy had served, the stage was restored. */
  disabledMs: number | null;
  servedMs: number | null;
  restoredMs: number | null;
  /** Why it failed; empty when it passed. */
  problem: string;
}

/** A write of the flags file that was decided and of which the result is not known yet. */
export interface PendingWrite extends Decided {
  kind: 'promotion' | 'rollback' | 'drill' | 'restore';
  from: Stage;
  to: Stage;
}

/** All that the rollout remembers; plain data, kept in the journal. */
export interface RolloutState {
  v: 1;
  /** As the flags file effectively says, and the share of ticks in % that modular serves. */
  stage: Stage;
  share: number;
  /** When this stage began, ms since the epoch. */
  stageSince: number;
  sub: SubState;
  bake: BakeClock;
  /** Names what modular is: rules, version, strategy. Another one resets the evidence of the stage. */
  monitor: string | null;
  /** Looks that were taken in this stage, oldest first. */
  looks: Look[];
  approval: Approval | null;
  freeze: Freeze | null;
  drill: Drill | null;
  /** The last drill of this stage. */
  drilled: DrillResult | null;
  pending: PendingWrite | null;
  /** Ticks in a row in which a check could not be measured. */
  errorRuns: Partial<Record<CheckId, number>>;
  /** Alerts that are raised, by name: told when they come and when they go. */
  alerts: string[];
}

/** Why a tick did what it did: the step of ROLLOUT.md §3 that decided. */
export const TICK_STEPS = [
  'kill',
  'rollback_checks',
  'own_health',
  'bake',
  'evidence',
  'freeze',
  'approval',
  'advance',
] as const;
export type TickStep = (typeof TICK_STEPS)[number];

/** What a tick decided. */
export interface Outcome {
  action: 'none' | 'hold' | 'advance' | 'roll_back';
  step: TickStep;
  /** For an operator: `bake 13h12m of 24h`, `4 signatures to judge`. May hold numbers that move with every tick. */
  reason: string;
  /** What decided, without moving numbers: two ticks with the same key decided the same for the same reason. */
  key: string;
}

/** Everything that has to be so before the next stage. Checks are gates; the others are named here. */
export type GateId =
  | CheckId
  | 'own_health'
  | 'bake'
  | 'look'
  | 'drill'
  | 'legacy_startable'
  | 'freeze'
  | 'approval';

export interface Gate {
  id: GateId;
  /** As shown: `error rate`, `bake`. */
  label: string;
  verdict: Verdict;
  /** Value with its bound: `13h12m of 24h`. */
  shown: string;
  /** What is missing until it passes; empty when nothing. */
  missing: string;
  /** Measured and shown, but it neither holds nor rolls back. */
  dryRun: boolean;
}

/** Whether and when the error rate of a stage can be decided (ROLLOUT.md §5). */
export interface Forecast {
  stage: Stage;
  /** The gate can pass within the dwell, if nothing fails from now on. */
  decidable: boolean;
  /** Cycles of modular that the dwell holds at this pace, and clean ones that the bound takes. */
  cycles: number;
  needed: number;
  /** The bound in % that the dwell could reach without another error. */
  bestPercent: number;
  /** Milliseconds until the next look, if the bake clock does not stop; null in a stage that has none. */
  lookInMs: number | null;
  /** What one more error would cost: clean cycles, and ms at this pace; null where nothing is judged. */
  oneMoreError: { cycles: number; ms: number } | null;
  /** What would help when it cannot be decided: `--compare always`, a longer dwell. */
  helps: string[];
  /** All of it in one sentence. */
  text: string;
}

/** The part of the Snapshot that tells how the rollout stands. */
export interface RolloutView {
  sub: SubState;
  bake: {
    ms: number;
    /** Until the next look; null where no stage follows by itself. */
    ofMs: number | null;
    /** Counted in the last tick; otherwise `why` says why not. */
    running: boolean;
    why: string;
  };
  gates: Gate[];
  /** The next stage: by itself at the earliest in `inMs`, or by the operator; null at the end. */
  next: { stage: Stage; by: 'itself' | 'operator' | 'approval'; inMs: number | null } | null;
  outcome: Outcome;
  looks: Look[];
  approval: Approval | null;
  freeze: (Freeze & { window: string | null }) | null;
  drill: Drill | null;
  drilled: DrillResult | null;
  /** Null until something was measured. */
  forecast: Forecast | null;
  /** Only one engine decides for a flags file; the others show. */
  controller: { mine: boolean; pid: number | null };
  /** What stands in the way of the journal; empty: nothing. */
  journalProblem: string;
}

/** What the rollout hears. Every event has its time in ms since the epoch. */
export type RolloutEvent =
  | { type: 'tick'; at: number; input: TickInput }
  /** The flags file as it effectively is now, whoever wrote it. `killed`: the kill switch of the environment, in words. */
  | {
      type: 'flags';
      at: number;
      who: string;
      why: string;
      stage: Stage;
      share: number;
      killed: string | null;
    }
  /** The rollback key, or `cutover rollback`. */
  | ({ type: 'kill' } & Decided)
  | ({ type: 'pause' } & Decided)
  | ({ type: 'resume' } & Decided)
  | ({ type: 'approve'; configHash: string; evidenceHash: string } & Decided)
  | ({ type: 'freeze'; until: number | null } & Decided)
  | ({ type: 'unfreeze' } & Decided)
  /** Takes `rolled_back` away and begins again at `stage`. */
  | ({ type: 'retry'; stage: Stage } & Decided)
  | ({ type: 'drill' } & Decided)
  /** A tick was served that began after the last write. */
  | { type: 'served'; at: number; monitor: MonitorName; tickAt: number }
  /**
   * The pending write is on the disk and was read back. `write`: which one that was; another one than the pending
   * write was overtaken by it, and says nothing of it.
   */
  | { type: 'written'; at: number; write?: PendingWrite }
  /** It is not: the file was changed meanwhile (`movedOn`), or could not be written. */
  | { type: 'write_failed'; at: number; movedOn: boolean; message: string; write?: PendingWrite }
  /** The engine has started again on this state. */
  | { type: 'restart'; at: number };

/** What a tick judges by; plain data, kept with the decision. */
export interface TickInput {
  intervalMs: number;
  checks: CheckResult[];
  /** Our own health, each null when fine: why the data is stale, the share is off, the comparison is not proven alive. */
  own: { stale: string | null; share: string | null; comparison: string | null };
  /** Agents that modular sees. */
  agents: number;
  /** Names what modular is: rules, version, strategy. */
  monitor: string;
  /** The kill switch of the environment, in words; null: off. */
  killed: string | null;
  configHash: string;
  evidenceHash: string;
  /** When legacy last completed a cycle; null: never since the start. */
  legacyCompletedAt: number | null;
}

/** What is to be done about it. Done by the engine, in this order. */
export type RolloutEffect =
  /** Write this stage and its share: journal the intent first, then `written` or `write_failed`. */
  | { kind: 'write'; write: PendingWrite }
  /** The evidence of the stage starts anew. */
  | { kind: 'reset_evidence'; why: string }
  | { kind: 'drill_ended'; result: DrillResult }
  | { kind: 'tell'; level: 'info' | 'good' | 'warn' | 'bad'; glyph: string; text: string };

/** An act that the rollout refuses, and what to do instead. */
export interface Refusal {
  message: string;
  mend: string;
}
