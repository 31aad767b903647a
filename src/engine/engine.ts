import { version } from '../../package.json';
import type { Settings } from '../config/settings.ts';
import type { Act, EngineClient, StagePreview } from '../core/client.ts';
import type { FlagsState, FlagsWritten } from '../core/flags.ts';
import { MONITOR_NAMES, type MonitorName, type Observation, type Report } from '../core/report.ts';
import type { EventLevel, MonitorStatus, Snapshot } from '../core/snapshot.ts';
import type { Stage } from '../core/stage.ts';
import type { Tmux } from '../core/tmux.ts';
import type { FlagsStore } from '../flags/store.ts';
import type { Labels } from '../journal/labels.ts';
import type { Monitor } from '../monitors/monitor.ts';
import { dwellOf } from '../rollout/looks.ts';
import { servedByModular } from '../rollout/routing.ts';
import { Acting } from './acting/acting.ts';
import { Known } from './acting/known.ts';
import type { ActingWorld } from './acting/world.ts';
import { legacyEnded, runningIn } from './authority.ts';
import { Comparison } from './comparison.ts';
import { EventLog } from './event-log.ts';
import { Failures } from './failures.ts';
import { Findings } from './findings.ts';
import { journalled } from './journalled.ts';
import { Judging } from './judging.ts';
import { afterReport, cycleSample, idleStatus } from './monitor-status.ts';
import { externalOf, nameOfPair } from './monitors.ts';
import { tellChanges } from './notices.ts';
import { Pace } from './pace.ts';
import { ResourceMeter } from './resources.ts';
import { Rollback } from './rollback.ts';
import { EngineRollout } from './rollout/rollout.ts';
import type { Seat, SeatJournal } from './rollout/seat.ts';
import { RolloutActs } from './rollout-acts.ts';
import { OBSERVATIONS_KEPT_MS, Roster } from './roster.ts';
import { RuleChanges, type RulesSource } from './rules.ts';
import { buildSnapshot } from './snapshot.ts';
import { StageWatch } from './stage-watch.ts';
import { type Served, Ticks } from './ticks.ts';

/** Observations of a running cycle are shown at most this often, in ms: the first ones of a start, which somebody waits for, and those that follow. */
const SHOW_EVERY_MS = { first: 250, later: 2500 };
const FIRST_LOOK_MS = 15_000;
/** Events of an earlier engine that are shown on. */
const RESTORED_EVENTS = 200;

/** The parts that the engine brings together. */
export interface EngineParts {
  tmux: Tmux;
  monitors: Record<MonitorName, Monitor>;
  flags: FlagsStore;
  /** The rules that modular judges by; left out: the built-in ones. */
  rules?: RulesSource;
  labels: Labels;
  /** The numbers of the rollout and of its checks. */
  settings: Settings;
  /** What can be acted on; left out: nothing, what monitors want is only counted. */
  acting?: ActingWorld;
  /** Whether this engine decides for the flags file. */
  seat: Seat;
  /** As shown: `default`, `-L work`. */
  serverLabel: string;
  tmuxVersion(): string | null;
  intervalMs: number;
  /** `always`: both monitors run in every tick; `flag`: only if `parallel_run_comparison` says so. */
  comparison: 'always' | 'flag';
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that pass by `now` in one ms of the machine's: a recording may be played faster. Default 1. */
  speed?: number;
  /** Gives back what was opened for this engine alone. Called when it is closed. */
  release?(): Promise<void>;
}

/** The loop of DESIGN.md §4: two monitors at their own pace, ticks and authority, comparison, health, one Snapshot. */
export class Engine extends RolloutActs implements EngineClient {
  private readonly parts: EngineParts;
  private readonly paces: Record<MonitorName, Pace>;
  private readonly roster: Roster;
  private readonly comparison: Comparison;
  protected readonly judging: Judging;
  protected readonly rollout: EngineRollout;
  private readonly findings: Findings;
  private readonly acting: Acting;
  private readonly ticks = new Ticks();
  private readonly log: EventLog;
  private readonly rules: RuleChanges;
  private readonly resources = new ResourceMeter();
  private readonly startedAt: number;
  private readonly listeners = new Set<(snapshot: Snapshot) => void>();
  private readonly status: Record<MonitorName, MonitorStatus>;
  private readonly failures: Failures;
  private changed: Observation[] = [];
  private tick = -1;
  private authority: MonitorName = 'legacy';
  private shadow: MonitorName | null = null;
  /** Both monitors run in every tick; without that there is nothing to be compared. */
  private comparing = false;
  /** When modular last listed the panes without an error; ms since the epoch. */
  private modularListedAt: number | null = null;
  private readonly stage: StageWatch;
  private readonly rollback: Rollback;
  private timer: NodeJS.Timeout | null = null;
  private showTimer: NodeJS.Timeout | null = null;
  /** Something has changed since the last snapshot was built. */
  private outdated: NodeJS.Immediate | null = null;
  private unwatch: () => void = () => {};
  private sequence = 0;
  private bells = 0;
  private current: Snapshot;

  constructor(parts: EngineParts) {
    super();
    this.parts = parts;
    this.startedAt = parts.now();
    this.log = new EventLog((item) => this.rollout?.journal?.event(item));
    this.rollback = new Rollback(this.log);
    this.rules = new RuleChanges(parts.rules, this.log);
    const { now } = parts;
    const labels = journalled(parts.labels, () => this.rollout.journal, now);
    const book = () => parts.rules?.rules().book;
    const external = externalOf(parts.monitors);
    this.roster = new Roster(
      external.includes('legacy') ? OBSERVATIONS_KEPT_MS.external : OBSERVATIONS_KEPT_MS.builtIn,
    );
    this.comparison = new Comparison(this.roster, now, () => labels.standing().judgements, book, external);
    this.judging = new Judging({
      labels,
      tmux: parts.tmux,
      comparison: this.comparison,
      roster: this.roster,
      log: this.log,
      book,
      modularIsExternal: external.includes('modular'),
      now,
    });
    const listener = {
      observation: (monitor: MonitorName, o: Observation) => this.onObservation(monitor, o),
      report: (report: Report) => this.onReport(report),
    };
    const pace = (name: MonitorName) =>
      new Pace(parts.monitors[name], parts.now, () => parts.flags.state().effective, listener, parts.speed);
    this.paces = { legacy: pace('legacy'), modular: pace('modular') };
    this.status = { legacy: idleStatus(), modular: idleStatus() };
    this.failures = new Failures(this.log, parts.serverLabel, this.startedAt);
    this.stage = new StageWatch(this.log, parts.flags.state());
    this.rollout = new EngineRollout({
      flags: parts.flags,
      settings: parts.settings,
      seat: parts.seat,
      intervalMs: parts.intervalMs,
      now,
      tell: (at, level, glyph, text) => this.log.add(at, level, glyph, text),
      compare: (id, legacy, modular) => this.comparison.compareAlone(id, legacy, modular),
      authorityChanges: (why) => this.acting.authority.hold(why),
      rollbackBegins: () => this.rollback.expect(this.tick),
      rolledBack: (written, write) => this.rollback.begin(written, write, write.at),
      rolledBackElsewhere: (from, sub) => {
        this.rollback.expect(this.tick);
        this.rollback.beginElsewhere(from, sub, sub.at);
      },
      evidenceReset: () => this.comparison.stageBegins(),
      takenOver: (journal) => this.takenOver(journal),
      onChange: () => this.show(),
      world: () => ({
        agents: this.status.modular.agents,
        realised: this.ticks.realised,
        monitor: this.modularName(),
        bothRun: this.comparing,
      }),
    });
    this.findings = new Findings(this.comparison, this.rollout, this.log);
    this.acting = new Acting({
      config: parts.settings.actions,
      world: parts.acting ?? null,
      now,
      nextTick: () => this.tick + 1,
      tell: (at, level, glyph, text) => this.log.add(at, level, glyph, text),
      journal: () => this.rollout.journal,
      known: new Known(this.roster, now),
      monitors: parts.monitors,
      recovered: (succeeded) => this.recovered(succeeded),
      onChange: () => this.show(),
    });
    this.current = this.build();
  }

  /** Begins the first tick and watches the flags file. */
  start(): void {
    this.unwatch = this.parts.flags.watch((state) => this.onFlags(state));
    this.stage.noteProblem(this.parts.flags.state(), this.startedAt);
    this.rules.start(this.parts.now, () => this.show());
    this.beginTick();
    void this.rollout.start();
  }

  snapshot(): Snapshot {
    if (this.outdated !== null) this.publish();
    return this.current;
  }

  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async previewStage(stage: Stage): Promise<StagePreview> {
    const preview = await this.parts.flags.preview(stage, this.parts.now());
    const doubtful = this.snapshot().health.checks.filter(
      ({ verdict, dryRun }) => verdict !== 'pass' && dryRun !== true,
    );
    return { ...preview, warnings: doubtful.map((c) => `${c.label}: ${c.reason || c.missing || c.verdict}`) };
  }

  setStage(stage: Stage, revision: string, act: Act): Promise<FlagsWritten> {
    return this.rollout.setStage(stage, revision, act);
  }

  rollBack(act: Act): Promise<FlagsWritten> {
    return this.rollout.rollBack(act);
  }

  refresh(): void {
    this.beginTick();
  }

  async close(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.showTimer !== null) clearTimeout(this.showTimer);
    if (this.outdated !== null) clearImmediate(this.outdated);
    this.unwatch();
    this.rules.close();
    this.listeners.clear();
    await this.acting.close();
    await Promise.all(MONITOR_NAMES.map((name) => this.paces[name].stop()));
    await this.rollout.close();
    await this.parts.flags.close();
    await this.parts.release?.();
  }

  /** Adds an event that only the opener of this engine knows of. */
  tell(level: EventLevel, glyph: string, text: string): void {
    this.log.add(this.parts.now(), level, glyph, text);
    this.show();
  }

  /** Rings the bell of every window. */
  ring(): void {
    this.bells++;
    this.show();
  }

  /** A tick of the interval clock: one monitor gets the authority, those that are to run get their turn. */
  private beginTick(restart?: MonitorName): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beginTick(), this.parts.intervalMs / (this.parts.speed ?? 1));
    const at = this.parts.now();
    this.tick++;
    const flags = this.parts.flags.state();
    this.authority = servedByModular(this.tick, this.stage.share) ? 'modular' : 'legacy';
    this.ticks.begin(this.tick, this.authority, at);
    this.comparing = this.parts.comparison === 'always' || flags.effective.parallel_run_comparison;
    const running = runningIn(flags, this.authority, this.comparing);
    this.shadow = running.find((name) => name !== this.authority) ?? null;
    if (legacyEnded(flags)) this.roster.forget('legacy');
    const scheduled = running.filter((name) => !this.paces[name].isRunning);
    const used = this.resources.sample(at, this.status.modular.subprocesses ?? 0);
    this.rollout.take({ kind: 'tick', scheduled, ...used });
    for (const name of MONITOR_NAMES) {
      const enabled = running.includes(name);
      this.status[name].enabled = enabled;
      if (!enabled) continue;
      if (name === restart) this.paces[name].restart(this.tick);
      else this.paces[name].tick(this.tick);
    }
    this.rollout.beat(at, running.includes('modular'));
  }

  private onObservation(monitor: MonitorName, observation: Observation): void {
    const { before } = this.roster.observe(monitor, observation);
    const { agent, state, detail, evidence } = observation;
    this.rollout.journal?.observation({
      at: observation.at,
      monitor,
      agentId: agent.id,
      target: agent.target,
      kind: agent.kind,
      state,
      detail,
      rule: evidence.rule,
    });
    if (monitor === 'modular') {
      if (before !== observation.state) this.changed.push(observation);
      return;
    }
    const at = this.parts.now();
    if (this.comparing) this.findings.take(this.comparison.legacyObserved(observation, at), at);
    // Legacy's first cycle may take many minutes: what it sees is shown as it comes. Later on modular's reports, which
    // come more often, show it along with theirs.
    const { first, later } = SHOW_EVERY_MS;
    if (this.status.legacy.cycles === 0)
      this.showTimer ??= setTimeout(() => this.show(), at - this.startedAt < FIRST_LOOK_MS ? first : later);
  }

  private onReport(report: Report): void {
    const { monitor } = report;
    const at = this.parts.now();
    this.status[monitor] = afterReport(this.status[monitor], report, at);
    let served: Served[] = [];
    if (report.error === null) {
      this.roster.conclude(report);
      served = this.ticks.serve(monitor, report.startedAt, at);
      this.rollback.served(served, report.observations.length, this.roster.size);
      if (monitor === 'modular') {
        this.modularListedAt = report.startedAt;
        tellChanges(this.log, this.changed, at);
      } else if (this.comparing) {
        this.findings.take(this.comparison.legacyReported(report, this.modularListedAt, at), at);
        this.findings.cycleEnds(at);
      }
    }
    if (monitor === 'modular') this.changed = [];
    // Modular looks at the server more often, where it runs.
    const speaks = this.status.modular.enabled ? 'modular' : 'legacy';
    const { listedMs } = this.parts.tmux;
    this.failures.note(report, speaks, { version: this.parts.tmuxVersion(), listedMs }, at);
    this.rollout.take({ kind: 'cycle', ...cycleSample(report, this.tick) });
    this.rollout.reported(report, served, at);
    if (report.error === null) this.acting.reported(report, served);
    this.show();
  }

  protected onJudged(): void {
    this.findings.countSignatures();
    this.show();
  }

  private onFlags(state: FlagsState): void {
    const shareChanged = this.stage.take(state, this.parts.now());
    if (shareChanged) this.ticks.restartCount();
    if (this.stage.isOther(state)) this.acting.authority.revoke('the flags file has changed the stage');
    this.rollout.onFlags(state);
    // A cycle that legacy began as the shadow cannot serve: with the authority back, it begins anew.
    if (shareChanged) this.beginTick(this.stage.share === 0 ? 'legacy' : undefined);
    this.show();
  }

  /** This engine decides from now on: what was seen in the stage before comes back from the journal. */
  private takenOver(journal: SeatJournal): void {
    this.comparison.restore(journal.divergences());
    this.log.restore(journal.events({ limit: RESTORED_EVENTS }));
    this.findings.countSignatures();
    this.acting.takenOver(journal);
  }

  /** A recovery that fails counts against modular in the tick in which it does. */
  private recovered(succeeded: boolean): void {
    const at = this.parts.now();
    this.rollout.take({ kind: 'recovery', at, succeeded });
    this.rollout.judgeIfFailing(at);
  }

  /** Another version, other rules, another strategy or another command is another monitor (ROLLOUT.md §3). */
  private modularName(): string {
    const { default_strategy: strategy, use_concurrent_strategy: concurrent } =
      this.parts.flags.state().effective;
    const rules = this.rules.state()?.hash ?? 'built-in';
    return nameOfPair(
      this.parts.monitors,
      `${version} ${rules.slice(0, 12)} ${concurrent ? 'concurrent' : strategy}`,
    );
  }

  protected now(): number {
    return this.parts.now();
  }

  /** What changes in one turn of the event loop, a report and what is decided from it, is one snapshot. */
  private show(): void {
    this.outdated ??= setImmediate(() => this.publish());
  }

  private publish(): void {
    if (this.showTimer !== null) clearTimeout(this.showTimer);
    if (this.outdated !== null) clearImmediate(this.outdated);
    this.showTimer = null;
    this.outdated = null;
    this.current = this.build();
    for (const listener of this.listeners) listener(this.current);
  }

  private build(): Snapshot {
    const now = this.parts.now();
    for (const name of MONITOR_NAMES) this.status[name].running = this.paces[name].isRunning;
    return buildSnapshot({
      sequence: ++this.sequence,
      now,
      startedAt: this.startedAt,
      intervalMs: this.parts.intervalMs,
      tmux: this.failures.state(),
      flags: this.parts.flags.state(),
      rules: this.rules.state(),
      share: this.stage.share,
      dwellMs: dwellOf(this.parts.flags.state().effective.rollout_stage, this.parts.settings.rollout),
      tick: this.tick,
      authority: this.authority,
      shadow: this.shadow,
      ticks: this.ticks,
      status: this.status,
      roster: this.roster,
      comparison: this.comparison,
      health: this.rollout.report(now),
      events: this.log.list(),
      rollback: this.rollback.proof(),
      rollout: this.rollout.view(now),
      actions: this.acting.view(),
      bells: this.bells,
    });
  }
}
