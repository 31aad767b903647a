import { describe, expect, it } from 'vitest';
import type { CheckId, CheckResult } from '../../../src/core/check.ts';
import { healthConfig } from '../../../src/health/config.ts';
import { Health } from '../../../src/health/health.ts';
import { cycle, START } from './support.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

function checkOf(health: Health, id: CheckId, now: number): CheckResult {
  return health.evaluate(now).checks.find((check) => check.id === id)!;
}

/** `n` cycles of modular, one every 5 s, and the time after them. */
function run(health: Health, n: number, from = START, fields: Parameters<typeof cycle>[0] = {}): number {
  for (let i = 0; i < n; i++) health.addCycle(cycle({ startedAt: from + i * 5 * SECOND, ...fields }));
  return from + n * 5 * SECOND;
}

/** Legacy cycles of 38 s in a row, with modular's every 5 s within them. */
function runBoth(health: Health, n: number, from = START): number {
  for (let i = 0; i < n; i++) {
    const startedAt = from + i * 38 * SECOND;
    run(health, 7, startedAt, { durationMs: 130 + (i % 7) });
    const durationMs = 37_800 + (i % 5) * 40;
    health.addCycle(
      cycle({ monitor: 'legacy', startedAt, durationMs, waitedMs: durationMs - 800, subprocesses: 168 }),
    );
  }
  return from + n * 38 * SECOND;
}

describe('Health', () => {
  it('says of nothing that it is inconclusive', () => {
    const report = new Health().evaluate(START);
    expect(report.verdict).toBe('inconclusive');
    expect(report.checks).toHaveLength(8);
    expect(report.percentiles.legacy).toEqual({ n: 0, p50: null, p95: null, p99: null });
    expect(report.recentMs).toEqual([]);
  });

  it('counts clean cycles, and foretells at their pace', () => {
    const health = new Health();
    const now = run(health, 100);
    expect(checkOf(health, 'error_rate', now)).toMatchObject({
      verdict: 'inconclusive',
      n: 100,
      missing: '2,895 clean cycles more: about 4 h 02 min',
    });
    run(health, 2895, now);
    expect(checkOf(health, 'error_rate', now + 2895 * 5 * SECOND).verdict).toBe('pass');
  });

  it('counts runs of failures as incidents, and five in a row at once', () => {
    const health = new Health();
    let now = run(health, 500);
    now = run(health, 3, now, { error: 'timeout' });
    expect(checkOf(health, 'error_rate', now)).toMatchObject({
      n: 500,
      reason: '1 incident, n counts as 167',
    });
    now = run(health, 2, now, { error: 'timeout' });
    expect(checkOf(health, 'error_rate', now)).toMatchObject({
      verdict: 'fail',
      alert: true,
      reason: '5 failed cycles in a row: timeout',
    });
    now = run(health, 1, now);
    expect(checkOf(health, 'error_rate', now).verdict).toBe('inconclusive');
  });

  it('takes a server that is not there for no sample', () => {
    const health = new Health();
    let now = run(health, 3000);
    now = run(health, 4, now, { error: 'no_server', asked: 0, answered: 0 });
    expect(checkOf(health, 'error_rate', now)).toMatchObject({ verdict: 'pass', n: 3000 });
    now = run(health, 1, now, { error: 'no_server' });
    expect(checkOf(health, 'error_rate', now)).toMatchObject({ verdict: 'error', alert: true, n: 3000 });
    expect(checkOf(health, 'uptime', now).value).toBe(100);
    now = run(health, 1, now);
    expect(checkOf(health, 'error_rate', now).verdict).toBe('pass');
  });

  it('does not count failures of legacy as errors of modular', () => {
    const health = new Health();
    const now = run(health, 50, START, { monitor: 'legacy', error: 'timeout' });
    expect(checkOf(health, 'error_rate', now)).toMatchObject({ verdict: 'inconclusive', n: 0, value: null });
    expect(checkOf(health, 'uptime', now)).toMatchObject({ value: 0, n: 50 });
  });

  it('pairs legacy with the modular cycles that ran during it, per agent, without the first 50', () => {
    const health = new Health();
    let now = runBoth(health, 50);
    expect(checkOf(health, 'p95_ratio', now)).toMatchObject({ n: 0, missing: '59 cycles more' });
    now = runBoth(health, 58, now);
    expect(checkOf(health, 'p95_ratio', now)).toMatchObject({
      verdict: 'inconclusive',
      missing: '1 cycle more',
    });
    now = runBoth(health, 40, now);
    const check = checkOf(health, 'p95_ratio', now);
    expect(check).toMatchObject({ verdict: 'pass', n: 98 });
    // 136 ms of work by 800 ms: the whole (38 s) would be better, and so does not count.
    expect(check.value).toBeCloseTo(0.17, 2);
    expect(check.reason).toMatch(/^faster than legacy \(work 0\.17, whole 0\.00\)$/);
  });

  it('compares per agent served: a legacy that sees half of the agents is not twice as fast', () => {
    const health = new Health();
    let now = START;
    for (let i = 0; i < 120; i++, now += 5 * SECOND) {
      health.addCycle(cycle({ startedAt: now, agents: 40, durationMs: 400 }));
      health.addCycle(cycle({ monitor: 'legacy', startedAt: now, agents: 20, durationMs: 200 }));
    }
    expect(checkOf(health, 'p95_ratio', now)).toMatchObject({ value: 1, interval: { low: 1, high: 1 } });
  });

  it('gives percentiles of both monitors and the last durations', () => {
    const health = new Health();
    const now = runBoth(health, 60);
    const { percentiles, recentMs } = health.evaluate(now);
    expect(percentiles.legacy.n).toBe(60);
    expect(percentiles.legacy.p50! / 37_880).toBeCloseTo(1, 2);
    expect(percentiles.legacy.p99).toBeNull();
    expect(percentiles.modular.n).toBe(420);
    expect(percentiles.modular.p99! / 136).toBeCloseTo(1, 2);
    expect(recentMs).toHaveLength(60);
    expect(recentMs.at(-1)).toBe(130 + (59 % 7));
  });

  it('forgets what has left the window, in every check', () => {
    const health = new Health();
    const now = runBoth(health, 120);
    health.addComparison({ at: now, compared: 42, differing: 1 });
    health.setSignatures(0);
    health.addRecovery({ at: now, succeeded: false });
    const later = health.evaluate(now + 49 * HOUR);
    for (const id of [
      'error_rate',
      'p95_ratio',
      'agreement',
      'connectivity',
      'uptime',
      'pm_recovery',
    ] as const)
      expect(later.checks.find((check) => check.id === id)).toMatchObject({
        n: 0,
        value: null,
        verdict: 'inconclusive',
      });
    expect(later.percentiles.modular).toEqual({ n: 0, p50: null, p95: null, p99: null });
  });

  it('keeps a missing agent for the whole stage, once', () => {
    const health = new Health();
    for (let i = 0; i < 5; i++) health.addMissing({ at: START + i, agentId: '%1:17', target: 'shop:3.0' });
    const check = checkOf(health, 'missing_agents', START + 100 * HOUR);
    expect(check).toMatchObject({ verdict: 'fail', value: 1, reason: 'seen by legacy alone: shop:3.0' });
  });

  it('starts anew at a stage change, and takes no cycle that began before it', () => {
    const health = new Health();
    const now = runBoth(health, 120);
    health.addMissing({ at: now, agentId: '%1:17', target: 'shop:3.0' });
    health.reset(now);
    const fresh = health.evaluate(now);
    expect(fresh.verdict).toBe('inconclusive');
    expect(fresh.checks.every((check) => check.verdict === 'inconclusive')).toBe(true);
    expect(fresh.recentMs).toHaveLength(60);
    health.addCycle(cycle({ monitor: 'legacy', startedAt: now - 30 * SECOND, durationMs: 38_000 }));
    health.addCycle(cycle({ startedAt: now - 1, error: 'timeout' }));
    expect(checkOf(health, 'uptime', now + 10 * SECOND).n).toBe(0);
    health.addCycle(cycle({ startedAt: now }));
    expect(checkOf(health, 'uptime', now + 10 * SECOND)).toMatchObject({ n: 1, value: 100 });
  });

  it('counts as down the cycle that was due and of which nothing was heard, not the one that runs', () => {
    const health = new Health();
    for (let i = 0; i < 10; i++) {
      const at = START + i * 5 * SECOND;
      health.scheduled('modular', at);
      health.scheduled('legacy', at);
      if (i !== 4) health.addCycle(cycle({ startedAt: at }));
      if (i < 9) health.addCycle(cycle({ monitor: 'legacy', startedAt: at }));
    }
    // 10 of modular, one of them lost; 9 of legacy, and one that runs.
    expect(checkOf(health, 'uptime', START + 50 * SECOND)).toMatchObject({
      n: 19,
      reason: '1 cycle of 19 cycles did not complete',
    });
  });

  it('shows what the monitor uses, and fails when it is too much for 5 minutes', () => {
    const health = new Health();
    const use = (at: number, cpuPercent: number): void =>
      health.addResources({ at, cpuPercent, rssBytes: 96e6, subprocessesPerCycle: 2 });
    let now = START;
    for (; now < START + 2 * HOUR; now += 5 * SECOND) use(now, 1.8);
    expect(checkOf(health, 'resources', now)).toMatchObject({
      verdict: 'pass',
      shown: { value: '1.8 % cpu 96 MB' },
    });
    const over = now;
    for (; now <= over + 295 * SECOND; now += 5 * SECOND) use(now, 90);
    expect(checkOf(health, 'resources', now).verdict).toBe('inconclusive');
    use(now, 90);
    expect(checkOf(health, 'resources', now)).toMatchObject({ verdict: 'fail', alert: true });
    use(now + 5 * SECOND, 2);
    expect(checkOf(health, 'resources', now + 5 * SECOND).verdict).not.toBe('fail');
  });

  it('keeps an alert until the value is well below its bound', () => {
    const health = new Health();
    let now = run(health, 990);
    for (let i = 0; i < 6; i++) {
      now = run(health, 1, now, { error: 'exception' });
      now = run(health, 1, now);
    }
    expect(checkOf(health, 'error_rate', now).alert).toBe(true);
    now = run(health, 400, now);
    expect(checkOf(health, 'error_rate', now)).toMatchObject({ alert: true });
    now = run(health, 200, now);
    expect(checkOf(health, 'error_rate', now)).toMatchObject({ alert: false });
  });

  it('does not grow over days, and judges quickly', () => {
    const health = new Health({ windowMs: 2 * HOUR });
    let now = START;
    for (let day = 0; day < 4; day++) now = runBoth(health, 2274, now);
    const before = performance.now();
    const report = health.evaluate(now);
    expect(performance.now() - before).toBeLessThan(200);
    expect(report.percentiles.modular.n).toBeLessThan(1400);
    expect(checkOf(health, 'p95_ratio', now).n).toBeLessThan(200);
    expect(JSON.stringify(report).length).toBeLessThan(5000);
  });
});

describe('healthConfig', () => {
  it('refuses what it does not know and what is no bound', () => {
    expect(healthConfig({ ratioBound: 1.05 })).toMatchObject({ ratioBound: 1.05, windowMs: 24 * HOUR });
    expect(() => healthConfig({ errorBound: 1 } as never)).toThrow('no setting errorBound');
    expect(() => new Health({ errorBoundPercent: Number.NaN })).toThrow('errorBoundPercent is NaN');
    expect(() => healthConfig({ windowMs: 0 })).toThrow('windowMs is 0');
  });
});
