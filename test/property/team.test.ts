import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGENT_STATES, ROLES } from '../../src/core/agent.ts';
import type { Observation, WantedAction } from '../../src/core/report.ts';
import { NO_TEAM_MEMORY, parseTeamMemory } from '../../src/detect/team/memory.ts';
import { teamWishes } from '../../src/detect/team/wishes.ts';
import { see } from '../unit/detect-team/support.ts';

const START = Date.parse('2026-11-24T21:00:00Z');
const SESSIONS = ['shop', 'api', '__proto__'];
const IN_A_NOTICE = /^(?<target>\S+) \((?<role>\w+)\) (?<what>crashed|is in error|is fresh|is idle|waits)/u;
const COOLDOWN_MS: Record<string, number> = { 'is fresh': 600_000 };

/** One agent in one of few places, so that they come back in other roles, sessions and states. */
const observation: fc.Arbitrary<Observation> = fc
  .record({
    window: fc.integer({ min: 0, max: 5 }),
    respawned: fc.boolean(),
    role: fc.oneof(fc.constant('pm' as const), fc.constantFrom(...ROLES)),
    state: fc.oneof(fc.constantFrom(...AGENT_STATES), fc.constantFrom('idle' as const, 'crashed' as const)),
    detail: fc.constantFrom(null, 'plan' as const, 'permission' as const),
    session: fc.constantFrom(...SESSIONS),
    text: fc.constantFrom('', 'fix it'),
    limit: fc.integer({ min: 0, max: 300_000 }),
  })
  .map(({ window, respawned, role, state, detail, session, text, limit }) =>
    see(window, role, state, {
      detail: state === 'waiting' ? detail : null,
      resetsAt: state === 'rate_limited' ? START + limit : null,
      text,
      agent: { id: `%${window}:${respawned ? 2 : 1}`, session, target: `${session}:${window}.0` },
    }),
  );
const cycle = fc.record({
  wait: fc.oneof(fc.constant(5000), fc.integer({ min: 1, max: 400_000 })),
  /** For how many cycles it stays so. */
  times: fc.integer({ min: 1, max: 8 }),
  observations: fc.uniqueArray(observation, { selector: ({ agent }) => agent.windowIndex, maxLength: 6 }),
});

interface Cycle {
  wait: number;
  times: number;
  observations: Observation[];
}
interface Played {
  now: number;
  observations: Observation[];
  wanted: WantedAction[];
}

/** Plays cycles; `keep` is what happens to the memory between two of them. */
function play(cycles: Cycle[], keep: (memory: unknown) => unknown): Played[] {
  let [now, memory] = [START, NO_TEAM_MEMORY];
  return cycles.flatMap(({ wait, times, observations }) =>
    Array.from({ length: times }, () => {
      now += wait;
      const result = teamWishes(memory, observations, now);
      memory = keep(result.memory) as typeof memory;
      return { now, observations, wanted: result.wanted };
    }),
  );
}

function always(holds: (played: Played[]) => void): void {
  fc.assert(
    fc.property(fc.array(cycle, { maxLength: 25 }), (cycles) => holds(play(cycles, (memory) => memory))),
    { numRuns: 300 },
  );
}
const sessionOf = ({ target }: WantedAction) => target.split(':')[0]!;

describe('what modular wants', () => {
  it('is the same when the memory goes through JSON', () => {
    fc.assert(
      fc.property(fc.array(cycle, { maxLength: 25 }), (cycles) => {
        const restarted = play(cycles, (memory) => parseTeamMemory(JSON.parse(JSON.stringify(memory))));
        expect(restarted).toEqual(play(cycles, (memory) => memory));
      }),
    );
  });

  it('is never two recoveries in one session, and none where a PM lives', () => {
    let seen = 0;
    always((played) => {
      for (const { observations, wanted } of played) {
        const sessions = wanted.filter(({ kind }) => kind === 'recover_pm').map(sessionOf);
        seen += sessions.length;
        expect(new Set(sessions).size).toBe(sessions.length);
        for (const { agent, state } of observations)
          if (agent.role === 'pm' && state !== 'crashed') expect(sessions).not.toContain(agent.session);
      }
    });
    expect(seen).toBeGreaterThan(100);
  });

  it('is a recovery only of a PM that is proven to be gone: it crashed, or three cycles did not see it', () => {
    always((played) => {
      for (const [i, { wanted }] of played.entries()) {
        for (const wish of wanted.filter(({ kind }) => kind === 'recover_pm')) {
          const lives = (one: Played | undefined) =>
            one?.observations.some(
              ({ agent, state }) =>
                agent.session === sessionOf(wish) && agent.role === 'pm' && state !== 'crashed',
            );
          expect(played.slice(0, i).some(lives)).toBe(true);
          if (wish.reason.startsWith('no PM')) expect(played.slice(i - 2, i + 1).some(lives)).toBe(false);
        }
      }
    });
  });

  it('is nothing about an agent that is rate limited', () => {
    always((played) => {
      for (const { observations, wanted } of played) {
        const limited = observations
          .filter(({ state }) => state === 'rate_limited')
          .map((o) => o.agent.target);
        for (const { target, reason } of wanted) {
          expect(limited).not.toContain(target);
          for (const text of reason.split('; '))
            expect(limited).not.toContain(IN_A_NOTICE.exec(text)?.groups?.target);
        }
      }
    });
  });

  it('is to tell a PM the same of an agent never within the cooldown, and only one that can take it', () => {
    let seen = 0;
    always((played) => {
      const toldAt = new Map<string, number>();
      for (const { now, observations, wanted } of played) {
        const notices = wanted.filter(({ kind }) => kind === 'notify_pm');
        expect(new Set(notices.map(({ target }) => target)).size).toBe(notices.length);
        const told = new Set<string>();
        for (const { target, reason } of notices) {
          const pm = observations.find(({ agent }) => agent.target === target)!;
          expect(pm.agent.role).toBe('pm');
          expect(['idle', 'fresh', 'working']).toContain(pm.state);
          for (const text of reason.split('; ')) {
            const groups = IN_A_NOTICE.exec(text)?.groups;
            if (groups === undefined) expect(text).toMatch(/^the whole team has been idle for [35] min$/u);
            else {
              expect(groups.target).not.toBe(target);
              const { agent } = observations.find((one) => one.agent.target === groups.target)!;
              told.add(`${agent.id} ${groups.what}`);
            }
          }
        }
        for (const key of told) {
          const cooldown = COOLDOWN_MS[key.slice(key.indexOf(' ') + 1)] ?? 300_000;
          expect(now - (toldAt.get(key) ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(cooldown);
          toldAt.set(key, now);
          seen++;
        }
      }
    });
    expect(seen).toBeGreaterThan(100);
  });

  it('is to send a text at most five times while it stands, 10 s apart', () => {
    let seen = 0;
    always((played) => {
      const sent = new Map<string, { text: string; times: number[] }>();
      for (const { now, observations, wanted } of played) {
        const queued = observations.filter(({ state }) => state === 'message_queued');
        for (const [id, { text }] of sent)
          if (!queued.some(({ agent, evidence }) => agent.id === id && evidence.text === text))
            sent.delete(id);
        for (const { target } of wanted.filter(({ kind }) => kind === 'submit_message')) {
          const { agent, evidence } = queued.find((one) => one.agent.target === target)!;
          const times = sent.get(agent.id)?.times ?? [];
          expect(times.length).toBeLessThan(5);
          expect(now - (times.at(-1) ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(10_000);
          sent.set(agent.id, { text: evidence.text, times: [...times, now] });
          seen++;
        }
      }
    });
    expect(seen).toBeGreaterThan(100);
  });

  it('is remembered in a space that does not grow', () => {
    always((played) => {
      let memory = NO_TEAM_MEMORY;
      for (const { now, observations } of played) memory = teamWishes(memory, observations, now).memory;
      expect(memory.agents.length).toBeLessThanOrEqual(12);
      expect(memory.sessions.length).toBeLessThanOrEqual(SESSIONS.length);
      for (const { told } of memory.agents) expect(told.length).toBeLessThanOrEqual(5);
    });
  });
});
