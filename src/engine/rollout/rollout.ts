import type { Settings } from '../../config/settings.ts';
import type { Act } from '../../core/client.ts';
import { CutoverError, messageOf } from '../../core/errors.ts';
import type { FlagsState, FlagsWritten } from '../../core/flags.ts';
import type { Report } from '../../core/report.ts';
import type { PendingWrite, RolledBack, RolloutEvent, RolloutView } from '../../core/rollout.ts';
import type { EventLevel, RollbackProof } from '../../core/snapshot.ts';
import type { Stage } from '../../core/stage.ts';
import type { FlagsStore } from '../../flags/store.ts';
import type { HealthReport, SeenAgainst } from '../../health/health.ts';
import type { HealthInput } from '../../health/input.ts';
import { initialState } from '../../rollout/state.ts';
import { shareOf } from '../authority.ts';
import type { Served } from '../ticks.ts';
import { announce } from './announce.ts';
import { type ControlParts, RolloutControl, type SavedControl, type TickWorld } from './control.ts';
import { flagsWriter } from './flags-writer.ts';
import { NO_JOURNAL } from './no-journal.ts';
import { killedBy, OwnHealth } from './own-health.ts';
import type { CompareOne } from './probe.ts';
import { announced, answerRequests, eventOf } from './requests.ts';
import { earlierRollout } from './restart.ts';
import type { Seat, SeatJournal } from './seat.ts';
import { stageRefusal } from './stage-refusal.ts';
import { performWrite } from './writes.ts';

/** Commands that ask for something are heard so often, in ms. */
const LISTEN_EVERY_MS = 200;

const SOMEBODY: Act = { who: 'somebody', why: 'the flags file was changed' };

/** What the rollout needs of the engine that it is part of. */
export interface RolloutParts {
  flags: FlagsStore;
  settings: Settings;
  seat: Seat;
  intervalMs: number;
  /** Milliseconds since the epoch. */
  now(): number;
  tell(at: number, level: EventLevel, glyph: string, text: string): void;
  compare: CompareOne;
  /**
   * The stage is about to be written: whoever acts by the authority of now stops, and nobody begins until the returned
   * function is called.
   */
  authorityChanges(why: string): () => void;
  /** A rollback is about to be written, and has been: its proof begins. */
  rollbackBegins(): void;
  rolledBack(written: FlagsWritten, write: PendingWrite): void;
  /** Somebody else has rolled back, by the file. */
  rolledBackElsewhere(from: RollbackProof['from'], sub: RolledBack): void;
  /** This engine decides from now on, with what is in the journal. */
  takenOver(journal: SeatJournal): void;
  evidenceReset(): void;
  /** Something of the rollout is another: a new Snapshot is due. */
  onChange(): void;
  /** What the engine knows at a tick. */
  world(): {
    agents: number;
    realised: { ticks: number; modular: number };
    /** Names what modular is: version, rules, strategy. */
    monitor: string;
    bothRun: boolean;
  };
}

/** The rollout within a running engine: it hears of every cycle, decides with every tick, and keeps the journal. */
export class EngineRollout {
  private readonly parts: RolloutParts;
  private control: RolloutControl;
  /** Of the engine that decides; null: another one does. */
  private own: SeatJournal | null = null;
  private rollbackWrite: Promise<FlagsWritten> | null = null;
  private said = '';
  private listening: NodeJS.Timeout | null = null;
  private answering: Promise<void> = Promise.resolve();
  private readonly ownHealth: OwnHealth;
  private judgedSinceBeat = false;
  /** Who is writing the flags file by this engine, beside the rollout itself. */
  private author: Act | null = null;

  constructor(parts: RolloutParts) {
    this.parts = parts;
    this.ownHealth = new OwnHealth(parts);
    this.control = new RolloutControl(this.controlParts(NO_JOURNAL), this.stateOfFile());
  }

  /** Where this engine keeps what it sees and decides; null: another engine decides. */
  get journal(): SeatJournal | null {
    return this.own;
  }

  /** Takes the decisions over, if nobody else has them, and hears commands from then on. */
  async start(): Promise<void> {
    await this.takeOver();
    this.listening = setInterval(() => this.listen(), LISTEN_EVERY_MS);
    this.listening.unref();
  }

  /** A piece of evidence. What speaks against modular beyond doubt is acted on at once. */
  take(input: HealthInput): void {
    this.control.take(input);
  }

  /** How many signatures wait for a judgement, and those judged against modular that were seen in this stage. */
  signatures(open: number, against: readonly SeenAgainst[]): void {
    const said = JSON.stringify([open, against]);
    if (said === this.said) return;
    this.said = said;
    const at = this.parts.now();
    this.control.take({ kind: 'signatures', at, open, against: [...against] });
    this.judgeIfFailing(at);
  }

  /** A tick of the interval clock, after its cycles have been started. */
  beat(at: number, modularRuns: boolean): void {
    if (modularRuns) this.ownHealth.due(at);
    if (this.own === null && this.parts.seat.isFree()) void this.takeOver();
    if (this.ownHealth.isProbeDue(at)) this.probe(at);
    if (!this.judgedSinceBeat && this.ownHealth.knows(at)) this.judge(at);
    this.judgedSinceBeat = false;
  }

  /** A report is complete and its evidence taken. */
  reported(report: Report, served: readonly Served[], at: number): void {
    this.ownHealth.reported(report, at);
    if (this.control.state.drill !== null)
      for (const { monitor, beganAt } of served) this.hear({ type: 'served', at, monitor, tickAt: beganAt });
    if (report.monitor === 'modular') this.judge(at);
    else this.judgeIfFailing(at);
  }

  /** Judges at once when a check fails by what was taken last: not with the next tick only. */
  judgeIfFailing(at: number): void {
    const failing = this.control.evaluate(at).checks.some((c) => c.verdict === 'fail' && c.dryRun !== true);
    if (failing) this.judge(at);
  }

  /** The flags file is another now, whoever wrote it. */
  onFlags(flags: FlagsState): void {
    if (flags.status === 'rejected') return;
    const { stage, share, sub: before } = this.control.state;
    this.hear(this.flagsEvent(flags));
    const { sub, pending } = this.control.state;
    if (sub.kind === 'rolled_back' && before.kind !== 'rolled_back' && pending === null)
      this.parts.rolledBackElsewhere({ stage, percentage: share }, sub);
    this.control.save(this.parts.now());
  }

  /** Writes a stage as the operator's. Throws CutoverError when it is refused or cannot be written. */
  async setStage(stage: Stage, revision: string, act: Act): Promise<FlagsWritten> {
    const { flags, now } = this.parts;
    const at = now();
    const write = () =>
      this.changing(`${act.who} sets the stage to ${stage}`, () =>
        this.writeAs(act, () => flags.setStage(stage, revision, now())),
      );
    if (this.own === null) {
      announce(flags.path, 'stage', act);
      return write();
    }
    const refusal = stageRefusal(this.state, this.control.view(at), stage, act);
    if (refusal !== null) throw new CutoverError('refused', refusal.message, refusal.mend);
    const pending: PendingWrite = { kind: 'promotion', from: this.state.stage, to: stage, at, ...act };
    const result = await performWrite(pending, this.own, write, now);
    this.control.save(now());
    if (!result.ok) throw result.error;
    return result.written;
  }

  /** Rolls back as the operator's: nothing refuses it. Throws CutoverError when it cannot be written. */
  async rollBack(act: Act): Promise<FlagsWritten> {
    const { flags, now, rollbackBegins, rolledBack } = this.parts;
    const at = now();
    const before = this.rollbackWrite;
    if (this.own === null) announce(flags.path, 'rollback', act);
    else await this.control.handle({ type: 'kill', at, ...act });
    const written = this.rollbackWrite;
    if (written !== null && written !== before) return written;
    // Nothing was left to be rolled back, or it is not this engine's to decide: the file is written all the same.
    rollbackBegins();
    const direct = await this.changing(`${act.who} rolls back`, () =>
      this.writeAs(act, () => flags.rollBack(now())),
    );
    rolledBack(direct, { kind: 'rollback', from: this.state.stage, to: 'disabled', at, ...act });
    return direct;
  }

  /** An operator's act. Throws CutoverError when it is refused. */
  async act(event: RolloutEvent): Promise<void> {
    this.kept();
    const refusal = await this.control.handle(event);
    this.control.save(this.parts.now());
    this.parts.onChange();
    if (refusal !== null) throw new CutoverError('refused', refusal.message, refusal.mend);
  }

  /** The journal of the engine that decides. Throws CutoverError when that is another one. */
  kept(): SeatJournal {
    if (this.own !== null) return this.own;
    const pid = this.parts.seat.owner()?.pid;
    throw new CutoverError(
      'not_in_charge',
      `another cutover${pid === undefined ? '' : ` (pid ${pid})`} decides for this flags file`,
      'ask there, or with the command of the same name',
    );
  }

  /** Hashes of what is seen now, for an approval. */
  seen(at: number): { configHash: string; evidenceHash: string } {
    return this.control.seen(at);
  }

  get state() {
    return this.control.state;
  }

  /** The evidence as it was last judged. */
  report(at: number): HealthReport {
    return this.control.report ?? this.control.evaluate(at);
  }

  view(at: number): RolloutView {
    const { seat } = this.parts;
    const shown = this.own === null ? (seat.saved() as SavedControl | null) : null;
    return {
      ...(shown?.view ?? this.control.view(at)),
      controller: { mine: this.own !== null, pid: seat.owner()?.pid ?? null },
      journalProblem: seat.problem(),
    };
  }

  /** Saves what there is, and lets another engine decide. */
  async close(): Promise<void> {
    if (this.listening !== null) clearInterval(this.listening);
    await this.answering;
    if (this.own !== null) this.control.save(this.parts.now());
    this.parts.seat.close();
  }

  private listen(): void {
    const { own } = this;
    if (own === null) return;
    const { now } = this.parts;
    this.answering = this.answering.then(() =>
      answerRequests(own, (request) => this.act(eventOf(request, now(), this.seen(now()))), now),
    );
  }

  /** Nobody acts by the authority while it is being changed. */
  private async changing<T>(why: string, write: () => Promise<T>): Promise<T> {
    const release = this.parts.authorityChanges(why);
    try {
      return await write();
    } finally {
      release();
    }
  }

  /** What `write` changes in the file is known to be this operator's. */
  private async writeAs<T>(act: Act, write: () => Promise<T>): Promise<T> {
    this.author = act;
    try {
      return await write();
    } finally {
      this.author = null;
    }
  }

  private judge(at: number): void {
    this.judgedSinceBeat = true;
    if (this.own === null) {
      this.control.evaluate(at);
      return;
    }
    void this.control.tick(at, this.world(at)).then(this.parts.onChange, (error) => {
      this.parts.tell(this.parts.now(), 'bad', '✗', `the rollout could not act: ${messageOf(error)}`);
    });
  }

  private world(at: number): TickWorld {
    const { agents, realised, monitor, bothRun } = this.parts.world();
    const { flags, settings } = this.parts;
    const own = this.ownHealth.input(at, flags.state(), realised, bothRun, settings.rollout);
    return { ...own, agents, monitor, bothRun };
  }

  private probe(at: number): void {
    this.control.take(this.ownHealth.probe(at));
  }

  private hear(event: RolloutEvent): void {
    if (this.own === null && event.type !== 'flags') return;
    void this.control.handle(event).then(this.parts.onChange);
  }

  private flagsEvent(flags: FlagsState): RolloutEvent {
    const said = this.own === null ? null : announced(this.own, this.parts.now());
    const { who, why } = this.author ?? said ?? SOMEBODY;
    return {
      type: 'flags',
      at: this.parts.now(),
      who,
      why,
      stage: flags.effective.rollout_stage,
      share: shareOf(flags),
      killed: killedBy(flags),
    };
  }

  private stateOfFile() {
    const flags = this.parts.flags.state();
    return initialState({
      stage: flags.effective.rollout_stage,
      share: shareOf(flags),
      at: this.parts.now(),
    });
  }

  /** Goes on where the engine before this one ended, if it is this one's turn. */
  private async takeOver(): Promise<void> {
    const { seat, flags, now, tell } = this.parts;
    const journal = seat.claim();
    if (journal === null) return;
    const { state, rollback, told } = await earlierRollout(journal, flags, now);
    for (const text of told) tell(now(), 'warn', '↻', text);
    this.control = await RolloutControl.open(this.controlParts(journal), state ?? this.stateOfFile());
    this.own = journal;
    this.said = '';
    this.parts.takenOver(journal);
    this.control.take({ kind: 'restart', at: now() });
    this.probe(now());
    if (state !== null) await this.control.handle({ type: 'restart', at: now() });
    if (rollback !== null) await this.control.handle({ type: 'kill', at: now(), ...rollback });
    this.onFlags(flags.state());
    this.parts.onChange();
  }

  private controlParts(journal: ControlParts['journal']): ControlParts {
    const { flags, settings, now, tell, rollbackBegins, rolledBack } = this.parts;
    const write = flagsWriter(flags, now);
    return {
      journal,
      settings,
      tell,
      rolledBack,
      evidenceReset: () => {
        this.said = '';
        this.parts.evidenceReset();
        // The comparison has to be proven alive in the new stage too.
        this.probe(now());
      },
      now,
      write: (pending) => {
        // What only follows another engine's decisions writes nothing.
        if (journal === NO_JOURNAL) return Promise.reject(new Error('this engine does not decide'));
        if (pending.kind === 'rollback') rollbackBegins();
        const written = this.changing(wordsOf(pending), () => write(pending));
        if (pending.kind === 'rollback') this.rollbackWrite = written;
        return written;
      },
    };
  }
}

function wordsOf({ kind, to, who }: PendingWrite): string {
  return kind === 'rollback' ? `${who} rolls back` : `the stage becomes ${to}`;
}
