import { describe, expect, it } from 'vitest';
import { Ticks } from '../../../src/engine/ticks.ts';

describe('service of ticks', () => {
  it('a report serves the ticks of its monitor that it started at or after', () => {
    const ticks = new Ticks();
    ticks.begin(0, 'legacy', 0);
    ticks.begin(1, 'legacy', 5000);
    expect(ticks.serve('legacy', 5000, 9000)).toEqual([
      { tick: 0, monitor: 'legacy', at: 9000, lateMs: 9000 },
      { tick: 1, monitor: 'legacy', at: 9000, lateMs: 4000 },
    ]);
    expect(ticks.last).toMatchObject({ tick: 1 });
  });

  it('a report that started before the tick does not serve it', () => {
    const ticks = new Ticks();
    ticks.begin(0, 'legacy', 5000);
    expect(ticks.serve('legacy', 4999, 9000)).toEqual([]);
    expect(ticks.serve('legacy', 9000, 12_000)).toHaveLength(1);
  });

  it('the shadow serves nothing', () => {
    const ticks = new Ticks();
    ticks.begin(0, 'modular', 0);
    expect(ticks.serve('legacy', 0, 100)).toEqual([]);
    expect(ticks.serve('modular', 0, 100)).toHaveLength(1);
  });

  it('counts the realised share anew after a change', () => {
    const ticks = new Ticks();
    ticks.begin(0, 'modular', 0);
    ticks.begin(1, 'legacy', 1);
    expect(ticks.realised).toEqual({ ticks: 2, modular: 1 });
    ticks.restartCount();
    expect(ticks.realised).toEqual({ ticks: 0, modular: 0 });
    expect(ticks.serve('legacy', 1, 2)).toHaveLength(1);
  });
});
