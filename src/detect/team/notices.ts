import type { AgentState } from '../../core/agent.ts';
import type { Observation, WantedAction } from '../../core/report.ts';
import { oneLine } from '../../core/text.ts';
import type { AgentMemory, Matter, SessionMemory } from './memory.ts';
import type { Team } from './recovery.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** How long each matter must have stood, and how long the same of the same agent is not told again, in ms. */
const RULES: Record<Matter, { after: number; cooldown: number }> = {
  crashed: { after: 0, cooldown: 5 * MINUTE_MS },
  error: { after: 0, cooldown: 5 * MINUTE_MS },
  fresh: { after: 0, cooldown: 10 * MINUTE_MS },
  idle: { after: 60 * SECOND_MS, cooldown: 5 * MINUTE_MS },
  waiting: { after: 30 * SECOND_MS, cooldown: 5 * MINUTE_MS },
};
/** The PM is told that its whole team is idle after so many minutes. */
const TEAM_IDLE_MINUTES = [3, 5];

/** A PM in another state has a dialog or an unsent text in its prompt, or no prompt. */
const CAN_TAKE: ReadonlySet<AgentState> = new Set(['idle', 'fresh', 'working']);

/** What is told to the PMs of a session in one cycle, and what is to be remembered of it. */
export interface Told {
  session: SessionMemory;
  agents: AgentMemory[];
  wanted: WantedAction[];
}

/**
 * The notices to the PMs of a session: one for each PM that can take it. What nobody can take is kept for later, as long as
 * it stands. Of an agent only its place, role and state are told: what is on its screen may have been written to move a
 * reader to something.
 */
export function notices(
  team: Team,
  session: SessionMemory,
  agents: ReadonlyMap<string, AgentMemory>,
  now: number,
): Told {
  const takers = team.pms.filter(({ state }) => CAN_TAKE.has(state));
  const lists = takers.map(({ agent }) => ({ agent, texts: [] as string[] }));
  const changed: AgentMemory[] = [];
  for (const observation of team.all) {
    const memory = agents.get(observation.agent.id)!;
    const matter = dueMatter(observation, memory, now);
    const others = lists.filter(({ agent }) => agent.id !== observation.agent.id);
    if (matter === null || others.length === 0) continue;
    for (const { texts } of others) texts.push(textOf(observation, matter));
    changed.push({
      ...memory,
      told: [...memory.told.filter((one) => one.matter !== matter), { matter, at: now }],
    });
  }
  const idle = teamIdle(team, session, now);
  if (idle.text !== null) for (const { texts } of lists) texts.push(idle.text);
  const wanted = lists
    .filter(({ texts }) => texts.length > 0)
    .map(
      ({ agent, texts }): WantedAction => ({
        kind: 'notify_pm',
        target: agent.target,
        reason: texts.join('; '),
      }),
    );
  return { session: idle.session, agents: changed, wanted };
}

/** What there is to tell of an agent now; null: nothing, or it was told not long ago. */
function dueMatter({ agent, state }: Observation, memory: AgentMemory, now: number): Matter | null {
  if (!isMatter(state)) return null;
  // The PM that lives stands in its place.
  if (state === 'crashed' && agent.role === 'pm') return null;
  if (state === 'idle' && !memory.worked) return null;
  const { after, cooldown } = RULES[state];
  if (now - memory.since < after) return null;
  const told = memory.told.find(({ matter }) => matter === state);
  return told !== undefined && now - told.at < cooldown ? null : state;
}

function isMatter(state: AgentState): state is Matter {
  return state in RULES;
}

function textOf({ agent, detail }: Observation, matter: Matter): string {
  const who = `${oneLine(agent.target)} (${agent.role})`;
  switch (matter) {
    case 'crashed':
      return `${who} crashed`;
    case 'error':
      return `${who} is in error${detail === null ? '' : `: ${words(detail)}`}`;
    case 'fresh':
      return `${who} is fresh and waits for a briefing`;
    case 'idle':
      return `${who} is idle`;
    case 'waiting':
      return `${who} waits${detail === null ? '' : `: ${words(detail)}`}`;
  }
}

function words(detail: string): string {
  return detail.replaceAll('_', ' ');
}

/** Counts the minutes of a team in which everybody, a PM among them, is idle or fresh. */
function teamIdle(
  { living, pms }: Team,
  session: SessionMemory,
  now: number,
): { session: SessionMemory; text: string | null } {
  const idle = living.every(({ state }) => state === 'idle' || state === 'fresh');
  if (!idle || pms.length === 0 || living.length === pms.length) {
    return { session: { ...session, idleSince: null, idleTold: 0 }, text: null };
  }
  const idleSince = Math.min(session.idleSince ?? now, now);
  const reached = TEAM_IDLE_MINUTES.filter((minutes) => now - idleSince >= minutes * MINUTE_MS);
  if (reached.length <= session.idleTold) return { session: { ...session, idleSince }, text: null };
  return {
    session: { ...session, idleSince, idleTold: reached.length },
    text: `the whole team has been idle for ${reached.at(-1)} min`,
  };
}
