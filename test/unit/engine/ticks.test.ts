import { describe, expect, it } from 'vitest';
import { Ticks } from '../../../src/engine/ticks.ts';

describe('service of ticks', () => {
  it('a report serves the ticks of its monitor that it started at or after', () => {
    const ticks = new Ticks();
    ticks.begin(0, 'legacy', 0);
    ticks.begin(1, 'legacy', 5000);
    expect(ticks.serve('legacy', 5000, 9000)).toEqual([
      { tick: 0, monitor: 'legacy', beganAt: 0, at: 9000, lateMs: 9000 },
      { tick: 1, monitor: 'legacy', beganAt: 5000, at: 9000, lateMs: 4000 },
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

  it('counts the realised share up to the first tick that waits, and anew after a change', () => {
    const ticks = new Ticks();
    ticks.begin(0, 'modular', 0);
    ticks.begin(1, 'legacy', 1);
    ticks.begin(2, 'modular', 2);
    ticks.serve('modular', 2, 3);
    expect(ticks.realised).toEqual({ ticks: 1, modular: 1 });
    ticks.serve('legacy', 1, 4);
    expect(ticks.realised).toEqual({ ticks: 3, modular: 2 });
    ticks.restartCount();
    expect(ticks.realised).toEqual({ ticks: 0, modular: 0 });
    ticks.begin(3, 'legacy', 5);
    expect(ticks.serve('legacy', 5, 6)).toHaveLength(1);
    expect(ticks.realised).toEqual({ ticks: 1, modular: 0 });
  });

  it('a tick that nobody serves holds the count up for a while, and then does not count', () => {
    const ticks = new Ticks();
    ticks.begin(0, 'modular', 0);
    ticks.begin(1, 'legacy', 1);
    ticks.serve('legacy', 1, 2);
    expect(ticks.realised).toEqual({ ticks: 0, modular: 0 });
    ticks.begin(2, 'legacy', 20 * 60_000);
    expect(ticks.realised).toEqual({ ticks: 1, modular: 0 });
  });
});
