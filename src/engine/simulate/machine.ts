import type { MonitorFailure } from '../../core/report.ts';
import type { CycleSample } from '../../health/health.ts';
import type { Random } from '../../statistics/random.ts';
import type { Scenario } from './scenario.ts';

/** A cycle, which fails as a monitor's does. */
export type SimulatedCycle = CycleSample & { error: MonitorFailure['kind'] | null };

/** What the simulated monitors are like; steps of the scenario change it. */
export interface Conditions {
  agents: number;
  errors: Scenario['errors'];
  latency: Scenario['latency'];
  /** Failures that are to come next, whatever the rate says. */
  failing: { left: number; kind: MonitorFailure['kind'] };
  /** tmux does not answer until then, in ms. */
  unreachableUntil: number;
}

/** The two monitors of a simulation: how long their cycles take, and which of them fail. */
export class Machine {
  readonly conditions: Conditions;
  private readonly random: Random;
  private legacyStartedAt: number | null = null;
  private legacyTakes = 0;

  constructor({ agents, errors, latency }: Scenario, random: Random) {
    this.random = random;
    const failing = { left: 0, kind: 'exception' as const };
    this.conditions = { agents, errors, latency, failing, unreachableUntil: Number.NEGATIVE_INFINITY };
  }

  /** Modular's cycle of this tick. */
  modular(at: number, tick: number): SimulatedCycle {
    const { agents, latency } = this.conditions;
    const durationMs = agents * latency.legacyPerAgent * latency.ratio * this.spread();
    const error = at < this.conditions.unreachableUntil ? 'no_server' : this.failure();
    const seen = error === null ? agents : 0;
    return {
      monitor: 'modular',
      startedAt: at,
      durationMs,
      waitedMs: 0,
      error,
      agents: seen,
      asked: seen,
      answered: seen,
      subprocesses: 1,
      tick,
    };
  }

  /** Legacy's cycle that has ended by now, if one has; the next one begins then. */
  legacy(at: number, tick: number): SimulatedCycle | null {
    const { agents, latency } = this.conditions;
    let ended: SimulatedCycle | null = null;
    if (this.legacyStartedAt !== null && at >= this.legacyStartedAt + this.legacyTakes) {
      ended = {
        monitor: 'legacy',
        startedAt: this.legacyStartedAt,
        durationMs: this.legacyTakes,
        waitedMs: 0,
        error: at < this.conditions.unreachableUntil ? 'no_server' : null,
        agents,
        asked: agents,
        answered: agents,
        subprocesses: 4 * agents,
        tick,
      };
      this.legacyStartedAt = null;
    }
    if (this.legacyStartedAt === null) {
      this.legacyStartedAt = at;
      this.legacyTakes = agents * latency.legacyPerAgent * this.spread();
    }
    return ended;
  }

  /** A cycle that was under way is lost. */
  stop(): void {
    this.legacyStartedAt = null;
  }

  private failure(): MonitorFailure['kind'] | null {
    const { errors, failing } = this.conditions;
    if (failing.left === 0 && this.random() < errors.percent / 100 / errors.burst) {
      failing.left = errors.burst;
      failing.kind = 'exception';
    }
    if (failing.left === 0) return null;
    failing.left--;
    return failing.kind;
  }

  /** A factor around 1, by a logarithmic normal distribution (Box and Muller). */
  private spread(): number {
    const { spread } = this.conditions.latency;
    const [u, v] = [1 - this.random(), this.random()];
    return Math.exp(spread * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v));
  }
}
