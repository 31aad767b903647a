import { describe, expect, it } from 'vitest';
import { flagsSchema } from '../../../src/core/flags.ts';
import { NOTICE_KINDS, noticeRuleSchema } from '../../../src/core/notices.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { happeningsOf } from '../../../src/engine/notify/happenings.ts';
import { NOTHING_TOLD, stepRule } from '../../../src/engine/notify/reduce.ts';
import { noticeOf } from '../../../src/engine/notify/words.ts';
import { Roster } from '../../../src/engine/roster.ts';
import { createModularMonitor } from '../../../src/monitors/modular/monitor.ts';
import { FakeTmux } from '../../support/fake-tmux.ts';
import { PATIENCE } from '../../support/tmux-server.ts';
import { sampleSnapshot } from '../../ui/support/sample-snapshot.ts';

/** The limit on the recorded screen is over at 00:53 UTC. */
const START = Date.parse('2026-11-24T23:53:00Z');
const CYCLE_MS = 5000;
const CYCLES = 719;
const SESSIONS = ['shop', 'api', 'docs', 'web', 'ops'];
const LIMITED = 10;

/** What those of a team that are not limited show, each for 3 minutes. */
const COURSE = ['claude.working', 'claude.plan', 'claude.working', 'claude.idle', 'claude.permission'];
const sceneOf = (cycle: number, member: number) => COURSE[(Math.floor(cycle / 36) + member) % COURSE.length]!;
const stateOf: Record<string, string> = {
  'claude.working': 'working',
  'claude.plan': 'waiting',
  'claude.permission': 'waiting',
  'claude.idle': 'idle',
};

/** An hour of five teams of thirteen on a simulated clock; with `limits` ten of each come to their limit within 5 minutes. */
async function anHour(limits: boolean) {
  const tmux = new FakeTmux();
  const monitor = createModularMonitor(tmux);
  const roster = new Roster();
  const base = sampleSnapshot({ health: { ...sampleSnapshot().health, checks: [] }, rows: [] });
  const rule = noticeRuleSchema.parse({ on: [...NOTICE_KINDS], to: 'bell' });
  const notices: string[] = [];
  const wanted = new Set<string>();
  const agents = new Set<number>();
  const unseen: string[] = [];
  let [state, before]: [typeof NOTHING_TOLD, Snapshot | null] = [NOTHING_TOLD, null];

  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const now = START + cycle * CYCLE_MS;
    tmux.now = now;
    for (const [team, session] of SESSIONS.entries()) {
      for (let i = 0; i < LIMITED; i++) {
        const comes = cycle === team * LIMITED + i + 5;
        if (cycle === 0) tmux.show(session, i, 'dev', 'claude.working');
        if (limits && comes) tmux.show(session, i, 'dev', 'claude.limit');
      }
      if (cycle % 36 === 0) {
        for (let i = 0; i < 3; i++) tmux.show(session, 20 + i, i === 0 ? 'pm' : 'qa', sceneOf(cycle, i));
      }
    }
    const report = await monitor.runCycle({
      tick: cycle,
      now: () => now,
      sleep: async () => {},
      signal: new AbortController().signal,
      flags: flagsSchema.parse({}),
    });
    agents.add(report.observations.length);
    for (const { agent, at, state: seen } of report.observations) {
      if (agent.windowIndex < 20) continue;
      const expected = stateOf[sceneOf(cycle, agent.windowIndex - 20)];
      // Working is held for a moment.
      if (at !== now || (seen !== expected && cycle % 36 > 1))
        unseen.push(`${agent.target} ${seen} in ${cycle}`);
    }
    for (const { kind, target, reason } of report.wanted) wanted.add(`${kind} ${target}: ${reason}`);
    for (const observation of report.observations) roster.observe('modular', observation);
    roster.conclude(report);
    const rows = roster.rows({ stale: false, legacyStartedAt: null, differs: () => null });
    const snapshot: Snapshot = { ...base, at: now, rows };
    const step = stepRule(rule, state, happeningsOf(before, snapshot), now, true);
    ({ state } = step);
    before = snapshot;
    notices.push(
      ...step.notices.map(
        (one) => `${cycle} ${noticeOf(one, now, 'tmux').kind}: ${noticeOf(one, now, 'tmux').text}`,
      ),
    );
  }
  const limited = before!.rows.filter(({ modular }) => modular?.state === 'rate_limited').length;
  return { notices, wanted: [...wanted], agents: [...agents], unseen, limited };
}

describe('fifty agents that are limited for an hour', () => {
  it('are told of once, and the others are watched and told of as ever', {
    timeout: 60_000 * PATIENCE,
  }, async () => {
    const [usual, limited] = [await anHour(false), await anHour(true)];
    expect(limited.limited).toBe(50);
    const ofLimits = limited.notices.filter((text) => text.includes('rate_limited'));
    expect(ofLimits).toHaveLength(1);
    expect(ofLimits[0]).toMatch(/reached the usage limit \(till /u);
    const others = limited.notices.filter((text) => !text.includes('rate_limited'));
    expect(others).toEqual(usual.notices);
    expect(others.length).toBeGreaterThan(10);
    expect(new Set(others.map((text) => text.split(/[ :]/u)[1]))).toEqual(new Set(['waiting']));

    expect(limited.agents).toEqual([65]);
    expect(limited.unseen).toEqual([]);
    // What the PMs are told is told of the others alone.
    expect(limited.wanted.length).toBeGreaterThan(5);
    expect(limited.wanted.filter((text) => /:\d\.0/u.test(text))).toEqual([]);
    expect(limited.wanted).toEqual(usual.wanted);
  });
});
