import type { Observation, WantedAction } from '../../core/report.ts';
import { oneLine } from '../../core/text.ts';
import type { PmMemory } from './memory.ts';

/** A PM is missing when so many cycles in a row have not seen it. */
const MISSING_CYCLES = 3;

/** What was observed of one session in a cycle. */
export interface Team {
  session: string;
  all: readonly Observation[];
  living: readonly Observation[];
  /** The living PMs. */
  pms: readonly Observation[];
}

/** Sorts out who of a session lives and who of them is a PM. */
export function teamOf(session: string, all: readonly Observation[]): Team {
  const living = all.filter(({ state }) => state !== 'crashed');
  return { session, all, living, pms: living.filter(({ agent }) => agent.role === 'pm') };
}

/**
 * What has become of the PM of a session. `elsewhere`: the observation of the known PM wherever it is now. A PM that was
 * given another role or moved to another session is no longer the PM of this one; it is not missing.
 */
export function followPm(
  known: PmMemory | null,
  { session, pms }: Team,
  elsewhere: Observation | undefined,
): PmMemory | null {
  const pm = pms.find(({ agent }) => agent.id === known?.id) ?? pms[0];
  if (pm !== undefined) {
    const { agent, state, resetsAt } = pm;
    const limitedUntil = state === 'rate_limited' ? resetsAt : null;
    return { id: agent.id, target: agent.target, limitedUntil, missing: 0, crashed: null };
  }
  if (known === null || elsewhere === undefined) return known && { ...known, missing: known.missing + 1 };
  const { agent, state, notes } = elsewhere;
  if (state !== 'crashed') return null;
  const target = agent.session === session ? agent.target : known.target;
  const crashed = oneLine(notes.length > 0 ? `crashed: ${notes.join('; ')}` : 'crashed');
  return { ...known, target, missing: 0, crashed };
}

/**
 * The wish to bring the PM of a session back; null: it lives, it is not proven that it does not, or nobody is there who
 * would need it. A PM whose usage limit was not over when it was last seen is left alone till then.
 */
export function recovery(pm: PmMemory | null, team: Team, now: number): WantedAction | null {
  if (pm === null || team.pms.length > 0) return null;
  if (pm.limitedUntil !== null && pm.limitedUntil > now) return null;
  const there = team.all.some(({ agent }) => agent.id === pm.id);
  if (!there && team.living.length === 0) return null;
  if (pm.crashed === null && pm.missing < MISSING_CYCLES) return null;
  const where = oneLine(pm.target);
  const reason = pm.crashed ?? `no PM in ${oneLine(team.session)} any more, it was at ${where}`;
  // Windows are numbered anew: another agent may have come to the PM's place.
  const taken = team.all.some(({ agent }) => agent.target === pm.target && agent.id !== pm.id);
  return { kind: 'recover_pm', target: taken ? `${team.session}:Claude-pm` : pm.target, reason };
}
