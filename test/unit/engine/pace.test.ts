import { describe, expect, it, vi } from 'vitest';
import { flagsSchema } from '../../../src/core/flags.ts';
import { emptyReport, type Report } from '../../../src/core/report.ts';
import { Pace } from '../../../src/engine/pace.ts';
import type { CycleContext, Monitor } from '../../../src/monitors/monitor.ts';

/** A monitor whose cycles end when the test says so. */
function heldMonitor() {
  const cycles: { context: CycleContext; end(): void; fail(error: Error): void }[] = [];
  let overlapping = 0;
  let most = 0;
  const monitor: Monitor = {
    name: 'legacy',
    runCycle: (context) => {
      most = Math.max(most, ++overlapping);
      return new Promise<Report>((resolve, reject) => {
        const ended = () => overlapping--;
        context.signal.addEventListener('abort', () => {
          ended();
          resolve(emptyReport('legacy', 0));
        });
        cycles.push({
          context,
          end() {
            ended();
            resolve(emptyReport('legacy', 0));
          },
          fail(error) {
            ended();
            reject(error);
          },
        });
      });
    },
  };
  return { monitor, cycles, mostAtOnce: () => most };
}

function paced(over: Partial<Monitor> = {}) {
  const held = heldMonitor();
  const reports: { report: Report; tick: number }[] = [];
  const pace = new Pace(
    { ...held.monitor, ...over },
    () => 0,
    () => flagsSchema.parse({}),
    {
      observation: () => {},
      report: (report, tick) => reports.push({ report, tick }),
    },
  );
  return { ...held, pace, reports };
}

/** Lets what has been promised so far happen. */
const settled = () => new Promise<void>((done) => setImmediate(done));

describe('the pace of a monitor', () => {
  it('never overlaps itself, and begins anew as soon as it has ended when a tick came meanwhile', async () => {
    const { pace, cycles, reports, mostAtOnce } = paced();
    pace.tick(0);
    pace.tick(1);
    pace.tick(2);
    expect(cycles).toHaveLength(1);
    cycles[0]!.end();
    await settled();
    expect(cycles.map(({ context }) => context.tick)).toEqual([0, 2]);
    cycles[1]!.end();
    await settled();
    expect(cycles).toHaveLength(2);
    expect(reports.map(({ tick }) => tick)).toEqual([0, 2]);
    expect(mostAtOnce()).toBe(1);
    expect(pace.isRunning).toBe(false);
  });

  it('an exception that ends the cycle is a crash, told by a failed report, and the next tick tries again', async () => {
    const { pace, cycles, reports } = paced();
    pace.tick(0);
    cycles[0]!.fail(new Error('boom'));
    await settled();
    expect(reports[0]?.report.error).toMatchObject({ kind: 'crash', message: 'boom' });
    pace.tick(1);
    expect(cycles).toHaveLength(2);
  });

  it('a restart drops the running cycle without a report and begins one for the new tick', async () => {
    const { pace, cycles, reports, mostAtOnce } = paced();
    pace.tick(0);
    pace.restart(1);
    await settled();
    expect(cycles.map(({ context }) => context.tick)).toEqual([0, 1]);
    expect(reports).toEqual([]);
    expect(mostAtOnce()).toBe(1);
  });

  it('waits for a command as long as its own time-out, and a little for its reason', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const external = { program: 'site', fingerprint: 'f', timeoutMs: 300_000 };
      const { pace, reports } = paced({ external });
      pace.tick(0);
      await vi.advanceTimersByTimeAsync(304_000);
      expect(reports).toEqual([]);
      await vi.advanceTimersByTimeAsync(2000);
      expect(reports[0]?.report.error).toMatchObject({ kind: 'timeout' });
      await pace.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('stops: the running cycle is ended, no other begins', async () => {
    const { pace, cycles, reports } = paced();
    pace.tick(0);
    pace.tick(1);
    await pace.stop();
    pace.tick(2);
    expect(cycles).toHaveLength(1);
    expect(reports).toEqual([]);
  });
});
