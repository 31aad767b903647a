import type { Agent, AgentState, Role } from '../../../src/core/agent.ts';
import type { Observation, WantedAction } from '../../../src/core/report.ts';
import { NO_TEAM_MEMORY, parseTeamMemory, type TeamMemory } from '../../../src/detect/team/memory.ts';
import { teamWishes } from '../../../src/detect/team/wishes.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const START = Date.parse('2026-11-24T21:00:00Z');

/** An observation of an agent in `shop`; the window's number is its place and, with 100 added, its pane. */
export function see(
  window: number,
  role: Role,
  state: AgentState,
  over: Partial<Omit<Observation, 'agent'>> & { agent?: Partial<Agent>; text?: string } = {},
): Observation {
  const { agent, text = '', ...rest } = over;
  const session = agent?.session ?? 'shop';
  return {
    agent: {
      id: `%${100 + window}:1`,
      kind: 'claude',
      role,
      target: `${session}:${window}.0`,
      session,
      windowIndex: window,
      windowName: role,
      paneIndex: 0,
      paneId: `%${100 + window}`,
      panePid: 1,
      ...agent,
    },
    state,
    detail: null,
    resetsAt: null,
    notes: [],
    evidence: { rule: 'a.rule', line: null, text, region: null, nearly: null },
    at: START,
    frames: [],
    ...rest,
  };
}

/** A crash as it is observed. */
export const CRASH = { notes: ['bash runs in the foreground instead'] };

/** A monitor's cycles; what is remembered goes through JSON between them, as over a restart. */
export class Cycles {
  memory: TeamMemory = NO_TEAM_MEMORY;

  /** One cycle, so many ms after the start. */
  at(ms: number, ...observations: Observation[]): WantedAction[] {
    const result = teamWishes(this.memory, observations, START + ms);
    this.memory = parseTeamMemory(JSON.parse(JSON.stringify(result.memory)));
    return result.wanted;
  }

  /** Cycles 5 s apart over a span, both ends included; what each that wanted something wanted. */
  over(from: number, to: number, ...observations: Observation[]): [at: number, reason: string][] {
    const wanted: [number, string][] = [];
    for (let ms = from; ms <= to; ms += 5 * SECOND) {
      for (const { reason } of this.at(ms, ...observations)) wanted.push([ms, reason]);
    }
    return wanted;
  }
}
