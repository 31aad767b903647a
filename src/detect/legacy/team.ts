import type { WantedAction } from '../../core/report.ts';
import type { AgentFinding } from './findings.ts';
import type { SessionMemory, TargetMemory } from './memory.ts';

const MINUTE_MS = 60_000;
/** After so many minutes of an idle team the PM is told, and at last killed. */
const TOLD_AFTER_MINUTES = [3, 5];
const KILLED_AFTER_MINUTES = 8;

/** What a team's idleness leads to. */
export interface TeamResult {
  teamIdleSince: number | null;
  told: readonly number[];
  /** For the PM. */
  notices: string[];
  kill: WantedAction | null;
}

/**
 * A team is idle when none of its agents has worked since it was idle, fresh, or without Claude's interface. Without a
 * PM nobody counts the minutes.
 */
export function teamNotices(
  memory: SessionMemory,
  team: readonly AgentFinding[],
  targets: ReadonlyMap<string, TargetMemory>,
  reachablePm: string | null,
  now: number,
): TeamResult {
  const idle = team.every(
    (agent) => agent.state === 'fresh' || !agent.uiPresent || targets.get(agent.target)?.idle === true,
  );
  if (!idle) return { teamIdleSince: null, told: [], notices: [], kill: null };
  const pm = reachablePm ?? team.find((agent) => agent.isPm)?.target ?? null;
  if (pm === null) return { teamIdleSince: memory.teamIdleSince, told: memory.told, notices: [], kill: null };

  const teamIdleSince = memory.teamIdleSince ?? now;
  const minutes = Math.floor((now - teamIdleSince) / MINUTE_MS);
  const due = TOLD_AFTER_MINUTES.filter((after) => minutes >= after && !memory.told.includes(after));
  const notices = due.map((after) => `the whole team has been idle for ${after} min`);
  if (minutes >= KILLED_AFTER_MINUTES) {
    const reason = `the whole team has been idle for ${KILLED_AFTER_MINUTES} min`;
    return { teamIdleSince: null, told: [], notices, kill: { kind: 'kill_pm', target: pm, reason } };
  }
  return { teamIdleSince, told: [...memory.told, ...due], notices, kill: null };
}
