import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHECK_IDS, type CheckId, type CheckResult } from '../../../src/core/check.ts';
import { healthConfig, healthConfigSchema } from '../../../src/health/config.ts';
import { Health } from '../../../src/health/health.ts';
import { PATIENCE } from '../../support/tmux-server.ts';
import { cycle, START, tick } from './support.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

function checkOf(health: Health, id: CheckId, now: number): CheckResult {
  return health.evaluate(now).checks.find((check) => check.id === id)!;
}

/** `n` cycles of modular, one every 5 s, and the time after them. */
function run(health: Health, n: number, from = START, fields: Parameters<typeof cycle>[0] = {}): number {
  for (let i = 0; i < n; i++) health.take(cycle({ startedAt: from + i * 5 * SECOND, ...fields }));
  return from + n * 5 * SECOND;
}

/** Legacy cycles of 38 s in a row, with modular's every 5 s within them. */
function runBoth(health: Health, n: number, from = START): number {
  for (let i = 0; i < n; i++) {
    const startedAt = from + i * 38 * SECOND;
    run(health, 7, startedAt, { durationMs: 130 + (i % 7) });
    const durationMs = 37_800 + (i % 5) * 40;
    health.take(
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
      health.take(cycle({ startedAt: now, agents: 40, durationMs: 400 }));
      health.take(cycle({ monitor: 'legacy', startedAt: now, agents: 20, durationMs: 200 }));
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

  it('forgets what has left the window, in every check that slides', () => {
    const health = new Health();
    const now = runBoth(health, 120);
    health.take({ kind: 'comparison', at: now, compared: 42, differing: 1 });
    health.take({ kind: 'signatures', at: now, open: 0, against: [] });
    const later = health.evaluate(now + 49 * HOUR);
    for (const id of ['p95_ratio', 'agreement', 'connectivity', 'uptime'] as const)
      expect(later.checks.find((check) => check.id === id)).toMatchObject({
        n: 0,
        value: null,
        verdict: 'inconclusive',
      });
    expect(later.percentiles.modular).toEqual({ n: 0, p50: null, p95: null, p99: null });
  });

  it('keeps a missing agent for the whole stage, once', () => {
    const health = new Health();
    for (let i = 0; i < 5; i++)
      health.take({ kind: 'missing', at: START + i, agentId: '%1:17', target: 'shop:3.0' });
    const check = checkOf(health, 'missing_agents', START + 100 * HOUR);
    expect(check).toMatchObject({ verdict: 'fail', value: 1, reason: 'seen by legacy alone: shop:3.0' });
  });

  it('starts anew at a stage change, and takes no cycle that began before it', () => {
    const health = new Health();
    const now = runBoth(health, 120);
    health.take({ kind: 'missing', at: now, agentId: '%1:17', target: 'shop:3.0' });
    health.reset(now);
    const fresh = health.evaluate(now);
    expect(fresh.verdict).toBe('inconclusive');
    expect(fresh.checks.every((check) => check.verdict === 'inconclusive')).toBe(true);
    expect(fresh.recentMs).toHaveLength(60);
    health.take(cycle({ monitor: 'legacy', startedAt: now - 30 * SECOND, durationMs: 38_000 }));
    health.take(cycle({ startedAt: now - 1, error: 'timeout' }));
    expect(checkOf(health, 'uptime', now + 10 * SECOND).n).toBe(0);
    health.take(cycle({ startedAt: now }));
    expect(checkOf(health, 'uptime', now + 10 * SECOND)).toMatchObject({ n: 1, value: 100 });
  });

  it('counts as down the cycle that was due and of which nothing was heard, not the one that runs', () => {
    const health = new Health();
    for (let i = 0; i < 10; i++) {
      const at = START + i * 5 * SECOND;
      health.take(tick(at, { scheduled: ['modular', 'legacy'] }));
      if (i !== 4) health.take(cycle({ startedAt: at }));
      if (i < 9) health.take(cycle({ monitor: 'legacy', startedAt: at }));
    }
    // 10 of modular, one of them lost; 9 of legacy, and one that runs.
    expect(checkOf(health, 'uptime', START + 50 * SECOND)).toMatchObject({
      n: 19,
      reason: '1 cycle of 19 cycles did not complete',
    });
  });

  it('shows what the monitor uses, and fails when it is too much for 5 minutes', () => {
    const health = new Health();
    const use = (at: number, cpuPercent: number): void => health.take(tick(at, { cpuPercent }));
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

  it('keeps an alert until the value is well below its bound, whether it was looked at or not', () => {
    const play = (looks: boolean): boolean[] => {
      const health = new Health();
      const alerts: boolean[] = [];
      const step = (n: number, at: number): number => {
        const now = run(health, n, at);
        health.take(tick(now));
        if (looks) health.evaluate(now);
        return now;
      };
      let now = step(990, START);
      for (let i = 0; i < 6; i++) {
        now = run(health, 1, now, { error: 'exception' });
        now = step(1, now);
      }
      for (const n of [0, 400, 200]) {
        now = step(n, now);
        alerts.push(checkOf(health, 'error_rate', now).alert);
      }
      return alerts;
    };
    expect(play(true)).toEqual([true, true, false]);
    expect(play(false)).toEqual([true, true, false]);
  });

  it('counts errors over the whole stage, and alerts by the window', () => {
    const health = new Health({ windowMs: 2 * HOUR });
    let now = run(health, 500);
    now = run(health, 4, now, { error: 'exception' });
    now = run(health, 1, now);
    expect(checkOf(health, 'error_rate', now)).toMatchObject({ alert: true, n: 501 });
    now = run(health, 3000, now);
    expect(checkOf(health, 'error_rate', now)).toMatchObject({
      alert: false,
      n: 3501,
      reason: '1 incident, n counts as 875',
    });
  });

  it('fails at a crash, at once and for the rest of the stage', () => {
    const health = new Health();
    let now = run(health, 5000);
    now = run(health, 1, now, { error: 'crash' });
    expect(checkOf(health, 'error_rate', now).verdict).toBe('fail');
    now = run(health, 20_000, now);
    expect(checkOf(health, 'error_rate', now).verdict).toBe('fail');
  });

  it('takes the bound at the alpha it is asked for', () => {
    const health = new Health();
    const now = run(health, 3000);
    const verdictAt = (alpha?: number) => health.evaluate(now, alpha).checks[0]!.verdict;
    expect([verdictAt(), verdictAt(0.05), verdictAt(0.025)]).toEqual(['pass', 'pass', 'inconclusive']);
    expect(health.evaluate(now, 0.025).evidence.alpha).toBe(0.025);
  });

  it('forgets at a restart what was due, and takes the memory of another process for no growth', () => {
    const health = new Health();
    let now = START;
    // A restart every hour: each process begins 20 MB higher and stays level.
    for (let hour = 0; hour < 4; hour++) {
      const end = now + HOUR - 60 * SECOND;
      for (; now < end; now += 10 * SECOND) {
        const rssBytes = 80_000_000 + hour * 20_000_000;
        health.take(tick(now, { scheduled: ['modular'], rssBytes }));
        if (now + 10 * SECOND < end) health.take(cycle({ startedAt: now }));
      }
      now += 60 * SECOND;
      health.take({ kind: 'restart', at: now });
    }
    expect(checkOf(health, 'uptime', now)).toMatchObject({ value: 100, verdict: 'pass' });
    expect(checkOf(health, 'resources', now)).toMatchObject({ verdict: 'pass', reason: '' });
  });

  it('sees the growth of each process through restarts', () => {
    const health = new Health();
    let now = START;
    for (let hour = 0; hour < 4; hour++) {
      for (let s = 0; s < 3600; s += 10, now += 10 * SECOND)
        health.take(tick(now, { rssBytes: 80_000_000 + s * 5000 }));
      health.take({ kind: 'restart', at: now });
    }
    expect(checkOf(health, 'resources', now)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'memory growing',
    });
  });

  it('leaves checks that are dry-run out of the verdict, and shows them', () => {
    const config = { dryRun: ['error_rate' as const] };
    const health = new Health(config);
    const now = run(health, 5, START, { error: 'exception' });
    const report = health.evaluate(now);
    expect(report.checks[0]).toMatchObject({ id: 'error_rate', verdict: 'fail', dryRun: true });
    expect(report.checks[1]!.dryRun).toBeUndefined();
    expect(report.verdict).toBe('inconclusive');
    expect(new Health({ dryRun: [...CHECK_IDS] }).evaluate(START).verdict).toBe('inconclusive');
  });

  it('makes the ratio anew when the pairs have grown, not with every pair', () => {
    const health = new Health();
    let now = runBoth(health, 50 + 400);
    const seen = new Set<number>();
    for (let i = 0; i < 40; i++) {
      now = runBoth(health, 1, now);
      seen.add(checkOf(health, 'p95_ratio', now).n);
    }
    expect(seen.size).toBeLessThanOrEqual(6);
    expect(Math.max(...seen)).toBeGreaterThan(425);
  });

  it('costs little at each tick, with a cycle of both monitors in it', () => {
    const health = new Health();
    const ticks = 4000;
    const before = performance.now();
    for (let i = 0; i < ticks; i++) {
      const at = START + i * 10 * SECOND;
      health.take(tick(at, { scheduled: ['modular', 'legacy'], rssBytes: 90e6 + (i % 7) * 1e5 }));
      health.take(
        cycle({ startedAt: at, durationMs: 100 + (i % 13), error: i % 1500 === 9 ? 'timeout' : null }),
      );
      health.take(cycle({ monitor: 'legacy', startedAt: at, durationMs: 8000 + (i % 17) }));
      health.evaluate(at);
    }
    // About 0.1 ms on a quiet machine.
    expect((performance.now() - before) / ticks).toBeLessThan(0.6 * PATIENCE);
  });

  it('does not grow over days, and judges quickly', () => {
    const health = new Health({ windowMs: 2 * HOUR });
    let now = START;
    for (let day = 0; day < 4; day++) now = runBoth(health, 2274, now);
    const before = performance.now();
    const report = health.evaluate(now);
    expect(performance.now() - before).toBeLessThan(200 * PATIENCE);
    expect(report.percentiles.modular.n).toBeLessThan(1400);
    expect(checkOf(health, 'p95_ratio', now).n).toBeLessThan(200);
    expect(JSON.stringify(report).length).toBeLessThan(5000);
  });
});

describe('healthConfig', () => {
  it('has the numbers of ROLLOUT.md', () => {
    expect(healthConfig()).toMatchObject({
      errorAlpha: 0.05,
      errorBoundPercent: 0.1,
      errorAlertPercent: 0.5,
      errorRollbackEvidence: 100,
      errorRollbackRun: 5,
      ratioBound: 1.1,
      ratioLeastPairs: 59,
      legacyRightAgents: 3,
      legacyRightCycles: 20,
      connectivityBoundPercent: 99.9,
      resourceRollbackMs: 300_000,
      windowMs: 24 * HOUR,
      dryRun: [],
    });
  });

  it('refuses what it does not know and what is no bound', () => {
    expect(healthConfig({ ratioBound: 1.05 })).toMatchObject({ ratioBound: 1.05, windowMs: 24 * HOUR });
    expect(() => healthConfig({ errorBound: 1 } as never)).toThrow('no setting errorBound');
    expect(() => new Health({ errorBoundPercent: Number.NaN })).toThrow('errorBoundPercent is NaN');
    expect(() => healthConfig({ windowMs: 0 })).toThrow('windowMs is 0');
    expect(() => healthConfig({ errorBoundPercent: 101 })).toThrow('errorBoundPercent is 101');
    expect(() => healthConfig({ dryRun: ['errors'] } as never)).toThrow('dryRun');
    expect(() => healthConfig({ errorRollbackRun: 2.5 })).toThrow('errorRollbackRun is 2.5');
  });

  it('reads spans of time in words, and describes every setting to operators', () => {
    expect(healthConfigSchema.parse({ windowMs: '12h', probeLongestMs: '90s' })).toMatchObject({
      windowMs: 12 * HOUR,
    });
    const { properties } = z.toJSONSchema(healthConfigSchema, { io: 'input' });
    for (const [name, property] of Object.entries(properties ?? {}))
      expect(property, name).toMatchObject({ description: expect.any(String), default: expect.anything() });
  });
});
