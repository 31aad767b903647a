import { compareAgent } from '../../compare/compare.ts';
import { defaultSettings, parseSettings, type Settings } from '../../config/settings.ts';
import { CutoverError } from '../../core/errors.ts';
import { type Flags, type FlagsWritten, flagsSchema } from '../../core/flags.ts';
import type { PendingWrite, Refusal, RolloutEvent, RolloutState, RolloutView } from '../../core/rollout.ts';
import { describeAgentProblem } from '../../core/rules-state.ts';
import type { EventLevel } from '../../core/snapshot.ts';
import { STAGE_PERCENTAGE, type Stage } from '../../core/stage.ts';
import type { SeenAgainst } from '../../health/health.ts';
import { servedByModular } from '../../rollout/routing.ts';
import { initialState } from '../../rollout/state.ts';
import { seeded } from '../../statistics/random.ts';
import { shareOf } from '../authority.ts';
import {
  type ControlJournal,
  type ControlParts,
  RolloutControl,
  type SavedControl,
} from '../rollout/control.ts';
import { OwnHealth } from '../rollout/own-health.ts';
import { Ticks } from '../ticks.ts';
import { Machine, type SimulatedCycle } from './machine.ts';
import { type Scenario, type Step, schedule } from './scenario.ts';

const OPERATOR = 'operator';

/** A journal that a simulation can go on from after a simulated restart. */
export type SimulationJournal = ControlJournal & { state(): { state: unknown } | null };

/** Something that happened; `after` is ms since the start. */
export interface TimelineEntry {
  after: number;
  level: EventLevel;
  text: string;
}

/** What came of a simulation. */
export interface SimulationResult {
  name: string;
  ticks: number;
  /** Every change of the stage, with the time since the start in ms. */
  stages: { after: number; stage: Stage; by: string }[];
  timeline: TimelineEntry[];
  state: RolloutState;
  view: RolloutView;
}

/** A rollout on a virtual clock: the same control, checks and rules as the engine's, over two simulated monitors. */
export class Simulation {
  private readonly scenario: Scenario;
  private readonly settings: Settings;
  private readonly journal: SimulationJournal;
  private readonly onTime: (at: number) => void;
  private readonly machine: Machine;
  private readonly steps: Step[];
  private readonly startedAt: number;
  private readonly timeline: TimelineEntry[] = [];
  private readonly stages: SimulationResult['stages'] = [];
  private at: number;
  private tick = 0;
  private ticks = new Ticks();
  private control: RolloutControl;
  private flags: Flags = flagsSchema.parse({});
  private beforeDrill: Flags | null = null;
  private killed: string | null = null;
  private downUntil = Number.NEGATIVE_INFINITY;
  private restarting = false;
  private ownHealth: OwnHealth;
  private alive = true;
  private version = 'modular 1';
  private signatures: { open: number; against: SeenAgainst[] } = { open: 0, against: [] };

  /** `onTime` is told the simulated time of each tick. @throws CutoverError when the scenario's settings are wrong. */
  constructor(scenario: Scenario, journal: SimulationJournal, onTime: (at: number) => void = () => {}) {
    this.onTime = onTime;
    this.scenario = scenario;
    this.settings = settingsOf(scenario);
    this.journal = journal;
    this.machine = new Machine(scenario, seeded(scenario.seed));
    this.steps = schedule(scenario);
    this.startedAt = Date.parse(scenario.start);
    this.at = this.startedAt;
    this.ownHealth = this.newOwnHealth();
    const state = initialState({ stage: 'disabled', share: 0, at: this.at });
    this.control = new RolloutControl(this.controlParts(), state);
  }

  /** Runs to the end of the scenario. */
  async run(): Promise<SimulationResult> {
    const { interval, length, name } = this.scenario;
    for (let after = 0; after <= length; after += interval) {
      this.at = this.startedAt + after;
      this.onTime(this.at);
      while (this.steps[0] !== undefined && this.steps[0].at <= after) await this.step(this.steps.shift()!);
      if (this.at >= this.downUntil) await this.beat();
    }
    const { control, timeline, stages, tick } = this;
    const view = {
      ...control.view(this.at),
      controller: { mine: true, pid: null },
      journalProblem: '',
    };
    return { name, ticks: tick, stages, timeline, state: control.state, view };
  }

  private async beat(): Promise<void> {
    if (this.restarting) await this.restart();
    const { at, tick, scenario, machine, control } = this;
    this.tick++;
    const share = this.share();
    const authority = servedByModular(tick, share) ? 'modular' : 'legacy';
    this.ticks.begin(tick, authority, at);
    const legacyRuns = this.flags.rollout_stage !== 'legacy_disabled';
    const modularRuns = scenario.bothRun || authority === 'modular';
    control.take({
      kind: 'tick',
      at,
      scheduled: modularRuns ? ['modular'] : [],
      cpuPercent: 1,
      rssBytes: 100_000_000,
      subprocessesPerCycle: 1,
    });
    if (modularRuns) this.ownHealth.due(at);
    if (this.ownHealth.isProbeDue(at)) control.take(this.ownHealth.probe(at));
    const served = legacyRuns ? this.legacyCycle(at, tick) : [];
    if (modularRuns) served.push(...this.modularCycle(at, tick));
    if (control.state.drill !== null)
      for (const { monitor, beganAt } of served)
        await control.handle({ type: 'served', at, monitor, tickAt: beganAt });
    const { bothRun } = scenario;
    const { realised } = this.ticks;
    await control.tick(at, {
      ...this.ownHealth.input(at, this.knownFlags(), realised, bothRun, this.settings.rollout),
      agents: machine.conditions.agents,
      monitor: this.version,
      bothRun,
    });
  }

  private legacyCycle(at: number, tick: number) {
    const sample = this.machine.legacy(at, tick);
    if (sample === null) return [];
    this.take(sample, at);
    if (sample.error !== null) return [];
    const { agents } = sample;
    if (this.scenario.bothRun && agents > 0) {
      this.control.take({ kind: 'comparison', at, compared: agents, differing: 0 });
      this.control.take({ kind: 'signatures', at, ...structuredClone(this.signatures) });
    }
    return this.ticks.serve('legacy', sample.startedAt, at);
  }

  private modularCycle(at: number, tick: number) {
    const sample = this.machine.modular(at, tick);
    this.take(sample, at);
    return sample.error === null ? this.ticks.serve('modular', at, at) : [];
  }

  private take(sample: SimulatedCycle, at: number): void {
    this.control.take({ kind: 'cycle', ...sample });
    const { monitor, error: kind, durationMs } = sample;
    const error = kind === null ? null : { kind, message: `${monitor} gives no report`, mend: '' };
    this.ownHealth.reported({ monitor, error, durationMs }, at);
  }

  private newOwnHealth(): OwnHealth {
    const noJudges = { legacy: null, modular: null };
    return new OwnHealth({
      intervalMs: this.scenario.interval,
      compare: (agentId, legacy, modular) =>
        this.alive
          ? compareAgent({ agentId, legacy, modular, modularFrames: [], now: this.at }, noJudges)
          : [],
      tell: (at, level, _, text) => this.tell(at, level, text),
    });
  }

  private share(): number {
    return shareOf(this.knownFlags());
  }

  /** The flags as the engine would know them. */
  private knownFlags() {
    const [variable = '', value = ''] = this.killed?.split('=') ?? [];
    const overrides = this.killed === null ? [] : [{ variable, value, effect: '' }];
    return { status: 'ok' as const, killed: this.killed !== null, overrides, effective: this.flags };
  }

  private async step(step: Step): Promise<void> {
    const { at, control } = this;
    const { conditions } = this.machine;
    const act = { at, who: OPERATOR, why: 'the scenario' };
    if (step.agents !== undefined) conditions.agents = step.agents;
    if (step.errors !== undefined) conditions.errors = step.errors;
    if (step.latency !== undefined) conditions.latency = step.latency;
    if (step.failures !== undefined) conditions.failing = { left: step.failures, kind: 'exception' };
    if (step.crash === true) conditions.failing = { left: 1, kind: 'crash' };
    if (step.unreachable !== undefined) conditions.unreachableUntil = at + step.unreachable;
    if (step.modular !== undefined) this.version = step.modular;
    if (step.deadComparison !== undefined) {
      this.alive = !step.deadComparison;
      control.take(this.ownHealth.probe(at));
    }
    if (step.outage !== undefined) {
      this.downUntil = at + step.outage;
      this.restarting = true;
      this.machine.stop();
    }
    if (step.restart === true) this.restarting = true;
    for (const target of step.missing ?? []) control.take({ kind: 'missing', at, agentId: target, target });
    if (step.recovery !== undefined)
      control.take({ kind: 'recovery', at, succeeded: step.recovery === 'succeeded' });
    if (step.openSignatures !== undefined) this.signatures.open = step.openSignatures;
    if (step.legacyRight !== undefined)
      this.signatures.against = [{ verdict: 'legacy_right', ...step.legacyRight }];
    if (step.killSwitch !== undefined) {
      this.killed = step.killSwitch ? 'TMUX_ORC_USE_MODULAR_MONITOR=false' : null;
      await this.flagsChanged('the environment', 'the kill switch');
    }
    if (step.stage !== undefined) {
      this.setFlags(step.stage, STAGE_PERCENTAGE[step.stage]);
      await this.flagsChanged(OPERATOR, 'the scenario');
    }
    if (step.pause === true) await this.ask({ type: 'pause', ...act });
    if (step.resume === true) await this.ask({ type: 'resume', ...act });
    if (step.approve === true) await this.ask({ type: 'approve', ...act, ...control.seen(at) });
    if (step.freeze !== undefined) await this.ask({ type: 'freeze', ...act, until: at + step.freeze });
    if (step.retry !== undefined) await this.ask({ type: 'retry', ...act, stage: step.retry });
    if (step.rollback === true) await this.ask({ type: 'kill', ...act });
    if (step.drill === true) await this.ask({ type: 'drill', ...act });
  }

  private async ask(event: RolloutEvent): Promise<void> {
    const refusal: Refusal | null = await this.control.handle(event);
    if (refusal !== null) this.tell(this.at, 'warn', `refused: ${refusal.message}`);
  }

  private async restart(): Promise<void> {
    this.restarting = false;
    const saved = this.journal.state()?.state as SavedControl | undefined;
    if (saved !== undefined) this.control = await RolloutControl.open(this.controlParts(), saved.state);
    this.control.take({ kind: 'restart', at: this.at });
    await this.control.handle({ type: 'restart', at: this.at });
    await this.flagsChanged('somebody', 'the flags file was changed');
    this.ticks = new Ticks();
    this.ownHealth = this.newOwnHealth();
  }

  private controlParts(): ControlParts {
    return {
      journal: this.journal,
      settings: this.settings,
      write: (write) => this.write(write),
      tell: (at, level, _, text) => this.tell(at, level, text),
      rolledBack: () => {},
      evidenceReset: () => {
        this.control.take(this.ownHealth.probe(this.at));
      },
      now: () => this.at,
    };
  }

  private async write(write: PendingWrite): Promise<FlagsWritten> {
    const before = this.flags;
    const restored = write.kind === 'restore' ? this.beforeDrill : null;
    this.setFlags(write.to, restored?.rollout_percentage ?? STAGE_PERCENTAGE[write.to]);
    this.beforeDrill = write.kind === 'drill' ? before : null;
    this.stageChanged(write.kind === 'promotion' ? write.who : `${write.kind} by ${write.who}`);
    await this.flagsChanged(write.who, write.why);
    return { writtenMs: 0, readBackMs: 0, revision: '', before, after: this.flags };
  }

  private setFlags(stage: Stage, share: number): void {
    const { rollout_stage: before } = this.flags;
    this.flags = {
      ...this.flags,
      rollout_stage: stage,
      rollout_percentage: share,
      use_modular_monitor: stage !== 'disabled',
    };
    if (before !== stage) this.ticks.restartCount();
  }

  private async flagsChanged(who: string, why: string): Promise<void> {
    const stage = this.killed === null ? this.flags.rollout_stage : 'disabled';
    if (this.stages.at(-1)?.stage !== this.flags.rollout_stage) this.stageChanged(who);
    const share = this.share();
    await this.control.handle({ type: 'flags', at: this.at, who, why, stage, share, killed: this.killed });
  }

  private stageChanged(by: string): void {
    this.stages.push({ after: this.at - this.startedAt, stage: this.flags.rollout_stage, by });
  }

  private tell(at: number, level: EventLevel, text: string): void {
    this.timeline.push({ after: at - this.startedAt, level, text });
  }
}

function settingsOf({ settings, name }: Scenario): Settings {
  if (settings === undefined) return defaultSettings();
  const read = parseSettings(JSON.stringify(settings), `${name}: settings`);
  if (read.ok) return read.value;
  const first = read.problems[0]!;
  throw new CutoverError('scenario', describeAgentProblem({ ...first, line: null }), first.mend);
}
