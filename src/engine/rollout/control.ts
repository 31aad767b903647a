import { setImmediate as otherWork } from 'node:timers/promises';
import type { Settings } from '../../config/settings.ts';
import { messageOf } from '../../core/errors.ts';
import type { FlagsWritten } from '../../core/flags.ts';
import type {
  Forecast,
  Outcome,
  PendingWrite,
  Refusal,
  RolloutEffect,
  RolloutEvent,
  RolloutState,
  RolloutView,
  TickInput,
} from '../../core/rollout.ts';
import type { EventLevel } from '../../core/snapshot.ts';
import { nextStage, STAGE_PERCENTAGE } from '../../core/stage.ts';
import { Health, type HealthReport } from '../../health/health.ts';
import type { HealthInput } from '../../health/input.ts';
import type { Journal } from '../../journal/journal.ts';
import { evidenceHash } from '../../rollout/approval.ts';
import { forecast } from '../../rollout/forecast.ts';
import { alphaOf } from '../../rollout/looks.ts';
import { judgedStage } from '../../rollout/state.ts';
import { view } from '../../rollout/view.ts';
import { type Decision, isWorthKeeping, makeDecision } from './decision.ts';
import { performWrite } from './writes.ts';

/** Pieces of evidence that are taken in at once after a restart: some milliseconds of work. */
const AT_ONCE = 2000;

/** What of the journal the rollout writes to while it runs. */
export type ControlJournal = Pick<
  Journal,
  'health' | 'evidence' | 'evidenceStart' | 'mark' | 'checks' | 'record' | 'saveState' | 'flush'
>;

/** What the rollout needs of the world. */
export interface ControlParts {
  journal: ControlJournal;
  settings: Settings;
  /** Writes the flags file as decided. Throws CutoverError, with the code `flags_moved_on` if it was changed meanwhile. */
  write(write: PendingWrite): Promise<FlagsWritten>;
  tell(at: number, level: EventLevel, glyph: string, text: string): void;
  /** A rollback is written: its proof begins. */
  rolledBack(written: FlagsWritten, write: PendingWrite): void;
  /** The evidence of the stage starts anew. */
  evidenceReset(): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What a tick needs to know beside the evidence. */
export type TickWorld = Omit<TickInput, 'checks' | 'configHash' | 'evidenceHash'> & {
  /** Both monitors run in every tick. */
  bothRun: boolean;
};

/** How the rollout stands, without who decides. */
export type StandingView = Omit<RolloutView, 'controller' | 'journalProblem'>;

/** What the journal keeps to go on from after a restart. */
export interface SavedControl {
  v: 1;
  state: RolloutState;
  /** As it was last shown, for those who ask while no engine runs. */
  view: StandingView | null;
}

/**
 * The rollout at work: gathers the evidence, decides by the pure rules of rollout/, and does what was decided. All that
 * it hears goes into the journal first, so that it can go on from there, and every decision can be made again.
 */
export class RolloutControl {
  readonly health: Health;
  private readonly parts: ControlParts;
  private current: RolloutState;
  private last: { input: TickInput; outcome: Outcome; bothRun: boolean } | null = null;
  private lastKey = '';
  private lastReport: HealthReport | null = null;
  private readonly underWay = new Set<PendingWrite['kind']>();

  /** Begins at `state`, without evidence. */
  constructor(parts: ControlParts, state: RolloutState) {
    this.parts = parts;
    this.current = state;
    this.health = new Health(parts.settings.health);
  }

  /** Goes on from `state` with what the journal has of the stage's evidence, without keeping others waiting for long. */
  static async open(parts: ControlParts, state: RolloutState): Promise<RolloutControl> {
    const control = new RolloutControl(parts, state);
    const start = parts.journal.evidenceStart();
    if (start !== null) control.health.reset(start.at);
    let taken = 0;
    for (const input of parts.journal.evidence()) {
      control.health.take(input);
      if (++taken % AT_ONCE === 0) await otherWork();
    }
    return control;
  }

  get state(): RolloutState {
    return this.current;
  }

  /** The evidence as it was last judged; null: not yet. */
  get report(): HealthReport | null {
    return this.lastReport;
  }

  /** What an operator sees and approves now. */
  seen(at: number): { configHash: string; evidenceHash: string } {
    const report = this.lastReport ?? this.evaluate(at);
    return { configHash: this.parts.settings.hash, evidenceHash: this.evidenceHash(report) };
  }

  /** A piece of evidence. */
  take(input: HealthInput): void {
    this.parts.journal.health(input);
    this.health.take(input);
  }

  /** The health as it is judged now: the error rate at the confidence of the look that comes next. */
  evaluate(at: number): HealthReport {
    this.lastReport = this.health.evaluate(at, alphaOf(this.current, this.parts.settings.health.errorAlpha));
    return this.lastReport;
  }

  /** Judges the evidence and decides. Resolves when what was decided is done. */
  async tick(at: number, world: TickWorld): Promise<void> {
    const { bothRun, ...known } = world;
    const report = this.evaluate(at);
    const input: TickInput = {
      ...known,
      checks: report.checks,
      configHash: this.parts.settings.hash,
      evidenceHash: this.evidenceHash(report),
    };
    this.parts.journal.checks(at, report.checks);
    const done = this.hear({ type: 'tick', at, input }, report, bothRun);
    this.save(at);
    await done;
  }

  /** Something happened, or somebody asks for something. Resolves when what follows is done, or with a refusal. */
  async handle(event: RolloutEvent): Promise<Refusal | null> {
    return this.hear(event, null, false);
  }

  private evidenceHash({ checks, evidence: { errors, missing, comparison } }: HealthReport): string {
    return evidenceHash(checks, this.current, {
      incidents: errors.runs.reduce((sum, { count }) => sum + count, 0),
      missing: missing.agents,
      openSignatures: comparison.openSignatures ?? 0,
      against: comparison.against.length,
    });
  }

  private async hear(
    event: RolloutEvent,
    report: HealthReport | null,
    bothRun: boolean,
  ): Promise<Refusal | null> {
    const { rollout, health } = this.parts.settings;
    const decision = makeDecision({
      state: this.current,
      event,
      evidence: report?.evidence ?? null,
      rollout,
      health,
    });
    this.current = decision.next;
    this.keepStory(decision);
    if (isWorthKeeping(decision, this.lastKey)) this.parts.journal.record('decision', event.at, decision);
    if (event.type === 'tick' && decision.outcome !== null) {
      this.last = { input: event.input, outcome: decision.outcome, bothRun };
      this.lastKey = decision.outcome.key;
    }
    await this.perform(decision.effects, event.at);
    return decision.refusal;
  }

  /** What people ask for first: who did what, and how the stages went. */
  private keepStory({ event, state, next, refusal }: Decision): void {
    const { journal } = this.parts;
    const { at, type } = event;
    if (type !== 'tick' && 'who' in event && type !== 'flags')
      journal.record('act', at, {
        act: type,
        who: event.who,
        why: event.why,
        refused: refusal?.message ?? null,
      });
    if (next.stage === state.stage && next.share === state.share) return;
    // That the file has changed is also heard of what was decided here.
    const own = state.pending?.to === next.stage ? state.pending : null;
    const by = own ?? ('who' in event ? event : null);
    journal.record('stage', at, {
      from: { stage: state.stage, share: state.share },
      to: { stage: next.stage, share: next.share },
      who: by?.who ?? 'cutover',
      why: by?.why ?? '',
    });
  }

  private async perform(effects: readonly RolloutEffect[], at: number): Promise<void> {
    const writes: Promise<void>[] = [];
    for (const effect of effects) {
      if (effect.kind === 'tell') this.parts.tell(at, effect.level, effect.glyph, effect.text);
      else if (effect.kind === 'reset_evidence') this.reset(at, effect.why);
      else if (effect.kind === 'drill_ended') this.parts.journal.record('drill', at, effect.result);
      else writes.push(this.write(effect.write));
    }
    await Promise.all(writes);
  }

  private reset(at: number, why: string): void {
    this.parts.journal.mark(at, why);
    this.health.reset(at);
    this.parts.evidenceReset();
    this.evaluate(at);
  }

  private async write(write: PendingWrite): Promise<void> {
    // Asked again in each tick until it is done: one at a time.
    if (this.underWay.has(write.kind)) return;
    this.underWay.add(write.kind);
    const { journal, now } = this.parts;
    try {
      this.save(write.at);
      const result = await performWrite(write, journal, (one) => this.parts.write(one), now);
      const at = now();
      if (result.ok && write.kind === 'rollback') this.parts.rolledBack(result.written, write);
      if (result.ok) await this.handle({ type: 'written', at, write });
      else {
        const { movedOn, error } = result;
        await this.handle({ type: 'write_failed', at, write, movedOn, message: messageOf(error) });
      }
      this.save(at);
    } finally {
      this.underWay.delete(write.kind);
    }
  }

  /** Keeps the state, and with it all evidence taken since the last time. */
  save(at: number): void {
    const saved: SavedControl = {
      v: 1,
      state: this.current,
      view: this.last === null ? null : this.view(at),
    };
    this.parts.journal.saveState(at, saved);
    this.parts.journal.flush();
  }

  /** As it is shown; who decides and how the journal is, the engine adds. */
  view(at: number): StandingView {
    const { rollout: config } = this.parts.settings;
    const { input = null, outcome = null } = this.last ?? {};
    return view({ state: this.current, config, at, input, outcome, forecast: this.forecast() });
  }

  /** Of the stage, or of the next one where this one has no end of its own; null before the first tick. */
  private forecast(): Forecast | null {
    if (this.last === null || this.lastReport === null) return null;
    const { rollout: config, health } = this.parts.settings;
    const { looks, bake } = this.current;
    const { stage, share } = judgedStage(this.current);
    const { errors } = this.lastReport.evidence;
    const { bothRun, input } = this.last;
    const common = { config, bothRun, intervalMs: input.intervalMs };
    const bounds = {
      alpha: alphaOf(this.current, health.errorAlpha),
      boundPercent: health.errorBoundPercent,
    };
    const next = stage === 'disabled' ? nextStage(stage) : null;
    if (next !== null)
      return forecast({
        ...common,
        stage: next,
        healthErrors: { ...bounds, alpha: alphaOf({ looks: [] }, health.errorAlpha), clean: 0, runs: [] },
        paceMs: null,
        bakeMs: 0,
        looks: [],
        share: STAGE_PERCENTAGE[next],
      });
    const healthErrors = { ...bounds, clean: errors.clean, runs: errors.runs };
    return forecast({ ...common, stage, healthErrors, paceMs: errors.paceMs, bakeMs: bake.ms, looks, share });
  }
}
