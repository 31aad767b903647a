import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HealthInput } from '../../../src/health/input.ts';
import { RETENTION } from '../../../src/journal/retention.ts';
import { PATIENCE } from '../../support/tmux-server.ts';
import { check, cycle, DAY_MS, divergence, observation, START, tempJournal, tick } from './support.ts';

const HOUR_MS = 3_600_000;
const plenty = { ms: 1000 * DAY_MS, rows: 1_000_000 };
const budget = { budgetMs: 2000, steps: 1_000_000 };

/** An input an hour. */
const hours = (n: number): HealthInput[] => Array.from({ length: n }, (_, i) => tick(START + i * HOUR_MS));

describe('retention', () => {
  it('removes by age what no stage needs, and keeps what the stage needs however old', () => {
    const { journal, clock } = tempJournal({ evidence: { ms: DAY_MS, rows: 1000 }, ...budget });
    for (const one of hours(300)) journal.health(one);
    journal.mark(START + 300 * HOUR_MS, 'canary began');
    const stage = [cycle(START + 301 * HOUR_MS), tick(START + 301 * HOUR_MS)];
    for (const one of stage) journal.health(one);
    journal.divergence(divergence({ at: START + 301 * HOUR_MS }), 1);
    clock.now = START + 2000 * HOUR_MS;
    journal.flush();
    expect([...journal.evidence()]).toEqual(stage);
    expect([...journal.divergences()]).toHaveLength(1);
    expect([...journal.divergences()][0]?.divergence.target).toBe('team:1.0');
    expect(journal.evidenceStart()).toMatchObject({ complete: true });
    expect(journal.durations('modular', START, START + 1000 * HOUR_MS)).toHaveLength(1);
  });

  it('removes of a stage what is beyond the rows, the oldest first, and tells that it is not complete', () => {
    const { journal, clock } = tempJournal({ evidence: { ms: DAY_MS, rows: 50 }, ...budget });
    journal.mark(START, 'canary began');
    const all = hours(300);
    for (const one of all) journal.health(one);
    clock.now = START + 300 * HOUR_MS;
    journal.flush();
    expect([...journal.evidence()]).toEqual(all.slice(-50));
    expect(journal.evidenceStart()).toEqual({ at: START, why: 'canary began', complete: false });
    journal.mark(clock.now, 'beta began');
    journal.flush();
    expect(journal.evidenceStart()).toMatchObject({ why: 'beta began', complete: true });
  });

  it('removes observations, checks, events and answered requests by rows and age', () => {
    const { journal, clock } = tempJournal({
      observations: { ms: DAY_MS, rows: 1000 },
      checks: { ms: 2 * DAY_MS, rows: 1000 },
      events: { ms: 1000 * DAY_MS, rows: 10 },
      ...budget,
    });
    for (let i = 0; i < 100; i++) {
      const at = START + i * HOUR_MS;
      journal.observation(observation({ at, state: i % 2 === 0 ? 'idle' : 'working' }));
      journal.checks(at, [check()]);
      journal.event({ id: 0, at, level: 'info', glyph: '·', text: String(i), agentId: null });
    }
    clock.now = START + 100 * HOUR_MS;
    journal.flush();
    expect(journal.observations('%1:100').map((one) => one.at)).toEqual(
      Array.from({ length: 24 }, (_, i) => START + (76 + i) * HOUR_MS),
    );
    expect(journal.checkResults('error_rate', START, clock.now)).toHaveLength(48);
    expect(journal.events().map((one) => one.text)).toEqual(
      Array.from({ length: 10 }, (_, i) => String(90 + i)),
    );
  });

  it('keeps the names that are in use, and the others go', () => {
    const { journal, clock } = tempJournal({ observations: { ms: DAY_MS, rows: 1000 }, ...budget });
    for (let day = 0; day < 20; day++) {
      const at = START + day * DAY_MS;
      clock.now = at;
      journal.observation(observation({ at, target: 'kept:1.0', state: day % 2 === 0 ? 'idle' : 'working' }));
      journal.observation(observation({ at, agentId: `%9:${day}`, target: `passing-${day}:1.0` }));
      journal.flush();
    }
    expect(journal.observations('%1:100').map((one) => one.target)).toEqual(['kept:1.0', 'kept:1.0']);
    expect(journal.observations('%9:19')).toHaveLength(1);
    expect(journal.observations('%9:0')).toEqual([]);
    journal.observation(
      observation({ at: clock.now, agentId: '%9:0', target: 'passing-0:1.0', state: 'idle' }),
    );
    journal.flush();
    expect(journal.observations('%9:0').map((one) => one.target)).toEqual(['passing-0:1.0']);
  });

  it('stays within the bytes that were set, and gives the space back', () => {
    const bytes = 2_000_000;
    const { journal, clock } = tempJournal({ observations: plenty, evidence: plenty, bytes, ...budget });
    const sizes: number[] = [];
    for (let round = 0; round < 30; round++) {
      for (let i = 0; i < 4000; i++) {
        const at = START + round * 100_000 + i;
        journal.observation(
          observation({ at, agentId: `%${i % 50}:1`, state: round % 2 === 0 ? 'idle' : 'working' }),
        );
        journal.health(tick(at));
      }
      clock.now = START + round * 100_000;
      expect(journal.flush()).toBe(true);
      sizes.push(journal.sizeBytes());
    }
    // The log and the spare pages come on top.
    expect(Math.max(...sizes)).toBeLessThan(bytes + 10_000_000);
    expect([...journal.evidence()].at(-1)).toEqual(tick(START + 29 * 100_000 + 3999));
    expect(journal.problem()).toBe('');
  });

  it('gives the space of what was removed back to the disk, a little with each flush', () => {
    const { journal, path, clock } = tempJournal({ evidence: { ms: DAY_MS, rows: 1_000_000 }, ...budget });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 40_000; i++) journal.health(tick(START + i));
      journal.flush();
    }
    const full = journal.sizeBytes();
    journal.mark(START + 50_000, 'beta began');
    clock.now = START + 2 * DAY_MS;
    for (let i = 0; i < 20; i++) expect(journal.flush()).toBe(true);
    journal.close();
    expect(statSync(path).size).toBeLessThan(full - 20 * 40 * 4096);
    // What is kept for the rows that come next.
    expect(statSync(path).size).toBeGreaterThan(900 * 4096);
  });

  it('does its work in small steps: no flush spends more than its share of time on it', () => {
    const { journal, clock } = tempJournal();
    const rows = 20_000;
    for (let i = 0; i < rows; i++) journal.health(cycle(START + i * 5000));
    journal.flush();
    journal.mark(START + rows * 5000, 'beta began');
    clock.now = START + 100 * DAY_MS;
    const times: number[] = [];
    const left = () => journal.durations('modular', START, clock.now).length;
    while (left() > 0 && times.length < 1000) {
      const began = performance.now();
      journal.flush();
      times.push(performance.now() - began);
    }
    expect(left()).toBe(0);
    expect(times.length).toBeGreaterThan(1);
    // The median: other programs run on this machine too.
    expect(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]).toBeLessThan(20 * PATIENCE);
    expect(RETENTION.budgetMs).toBeLessThan(20);
  });
});
