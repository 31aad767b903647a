import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../../src/engine/simulate/memory-journal.ts';
import { type Scenario, scenarioSchema } from '../../../src/engine/simulate/scenario.ts';
import { Simulation, type SimulationResult } from '../../../src/engine/simulate/simulation.ts';
import { PATIENCE } from '../../support/tmux-server.ts';

const HOUR = 3_600_000;
const INTERVAL = 10_000;

function run(scenario: Partial<Scenario> | object): Promise<SimulationResult> {
  return new Simulation(scenarioSchema.parse(scenario), new MemoryJournal()).run();
}

const reached = ({ stages }: SimulationResult) =>
  stages.map(({ stage, after, by }) => [stage, after / HOUR, by]);

const begin = { at: 0, stage: 'canary' };

describe('a simulated rollout of 100 agents at 10 s', { timeout: 120_000 * PATIENCE }, () => {
  it('goes by itself to beta at 24 h of healthy bake and to production at 72 h more, not a tick earlier', async () => {
    const result = await run({
      length: '97h',
      settings: { rollout: { drillFor: [] } },
      steps: [begin],
    });
    expect(reached(result)).toEqual([
      ['canary', 0, 'operator'],
      ['beta', 24, 'cutover'],
      ['production', 96, 'cutover'],
    ]);
    expect(result.view.next).toEqual({ stage: 'legacy_disabled', by: 'operator', inMs: null });
  });

  it('is not changed by an engine that is started anew every hour', async () => {
    const result = await run({
      length: '25h',
      steps: [begin, { at: '1h', every: '1h', restart: true }],
    });
    // The gap before each restart is one interval: it counts.
    expect(reached(result)).toEqual([
      ['canary', 0, 'operator'],
      ['beta', 24, 'cutover'],
    ]);
  });

  it('takes as much longer as the engine was down or tmux did not answer', async () => {
    const down = await run({ length: '31h', steps: [begin, { at: '10h', outage: '6h' }] });
    // The tick after the outage finds a gap of 6 h that counts nothing: one interval is lost with it.
    expect(reached(down).at(-1)).toEqual(['beta', 30 + INTERVAL / HOUR, 'cutover']);
    const unreachable = await run({ length: '31h', steps: [begin, { at: '10h', unreachable: '6h' }] });
    const [, at] = reached(unreachable).at(-1)!;
    // Staleness shows after two intervals: until then nothing is known to be wrong.
    expect(at).toBeGreaterThanOrEqual(30 - (3 * INTERVAL) / HOUR);
    expect(at).toBeLessThan(30 + (3 * INTERVAL) / HOUR);
  });
});
