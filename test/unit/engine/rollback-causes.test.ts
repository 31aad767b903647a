import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/core/check.ts';
import type { RolledBack } from '../../../src/core/rollout.ts';
import { MemoryJournal } from '../../../src/engine/simulate/memory-journal.ts';
import { scenarioSchema } from '../../../src/engine/simulate/scenario.ts';
import { Simulation } from '../../../src/engine/simulate/simulation.ts';

const MINUTE = 60_000;
const INTERVAL = 10_000;
const BREACH = 30 * MINUTE;
const START = Date.parse('2026-01-05T08:00:00Z');

/** Numbers by which every gate of canary passes within some minutes. */
const LENIENT = {
  errorBoundPercent: 20,
  ratioLeastPairs: 20,
  ratioDroppedPairs: 1,
  ratioBlockMs: '1min',
  windowMs: '1h',
  growthLeastMs: '1min',
};

/** What a stage may be doing when it breaks: steps that lead there, and how it is seen there. */
const SITUATIONS = [
  { name: 'running', dwell: '10h', steps: [], sub: 'running' },
  { name: 'paused', dwell: '10h', steps: [{ at: '20min', pause: true }], sub: 'paused' },
  { name: 'awaiting approval', dwell: '10min', steps: [], sub: 'awaiting_approval' },
  { name: 'frozen', dwell: '10h', steps: [{ at: '20min', freeze: '10h' }], sub: 'running' },
] as const;

/** What breaks it: the steps, in which tick after the breach it is to be seen, and what the evidence names. */
const CAUSES = [
  {
    name: '5 failures in a row',
    step: { failures: 5 },
    ticks: 4,
    names: /error rate.*5 failed cycles in a row/,
  },
  { name: 'a crash of modular', step: { crash: true }, ticks: 0, names: /error rate.*n / },
  { name: 'a failed recovery of a PM', step: { recovery: 'failed' }, ticks: 0, names: /PM recovery.*0\/1/ },
  {
    name: 'a confirmed missing agent',
    step: { missing: ['shop:1.0'] },
    ticks: 0,
    names: /missing.*shop:1\.0/,
  },
  { name: 'the rollback key', step: { rollback: true }, ticks: 0, names: null },
  { name: 'the kill switch', step: { killSwitch: true }, ticks: 0, names: null },
] as const;

/** Knows when a check first failed. */
class ChecksJournal extends MemoryJournal {
  firstFail: number | null = null;

  override checks(at: number, results: readonly CheckResult[]): void {
    if (results.some(({ verdict }) => verdict === 'fail')) this.firstFail ??= at;
  }
}

function simulation(
  situation: (typeof SITUATIONS)[number],
  step: object,
  journal = new MemoryJournal(),
): Simulation {
  const scenario = scenarioSchema.parse({
    agents: 2,
    length: '60min',
    settings: {
      rollout: { dwell: { canary: situation.dwell }, approvals: ['beta'] },
      health: LENIENT,
    },
    steps: [{ at: 0, stage: 'canary' }, ...situation.steps, { at: BREACH, ...step }],
  });
  return new Simulation(scenario, journal);
}

describe.each(SITUATIONS)('from canary, $name', (situation) => {
  it('is reached, and left by nothing else', async () => {
    const { state, stages } = await simulation(situation, { agents: 2 }).run();
    expect(state).toMatchObject({ stage: 'canary', sub: { kind: situation.sub } });
    expect(state.freeze === null).toBe(situation.name !== 'frozen');
    expect(stages).toHaveLength(1);
  });

  it.each(CAUSES)('$name rolls back in its tick', async ({ step, ticks, names }) => {
    const { state, stages } = await simulation(situation, step).run();
    expect(state).toMatchObject({ stage: 'disabled', share: 0, pending: null, sub: { kind: 'rolled_back' } });
    const { at, from, evidence } = state.sub as RolledBack;
    expect(from).toBe('canary');
    expect((at - START - BREACH) / INTERVAL).toBe(ticks);
    expect(stages.at(-1)).toMatchObject({ stage: 'disabled', after: BREACH + ticks * INTERVAL });
    if (names !== null) expect(evidence.join('\n')).toMatch(names);
  });

  it('a P95 that is beyond doubt 1.2 times that of legacy rolls back in the tick in which it is', async () => {
    const journal = new ChecksJournal();
    const { state } = await simulation(situation, { latency: { ratio: 3 } }, journal).run();
    expect(state).toMatchObject({ stage: 'disabled', sub: { kind: 'rolled_back', from: 'canary' } });
    const { at, evidence } = state.sub as RolledBack;
    expect(evidence.join('\n')).toMatch(/P95 ratio .*bound .*n \d+: slower than legacy beyond doubt/);
    expect(journal.firstFail).toBe(at);
    expect(at).toBeGreaterThan(START + BREACH);
  });
});
