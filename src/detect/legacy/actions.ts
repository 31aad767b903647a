import type { WantedAction } from '../../core/report.ts';
import type { AgentFinding, LegacyFindings, PmFinding } from './findings.ts';
import {
  type ActionState,
  NEW_SESSION,
  NEW_TARGET,
  type SessionMemory,
  type TargetMemory,
} from './memory.ts';
import { teamNotices } from './team.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const CRASH_COOLDOWN_MS = 5 * MINUTE_MS;
const IDLE_COOLDOWN_MS = 5 * MINUTE_MS;
const FRESH_COOLDOWN_MS = 10 * MINUTE_MS;
const SUBMIT_ATTEMPTS = 5;
const SUBMIT_COOLDOWN_MS = 10 * SECOND_MS;
const PM_GRACE_MS = 3 * MINUTE_MS;
const PM_COOLDOWN_MS = 5 * MINUTE_MS;
const PM_CRASH_SIGHTINGS = 3;
const PM_CRASH_WINDOW_MS = 30 * SECOND_MS;
/** No cooldown is longer: what is older of targets that are gone is forgotten. */
const LONGEST_COOLDOWN_MS = FRESH_COOLDOWN_MS;

/** Whether legacy looks after the PM of this session now: not within 3 minutes of a recovery. */
export function isPmCheckDue(state: ActionState, session: string, now: number): boolean {
  return now - (state.sessions.get(session) ?? NEW_SESSION).recoveredAt >= PM_GRACE_MS;
}

/**
 * What legacy would do after a cycle (MONITORS.md A), and what it has to remember for the next one. A wanted recovery is
 * remembered as done. `now` in ms since the epoch.
 */
export function wantActions(
  state: ActionState,
  findings: LegacyFindings,
  now: number,
): { state: ActionState; wanted: WantedAction[] } {
  const targets = recent(state.targets, now);
  const sessions = recent(state.sessions, now);
  const wanted: WantedAction[] = [];
  const notices = new Map<string, string[]>();

  for (const pm of findings.pms) {
    const memory = { ...(sessions.get(pm.session) ?? NEW_SESSION), seenAt: now };
    sessions.set(pm.session, afterPmLook(memory, pm, now, wanted));
  }
  for (const agent of findings.agents) {
    const pm = reachablePm(findings, agent.session);
    const tell = (notice: string) => {
      if (pm !== null && pm !== agent.target) notices.set(pm, [...(notices.get(pm) ?? []), notice]);
    };
    const memory = { ...(targets.get(agent.target) ?? NEW_TARGET), seenAt: now };
    targets.set(agent.target, afterAgentLook(memory, agent, pm, now, wanted, tell));
  }
  for (const session of new Set(findings.agents.map((agent) => agent.session))) {
    const team = findings.agents.filter((agent) => agent.session === session);
    const pm = reachablePm(findings, session);
    const memory = { ...(sessions.get(session) ?? NEW_SESSION), seenAt: now };
    const result = teamNotices(memory, team, targets, pm, now);
    sessions.set(session, { ...memory, teamIdleSince: result.teamIdleSince, told: result.told });
    if (pm !== null && result.notices.length > 0) {
      notices.set(pm, [...(notices.get(pm) ?? []), ...result.notices]);
    }
    if (result.kill !== null) wanted.push(result.kill);
  }
  for (const [target, texts] of notices) wanted.push({ kind: 'notify_pm', target, reason: texts.join('; ') });
  return { state: { targets, sessions }, wanted };
}

function recent<T extends { seenAt: number }>(memories: ReadonlyMap<string, T>, now: number): Map<string, T> {
  return new Map([...memories].filter(([, memory]) => now - memory.seenAt <= LONGEST_COOLDOWN_MS));
}

/** The PM that can be told something: its window is there and shows Claude's interface. */
function reachablePm(findings: LegacyFindings, session: string): string | null {
  const pm = findings.pms.find((finding) => finding.session === session);
  if (pm === undefined || pm.target === null) return null;
  const asAgent = findings.agents.find((agent) => agent.target === pm.target);
  const there = asAgent === undefined ? pm.look !== 'no_interface' : asAgent.uiPresent;
  return there ? pm.target : null;
}

function afterPmLook(
  memory: SessionMemory,
  pm: PmFinding,
  now: number,
  wanted: WantedAction[],
): SessionMemory {
  const sightings = memory.crashSeenAt.filter((at) => now - at < PM_CRASH_WINDOW_MS);
  if (pm.look === 'crash_word') sightings.push(now);
  const confirmed = sightings.length >= PM_CRASH_SIGHTINGS;
  const crashSeenAt = confirmed ? [] : sightings;
  const why = confirmed ? `"${pm.word}" seen ${PM_CRASH_SIGHTINGS} times` : pmTrouble(pm);
  if (why === null || now - memory.recoveredAt < PM_COOLDOWN_MS) return { ...memory, crashSeenAt };
  wanted.push({
    kind: 'recover_pm',
    target: pm.target ?? `${pm.session}:Claude-pm`,
    reason: `${why}: would kill the PM's windows and open Claude-pm, up to 3 tries`,
  });
  return { ...memory, crashSeenAt, recoveredAt: now };
}

/** Why a look at the PM counts as a crash at once; null when it does not. */
function pmTrouble(pm: PmFinding): string | null {
  if (pm.look === 'missing') return 'no PM window in the session';
  if (pm.look === 'no_interface') return 'the PM shows no Claude interface';
  return pm.look === 'unhealthy' ? 'the PM failed two health checks' : null;
}

function afterAgentLook(
  memory: TargetMemory,
  agent: AgentFinding,
  pm: string | null,
  now: number,
  wanted: WantedAction[],
  tell: (notice: string) => void,
): TargetMemory {
  const { target, label } = agent;
  switch (agent.state) {
    case 'working':
      return { ...memory, idle: false, submitted: 0, submittedAt: Number.NEGATIVE_INFINITY };
    case 'crashed':
      if (now - memory.crashedAt < CRASH_COOLDOWN_MS) return memory;
      wanted.push({ kind: 'kill_window', target, reason: `${label} crashed` });
      tell(`${target} crashed (${label})`);
      return { ...memory, crashedAt: now };
    case 'error':
      // Past every cooldown, and one by one: legacy's spam.
      if (pm !== null) {
        wanted.push({
          kind: 'notify_pm',
          target: pm,
          reason: `${target} shows no Claude interface (${label})`,
        });
      }
      return memory;
    case 'fresh':
      if (now - memory.freshAt < FRESH_COOLDOWN_MS) return memory;
      tell(`${target} is fresh and waits for a briefing (${label})`);
      return { ...memory, freshAt: now };
    case 'message_queued':
      if (memory.submitted >= SUBMIT_ATTEMPTS || now - memory.submittedAt < SUBMIT_COOLDOWN_MS) return memory;
      wanted.push({
        kind: 'submit_message',
        target,
        reason: `unsent message, attempt ${memory.submitted + 1} of ${SUBMIT_ATTEMPTS}`,
      });
      return { ...memory, submitted: memory.submitted + 1, submittedAt: now };
    case 'idle':
      if (agent.idleKind === 'continuously_idle' && now - memory.idleAt < IDLE_COOLDOWN_MS) {
        return { ...memory, idle: true };
      }
      tell(`${target} is idle (${label})`);
      return { ...memory, idle: true, idleAt: now };
  }
}
