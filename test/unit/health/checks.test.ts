import { describe, expect, it } from 'vitest';
import { CHECK_IDS, type Verdict } from '../../../src/core/check.ts';
import { agreement } from '../../../src/health/checks/agreement.ts';
import { connectivity } from '../../../src/health/checks/connectivity.ts';
import { errorRate } from '../../../src/health/checks/error-rate.ts';
import { CHECKS } from '../../../src/health/checks/index.ts';
import { missingAgents } from '../../../src/health/checks/missing-agents.ts';
import { p95Ratio } from '../../../src/health/checks/p95-ratio.ts';
import { pmRecovery } from '../../../src/health/checks/pm-recovery.ts';
import { resources } from '../../../src/health/checks/resources.ts';
import { uptime } from '../../../src/health/checks/uptime.ts';
import type { Evidence } from '../../../src/health/evidence.ts';
import { judge, START } from './support.ts';

type Judged = ReturnType<typeof judge>;

describe('every check', () => {
  it('is there once for each id, with its label and its bound in words', () => {
    expect(Object.keys(CHECKS).sort()).toEqual([...CHECK_IDS].sort());
    for (const [id, check] of Object.entries(CHECKS)) {
      const result = judge(check, {});
      expect(result.id).toBe(id);
      expect(result.shown.bound).not.toBe('');
      expect(result.label).not.toBe('');
    }
  });

  it('is inconclusive without a measurement, and says why and what is missing', () => {
    for (const check of Object.values(CHECKS)) {
      const result = judge(check, {});
      expect(result).toMatchObject({ verdict: 'inconclusive', alert: false, value: null });
      expect(result.reason).not.toBe('');
      expect(result.missing).not.toBe('');
    }
  });
});

describe('error rate', () => {
  const of = (
    errors: Partial<Evidence['errors']>,
    alerting: Evidence['alerting'] = [],
    alpha = 0.05,
  ): Judged => judge(errorRate, { errors, alerting, alpha });
  const single = (count: number) => ({ failed: count, runs: [{ length: 1, count }] });

  it.each<[string, Partial<Evidence['errors']>, Verdict]>([
    ['one clean cycle short of the bound', { clean: 2994 }, 'inconclusive'],
    ['at the bound', { clean: 2995 }, 'pass'],
    ['one incident, short', { clean: 4741, ...single(1) }, 'inconclusive'],
    ['one incident, at the bound', { clean: 4742, ...single(1) }, 'pass'],
    ['five incidents, short', { clean: 10_510, ...single(5) }, 'inconclusive'],
    ['five incidents, at the bound', { clean: 10_511, ...single(5) }, 'pass'],
    [
      'a burst of 3 counts once and n a third: short',
      { clean: 14_225, failed: 3, runs: [{ length: 3, count: 1 }] },
      'inconclusive',
    ],
    ['a burst of 3, at the bound', { clean: 14_226, failed: 3, runs: [{ length: 3, count: 1 }] }, 'pass'],
    [
      '4 failures in a row',
      { clean: 100, failed: 4, runs: [{ length: 4, count: 1 }], currentRun: 4 },
      'inconclusive',
    ],
    [
      '5 failures in a row',
      { clean: 100, failed: 5, runs: [{ length: 5, count: 1 }], currentRun: 5 },
      'fail',
    ],
    ['3 incidents in 20', { clean: 17, ...single(3) }, 'fail'],
    ['3 incidents in 30', { clean: 27, ...single(3) }, 'inconclusive'],
    ['17 incidents in 1000', { clean: 983, ...single(17) }, 'fail'],
    ['16 incidents in 1000', { clean: 984, ...single(16) }, 'inconclusive'],
    ['4 cycles not measured', { clean: 5000, unmeasuredRun: 4 }, 'pass'],
    ['5 cycles not measured', { clean: 5000, unmeasuredRun: 5 }, 'error'],
    ['failures outrank what is not measured', { clean: 17, ...single(3), unmeasuredRun: 5 }, 'fail'],
  ])('%s', (_name, errors, verdict) => {
    expect(of(errors).verdict).toBe(verdict);
  });

  it('shows value, bound and n as the dashboard does', () => {
    const result = of({ clean: 8645 });
    expect(result).toMatchObject({ value: 0, n: 8645, bound: 0.1, reason: '', missing: '' });
    expect(result.shown).toEqual({ value: '0.000 %', interval: '≤ 0.035 %', bound: '<0.1 %' });
  });

  it('never rounds a value to the other side of its bound, nor a failure to none', () => {
    expect(of({ clean: 2995 }).shown.interval).toBe('≤ 0.09997 %');
    expect(of({ clean: 999_999, ...single(1) }).shown.value).toBe('0.0001 %');
  });

  it('says what is missing, at the observed pace', () => {
    expect(of({ clean: 1755, paceMs: 6000 }).missing).toBe('1,240 clean cycles more: about 2 h 04 min');
    expect(of({ clean: 2994, paceMs: 5000 }).missing).toBe('1 clean cycle more: about 1 min');
    expect(of({}).missing).toBe('2,995 clean cycles more');
  });

  it('takes the bound at the alpha of the look, and says so in what is missing', () => {
    expect(of({ clean: 4379 }, [], 0.0125)).toMatchObject({
      verdict: 'inconclusive',
      missing: '1 clean cycle more (extended: α 0.0125)',
    });
    expect(of({ clean: 3688 }, [], 0.025).verdict).toBe('pass');
    expect(of({ clean: 5570, ...single(1) }, [], 0.025).verdict).toBe('pass');
  });

  it('fails at the first crash, or at as many as the config says', () => {
    const crashed = { clean: 9000, ...single(1), crashes: 1, lastError: 'crash' };
    expect(of(crashed)).toMatchObject({ verdict: 'fail', reason: '1 crash of modular in the stage' });
    expect(judge(errorRate, { errors: crashed }, { crashRollbackCount: 2 }).verdict).toBe('pass');
  });

  it('rests its alert on the window, its bound on the stage', () => {
    const early = { clean: 20_000, ...single(8), window: { clean: 8000, failed: 0 } };
    expect(of(early)).toMatchObject({ alert: false, n: 20_000 });
    const late = { clean: 20_000, ...single(8), window: { clean: 992, failed: 8 } };
    expect(of(late)).toMatchObject({
      alert: true,
      reason: '8 incidents, 0.80 % failed in the last 24 h 00 min',
    });
  });

  it('raises its alert when nothing can be measured, and that keeps no other alert up', () => {
    expect(of({ clean: 5000, unmeasuredRun: 5 }).alert).toBe(true);
    expect(of({ clean: 9955, ...single(45) }, ['error_rate.unmeasured']).alert).toBe(false);
  });

  it('says what n counts as when failures come in bursts', () => {
    const result = of({ clean: 9000, failed: 6, runs: [{ length: 3, count: 2 }] });
    expect(result.reason).toBe('2 incidents, n counts as 3,000');
    expect(result.value).toBeCloseTo((100 * 6) / 9006, 10);
  });

  it('is not better off with one more short incident after a long one', () => {
    const long = { clean: 40_000, failed: 10, runs: [{ length: 10, count: 1 }] };
    const more = {
      clean: 40_000,
      failed: 11,
      runs: [
        { length: 10, count: 1 },
        { length: 1, count: 1 },
      ],
    };
    expect(of(more).interval!.high).toBeGreaterThanOrEqual(of(long).interval!.high);
  });

  it('raises its alert above 0.5 % and clears it at 0.4 %', () => {
    const raised = ['error_rate'] as const;
    expect(of({ clean: 995, ...single(5) }).alert).toBe(false);
    expect(of({ clean: 994, ...single(6) }).alert).toBe(true);
    expect(of({ clean: 995, ...single(5) }, raised).alert).toBe(true);
    expect(of({ clean: 996, ...single(4) }, raised).alert).toBe(false);
  });

  it('names the last error', () => {
    const failing = {
      failed: 5,
      runs: [{ length: 5, count: 1 }],
      currentRun: 5,
      lastError: 'capture timed out',
    };
    expect(of(failing).reason).toBe('5 failed cycles in a row: capture timed out');
  });
});

describe('P95 ratio', () => {
  const estimate = (low: number, ratio: number, high: number) => ({ low, ratio, high });
  const fast = estimate(0.005, 0.01, 0.02);
  const of = (work: ReturnType<typeof estimate>, whole = fast, alerting: Evidence['alerting'] = []): Judged =>
    judge(p95Ratio, { ratio: { pairs: 200, toDrop: 0, work, whole }, alerting });

  it.each<[number, number, number, Verdict]>([
    [0.38, 0.41, 0.45, 'pass'],
    [1.0, 1.05, 1.0999, 'pass'],
    [1.0, 1.05, 1.1, 'inconclusive'],
    [1.2, 1.25, 1.3, 'inconclusive'],
    [1.2001, 1.25, 1.3, 'fail'],
  ])('from %d over %d to %d', (low, ratio, high, verdict) => {
    expect(of(estimate(low, ratio, high)).verdict).toBe(verdict);
  });

  it('fails by either, also when the other one reaches further up', () => {
    const vague = estimate(0.8, 1.4, 2);
    expect(of(estimate(1.3, 1.4, 1.5), vague)).toMatchObject({ verdict: 'fail', value: 1.4 });
    expect(of(vague, estimate(1.3, 1.4, 1.5)).verdict).toBe('fail');
  });

  it('takes the worse of work and whole', () => {
    expect(of(fast, estimate(1.3, 1.4, 1.5)).verdict).toBe('fail');
    expect(of(estimate(1.3, 1.4, 1.5), fast).value).toBe(1.4);
  });

  it('shows value, interval and bound as the dashboard does', () => {
    const result = of(estimate(0.38, 0.41, 0.45));
    expect(result.shown).toEqual({ value: '0.41', interval: '0.38–0.45', bound: '< 1.10' });
    expect(result.reason).toBe('faster than legacy (work 0.41, whole 0.01)');
    expect(of(estimate(0.95, 1, 1.05)).reason).toBe('');
    expect(of(estimate(1, 1.05, 1.0996)).shown.interval).toBe('1.00–1.0996');
  });

  it('prints no number below n = 59, and says how many cycles are missing', () => {
    const few = judge(p95Ratio, { ratio: { pairs: 7, toDrop: 0 } });
    expect(few).toMatchObject({ verdict: 'inconclusive', value: null, n: 7, missing: '52 cycles more' });
    expect(few.shown.value).toBe('n too small');
    expect(judge(p95Ratio, { ratio: { pairs: 58, toDrop: 0, work: fast, whole: fast } }).verdict).toBe(
      'inconclusive',
    );
    expect(judge(p95Ratio, { ratio: { pairs: 59, toDrop: 0, work: fast, whole: fast } }).verdict).toBe(
      'pass',
    );
    expect(judge(p95Ratio, { ratio: { pairs: 0, toDrop: 12 } })).toMatchObject({
      reason: 'warming up: the first 50 do not count',
      missing: '71 cycles more',
    });
  });

  it('raises its alert above 1.20', () => {
    expect(of(estimate(1, 1.2, 1.3)).alert).toBe(false);
    expect(of(estimate(1, 1.21, 1.3)).alert).toBe(true);
    expect(of(estimate(1, 1, 1.05), fast, ['p95_ratio']).alert).toBe(true);
  });
});

describe('missing agents', () => {
  it('passes with none once something was compared, and fails with one', () => {
    const comparison = { compared: 42 };
    expect(judge(missingAgents, { comparison })).toMatchObject({ verdict: 'pass', shown: { value: '0' } });
    const targets = ['shop:3.0', 'a:1.0', 'b:1.0'];
    const failed = judge(missingAgents, { comparison, missing: { agents: 5, targets } });
    expect(failed).toMatchObject({ verdict: 'fail', alert: true, value: 5 });
    expect(failed.reason).toBe('seen by legacy alone: shop:3.0, a:1.0, b:1.0 and 2 others');
  });
});

describe('agreement', () => {
  it('asks that no signature is open', () => {
    const comparison = { compared: 1000, differing: 4, openSignatures: 4 };
    const open = judge(agreement, { comparison });
    expect(open).toMatchObject({ verdict: 'inconclusive', alert: true, missing: '4 signatures to judge' });
    expect(open.shown.value).toBe('4 signatures open');
    expect(open.reason).toBe('99.6 % of 1,000 comparisons agree');
    expect(judge(agreement, { comparison: { ...comparison, openSignatures: 1 } }).missing).toBe(
      '1 signature to judge',
    );
    expect(judge(agreement, { comparison: { ...comparison, openSignatures: 0 } })).toMatchObject({
      verdict: 'pass',
      alert: false,
      reason: '',
    });
  });

  it('holds when modular was wrong in the stage, and fails when legacy was right too often', () => {
    const of = (...against: Evidence['comparison']['against']) =>
      judge(agreement, { comparison: { compared: 1000, differing: 0, openSignatures: 0, against } });
    const right = (agents: number, cycles: number) => ({ verdict: 'legacy_right' as const, agents, cycles });
    expect(of(right(2, 19))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'seen in this stage: 1 signature judged legacy right',
    });
    expect(of(right(3, 1))).toMatchObject({
      verdict: 'fail',
      alert: true,
      reason: 'legacy was right on 3 agents, 1 cycle',
    });
    expect(of(right(1, 20)).verdict).toBe('fail');
    const both = { verdict: 'both_wrong' as const, agents: 9, cycles: 90 };
    expect(of(both)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('both wrong'),
    });
    expect(of(right(1, 1), both).reason).toBe(
      'seen in this stage: 1 signature judged legacy right, 1 both wrong',
    );
  });

  it('does not wait for the open signatures to fail', () => {
    const against = [{ verdict: 'legacy_right' as const, agents: 3, cycles: 3 }];
    const comparison = { compared: 10, differing: 1, openSignatures: 4, against };
    expect(judge(agreement, { comparison }).verdict).toBe('fail');
  });

  it('takes no comparison for no agreement', () => {
    const result = judge(agreement, { comparison: { compared: 0, openSignatures: 0 } });
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'nothing compared yet' });
  });

  it('raises its alert below 99 %', () => {
    const of = (differing: number) =>
      judge(agreement, { comparison: { compared: 1000, differing, openSignatures: 0 } });
    expect(of(10).alert).toBe(false);
    expect(of(11)).toMatchObject({ alert: true, verdict: 'pass' });
  });
});

describe('agreement, proven alive', () => {
  const of = (
    probe: Evidence['comparison']['probe'],
    after = 0,
    comparison: Partial<Evidence['comparison']> = {},
  ) =>
    judge(agreement, {
      at: START + after,
      comparison: { compared: 100, openSignatures: 0, ...comparison, probe },
    });
  const MINUTE = 60_000;

  it.each<[string, Judged, string]>([
    ['never', of(null), 'no known difference was sent through it yet'],
    ['in vain', of({ at: START, flagged: false }), 'it did not flag a known difference'],
    [
      'too long ago',
      of({ at: START, flagged: true }, 15 * MINUTE + 1),
      'the last known difference was sent through it 16 min ago',
    ],
  ])('is in error when it was probed %s', (_name, result, why) => {
    expect(result).toMatchObject({
      verdict: 'error',
      alert: true,
      reason: `the comparison is not proven alive: ${why}`,
    });
    expect(result.missing).not.toBe('');
  });

  it('passes for as long as a probe holds, and needs none before something is compared', () => {
    expect(of({ at: START, flagged: true }, 15 * MINUTE)).toMatchObject({ verdict: 'pass', alert: false });
    expect(of(null, 0, { compared: 0 })).toMatchObject({ verdict: 'inconclusive', alert: false });
  });

  it('still fails when legacy was right too often', () => {
    const against = [{ verdict: 'legacy_right' as const, agents: 3, cycles: 3 }];
    expect(of(null, 0, { against }).verdict).toBe('fail');
  });
});

describe('PM recovery', () => {
  const watched = { clean: 500 };

  it('passes when none was needed in the cycles in which modular watched', () => {
    expect(judge(pmRecovery, {})).toMatchObject({
      verdict: 'inconclusive',
      reason: 'no cycle of modular yet',
      value: null,
    });
    expect(judge(pmRecovery, { errors: watched })).toMatchObject({
      verdict: 'pass',
      n: 500,
      value: 0,
      shown: { value: 'none needed' },
    });
    expect(judge(pmRecovery, { errors: watched, recovery: { succeeded: 3 } })).toMatchObject({
      verdict: 'pass',
      shown: { value: '3/3' },
    });
  });

  it('fails with one that failed, whatever else there is', () => {
    for (const errors of [{}, watched])
      expect(judge(pmRecovery, { errors, recovery: { succeeded: 3, failed: 1 } })).toMatchObject({
        verdict: 'fail',
        alert: true,
        value: 1,
        reason: '1 of 4 recoveries failed',
        shown: { value: '3/4' },
      });
  });

  it('waits for as many as the config says', () => {
    const of = (succeeded: number) =>
      judge(pmRecovery, { errors: watched, recovery: { succeeded } }, { leastRecoveries: 2 });
    expect(of(1)).toMatchObject({ verdict: 'inconclusive', missing: '1 recovery of a PM' });
    expect(of(2).verdict).toBe('pass');
  });
});

describe('connectivity', () => {
  const recent = (...answered: number[]) => answered.map((n) => ({ asked: 100, answered: n }));
  const of = (answered: number, cycles = recent(100), alerting: Evidence['alerting'] = []): Judged =>
    judge(connectivity, { connectivity: { asked: 10_000, answered, recent: cycles }, alerting });

  it.each<[number, Verdict, boolean]>([
    [10_000, 'pass', false],
    [9990, 'pass', false],
    [9989, 'inconclusive', false],
    [9950, 'inconclusive', false],
    [9949, 'inconclusive', true],
  ])('%d of 10,000', (answered, verdict, alert) => {
    expect(of(answered)).toMatchObject({ verdict, alert });
  });

  it('fails below 95 % for 5 cycles, not for 4, not at 95 %', () => {
    expect(of(9000, recent(94, 94, 94, 94, 94)).verdict).toBe('fail');
    expect(of(9000, recent(94, 94, 94, 94)).verdict).toBe('inconclusive');
    expect(of(9000, recent(94, 94, 95, 94, 94)).verdict).toBe('inconclusive');
  });

  it('shows the last cycle', () => {
    const result = judge(connectivity, {
      connectivity: { asked: 84, answered: 84, recent: [{ asked: 42, answered: 42 }] },
    });
    expect(result.shown).toEqual({ value: '42/42', interval: '', bound: '≥ 99.9 %' });
    expect(of(9989).reason).toBe('99.89 % answered');
  });

  it('keeps its alert until 99.6 %', () => {
    const raised = ['connectivity'] as const;
    expect(of(9955, recent(100), raised).alert).toBe(true);
    expect(of(9961, recent(100), raised).alert).toBe(false);
  });
});

describe('uptime', () => {
  it.each<[number, Verdict, boolean]>([
    [10_000, 'pass', false],
    [9990, 'pass', false],
    [9989, 'inconclusive', true],
    [1, 'inconclusive', true],
  ])('%d of 10,000', (completed, verdict, alert) => {
    expect(judge(uptime, { uptime: { scheduled: 10_000, completed } })).toMatchObject({ verdict, alert });
  });

  it('keeps its alert until 0.08 % did not complete', () => {
    const of = (completed: number) =>
      judge(uptime, { uptime: { scheduled: 10_000, completed }, alerting: ['uptime'] });
    expect(of(9991)).toMatchObject({ verdict: 'pass', alert: true });
    expect(of(9993).alert).toBe(false);
  });

  it('shows no 100 % that is none', () => {
    expect(judge(uptime, { uptime: { scheduled: 10_000, completed: 9998 } }).shown.value).toBe('99.98 %');
    expect(judge(uptime, { uptime: { scheduled: 100_000, completed: 99_999 } }).shown.value).toBe('99.999 %');
    expect(judge(uptime, { uptime: { scheduled: 3, completed: 3 } }).shown.value).toBe('100.00 %');
  });
});

describe('resources', () => {
  const last = { at: 0, cpuPercent: 1.8, rssBytes: 96_000_000, subprocessesPerCycle: 2 };
  const HOUR = 3_600_000;
  const slope = (low: number, high: number) => ({ low, high });
  const level = {
    measuredMs: 2 * HOUR,
    perHour: {
      cpuPercent: slope(-0.1, 0.1),
      rssBytes: slope(-1_000_000, 1_000_000),
      subprocessesPerCycle: slope(0, 0),
    },
  };
  const of = (parts: Partial<Evidence['resources']>, alerting: Evidence['alerting'] = []): Judged =>
    judge(resources, { resources: { n: 100, last, trend: level, ...parts }, alerting });
  const none = { cpuPercent: 0, rssBytes: 0, subprocessesPerCycle: 0 };

  it('passes within budget and level, and shows cpu and memory', () => {
    const result = of({});
    expect(result).toMatchObject({ verdict: 'pass', alert: false, reason: '', value: 1.8, bound: 25 });
    expect(result.shown).toEqual({ value: '1.8 % cpu 96 MB', interval: '', bound: '≤ 25 %, 300 MB' });
  });

  it('fails above budget for 5 minutes, not before', () => {
    const over = { ...last, cpuPercent: 25.1 };
    expect(of({ last: over, overMs: { ...none, cpuPercent: 299_999 } })).toMatchObject({
      verdict: 'inconclusive',
      alert: true,
    });
    expect(of({ last: over, overMs: { ...none, cpuPercent: 300_000 } })).toMatchObject({
      verdict: 'fail',
      reason: 'cpu above budget for 5 min',
    });
  });

  it('raises its alert at 80 % of a budget', () => {
    expect(of({ last: { ...last, rssBytes: 240_000_000 } }).alert).toBe(false);
    expect(of({ last: { ...last, rssBytes: 240_000_001 } }).alert).toBe(true);
    expect(of({ last: { ...last, subprocessesPerCycle: 4 } }).alert).toBe(true);
  });

  it('keeps the alert of each budget by itself', () => {
    const high = { last: { ...last, rssBytes: 230_000_000 } };
    expect(of(high, ['resources.rssBytes']).alert).toBe(true);
    expect(of(high, ['resources.cpuPercent']).alert).toBe(false);
  });

  it('holds while memory grows, but not for a drift too slow to matter', () => {
    const growing = (low: number, high: number) => ({
      ...level,
      perHour: { ...level.perHour, rssBytes: slope(low, high) },
    });
    expect(of({ trend: growing(7_000_000, 9_000_000) })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'memory growing',
    });
    expect(of({ trend: growing(200_000, 400_000) }).verdict).toBe('pass');
    expect(of({ trend: growing(-9_000_000, -7_000_000) }).verdict).toBe('pass');
  });

  it('waits for an hour before it says that nothing grows', () => {
    expect(of({ trend: { ...level, measuredMs: HOUR - 300_000 } })).toMatchObject({
      verdict: 'inconclusive',
      missing: '5 min more',
    });
    expect(of({ trend: { ...level, measuredMs: HOUR } }).verdict).toBe('pass');
    expect(of({ trend: { ...level, measuredMs: 0 } }).missing).toBe('1 h 00 min more');
  });
});
