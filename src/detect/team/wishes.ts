import type { Observation, WantedAction } from '../../core/report.ts';
import { type AgentMemory, FORGOTTEN_MS, type SessionMemory, type TeamMemory } from './memory.ts';
import { notices } from './notices.ts';
import { followPm, recovery, teamOf } from './recovery.ts';
import { submission } from './submit.ts';

/**
 * What modular wants after a cycle (MONITORS.md B), and what it has to remember for the next one. Pure: `now` in ms since
 * the epoch; `observations` are those of a whole cycle: who is not among them was not there. The recovery of a PM is wanted
 * in each cycle as long as there is none; cooldown, tries and grace are for others to keep. Nothing is wanted of an agent
 * that is rate limited.
 */
export function teamWishes(
  memory: TeamMemory,
  observations: readonly Observation[],
  now: number,
): { memory: TeamMemory; wanted: WantedAction[] } {
  const before = new Map(remembered(memory, now).map((agent) => [agent.id, agent]));
  const sessions = new Map(memory.sessions.map((one) => [one.session, one]));
  const agents = new Map(before);
  const recoveries: WantedAction[] = [];
  const submissions: WantedAction[] = [];
  const told: WantedAction[] = [];

  for (const observation of observations) {
    const known = before.get(observation.agent.id);
    const { queued, wanted } = submission(observation, known?.queued ?? null, now);
    if (wanted !== null) submissions.push(wanted);
    agents.set(observation.agent.id, { ...seen(observation, known, now), queued });
  }

  const byId = new Map(observations.map((observation) => [observation.agent.id, observation]));
  const left: SessionMemory[] = [];
  for (const [name, all] of Map.groupBy(observations, ({ agent }) => agent.session)) {
    const team = teamOf(name, all);
    // A session of the same name in which nobody is left of before is another one.
    const goesOn = all.some(({ agent }) => before.get(agent.id)?.session === name);
    const known = (goesOn && sessions.get(name)) || { session: name, pm: null, idleSince: null, idleTold: 0 };
    const pm = followPm(known.pm, team, byId.get(known.pm?.id ?? ''));
    const wish = recovery(pm, team, now);
    if (wish !== null) recoveries.push(wish);
    const result = notices(team, { ...known, pm }, agents, now);
    for (const agent of result.agents) agents.set(agent.id, agent);
    told.push(...result.wanted);
    left.push(result.session);
  }
  return {
    memory: { v: 1, agents: [...agents.values()], sessions: left },
    wanted: [...recoveries, ...submissions, ...told],
  };
}

/** The agents not forgotten. A time that is still to come is one of a clock that was set back since. */
function remembered({ agents }: TeamMemory, now: number): AgentMemory[] {
  return agents
    .filter(({ seenAt }) => now - seenAt <= FORGOTTEN_MS)
    .map((agent) => ({
      ...agent,
      since: Math.min(agent.since, now),
      seenAt: Math.min(agent.seenAt, now),
      told: agent.told.filter(({ at }) => at <= now),
    }));
}

function seen(
  { agent, state, detail }: Observation,
  known: AgentMemory | undefined,
  now: number,
): Omit<AgentMemory, 'queued'> {
  const same = known !== undefined && known.state === state && known.detail === detail;
  return {
    id: agent.id,
    session: agent.session,
    state,
    detail,
    since: same ? known.since : now,
    seenAt: now,
    worked: known?.worked === true || state === 'working',
    told: known?.told ?? [],
  };
}
