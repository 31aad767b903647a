import { AGENT_STATES } from '../src/core/agent.ts';
import type { CheckResult } from '../src/core/check.ts';
import { CHECK_IDS } from '../src/core/check.ts';
import type { Divergence } from '../src/core/divergence.ts';
import { type Journal, openJournal } from '../src/journal/journal.ts';
import { chances } from './hostile.ts';

/** What a rollout writes into its journal. */
export interface Volume {
  hours: number;
  intervalMs: number;
  agents: number;
}

/** What writing it cost. */
export interface Written {
  journal: Journal;
  startedAt: number;
  endedAt: number;
  /** Of each tick's flush, in ms, in order of size. */
  flushMs: number[];
}

const START = Date.UTC(2026, 10, 24, 21, 0, 0);
const MINUTE_MS = 60_000;
/** Legacy looks at one agent after the other. */
const LEGACY_MS_PER_AGENT = 900;
const SIGNATURES = 60;

/**
 * Writes the journal of a rollout on a virtual clock: cycles of both monitors, ticks, comparisons of every agent in every
 * cycle of legacy, half of them a divergence, a change of state of each agent once a minute, checks, events, and a
 * decision a minute.
 */
export function writeVolume(path: string, { hours, intervalMs, agents }: Volume): Written {
  const chance = chances(1);
  let at = START;
  const journal = openJournal(path, { now: () => at });
  const flushMs: number[] = [];
  const ticks = Math.round((hours * 60 * MINUTE_MS) / intervalMs);
  const perMinute = Math.round(MINUTE_MS / intervalMs);
  const legacyMs = agents * LEGACY_MS_PER_AGENT;
  const ticksOfLegacy = Math.max(1, Math.ceil(legacyMs / intervalMs));
  let legacyCycle = 0;
  journal.mark(at, 'canary began');

  for (let tick = 0; tick < ticks; tick++) {
    at = START + tick * intervalMs;
    journal.health({
      kind: 'tick',
      at,
      scheduled: ['modular'],
      cpuPercent: 1 + chance(1000) / 997,
      rssBytes: 90_000_000 + chance(1_000_000),
      subprocessesPerCycle: 1,
    });
    journal.health(cycle('modular', at, 100 + chance(100_000) / 997, tick, agents));
    journal.health({ kind: 'signatures', at, open: 4, against: [] });
    if (tick % ticksOfLegacy === ticksOfLegacy - 1) {
      journal.health(cycle('legacy', at - legacyMs, legacyMs + chance(1000), tick, agents));
      legacyCycle++;
    }
    // The agents that legacy has come to in this tick, and those whose state changes in it.
    for (let agent = tick % ticksOfLegacy; agent < agents; agent += ticksOfLegacy) {
      journal.health({ kind: 'comparison', at, compared: 1, differing: chance(2) });
      if (chance(2) === 0) journal.divergence(divergence(agent, at, chance(SIGNATURES)), legacyCycle);
    }
    for (let agent = tick % perMinute; agent < agents; agent += perMinute)
      journal.observation({
        at,
        monitor: 'modular',
        agentId: `%${agent}:${10_000 + agent}`,
        target: `team-${agent % 20}:${agent}.0`,
        kind: 'claude',
        // Every minute another one than before.
        state: AGENT_STATES[Math.floor(tick / perMinute) % AGENT_STATES.length]!,
        detail: null,
        rule: `claude.rule.${chance(80)}`,
      });
    journal.checks(at, CHECK_IDS.map(check));
    if (tick % perMinute === 0) {
      journal.event({
        id: tick,
        at,
        level: 'info',
        glyph: '·',
        text: `something happened in ${tick}`,
        agentId: null,
      });
      journal.record('decision', at, { tick, inputs: CHECK_IDS.map(check), words: 'x'.repeat(1500) });
    }
    journal.saveState(at, { stage: 'canary', bake: { ms: at - START, lastTickAt: at }, looks: [] });
    const began = performance.now();
    if (!journal.flush()) throw new Error(journal.problem());
    flushMs.push(performance.now() - began);
  }
  return { journal, startedAt: START, endedAt: at, flushMs: flushMs.sort((a, b) => a - b) };
}

function cycle(
  monitor: 'legacy' | 'modular',
  startedAt: number,
  durationMs: number,
  tick: number,
  agents: number,
) {
  return {
    kind: 'cycle' as const,
    monitor,
    startedAt,
    durationMs,
    waitedMs: 0,
    error: null,
    agents,
    asked: agents,
    answered: agents,
    subprocesses: monitor === 'legacy' ? agents * 4 : 1,
    tick,
  };
}

function divergence(agent: number, at: number, question: number): Divergence {
  return {
    agentId: `%${agent}:${10_000 + agent}`,
    target: `team-${agent % 20}:${agent}.0`,
    kind: 'claude',
    class: 'state',
    cause: question % 3 === 0 ? 'timing' : 'logic',
    legacy: { state: 'idle', detail: null, rule: 'legacy.idle', line: null, text: '', at },
    modular: {
      state: 'working',
      detail: null,
      rule: `claude.rule.${question}`,
      line: 3,
      text: 'some text',
      at,
    },
    signature: `claude idle(legacy.idle) → working(claude.rule.${question})`,
    why: 'no change between the captures',
    crossed: null,
    gapMs: 100,
    at,
  };
}

function check(id: CheckResult['id']): CheckResult {
  return {
    id,
    label: id.replace('_', ' '),
    verdict: 'pass',
    alert: false,
    reason: '',
    value: 0.0123,
    interval: { low: 0, high: 0.035 },
    n: 8640,
    bound: 0.1,
    shown: { value: '0.012 %', interval: '≤ 0.035 %', bound: '< 0.1 %' },
    missing: '',
  };
}

/** The value below which this share of the sorted values lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
