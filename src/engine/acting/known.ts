import { agentId } from '../../core/agent.ts';
import { formatClock } from '../../core/format.ts';
import type { PaneInfo } from '../../core/tmux.ts';
import type { Entry, Roster } from '../roster.ts';

/** What modular last said of agents, as far as actions rest on it. */
export class Known {
  private readonly roster: Roster;
  private readonly now: () => number;

  constructor(roster: Roster, now: () => number) {
    this.roster = roster;
    this.now = now;
  }

  /** An agent was seen in this pane, living or crashed. */
  isAgentPane({ paneId, panePid }: PaneInfo): boolean {
    return this.roster.get(agentId(paneId, panePid))?.latest.modular !== undefined;
  }

  /** The session has a PM that is alive. */
  hasLivingPm(session: string): boolean {
    return this.some(({ agent, latest }) => {
      const state = latest.modular?.observation.state;
      return agent.session === session && agent.role === 'pm' && state !== undefined && state !== 'crashed';
    });
  }

  /** Why the agent of a target is left alone: its usage limit, until it is over; empty: it is not limited. */
  limited(target: string): string {
    let until: number | null = null;
    this.some(({ agent, latest }) => {
      const seen = latest.modular?.observation;
      const isMeant = agent.target === target || `${agent.session}:${agent.windowIndex}` === target;
      if (!isMeant || seen?.state !== 'rate_limited') return false;
      until = seen.resetsAt ?? Number.POSITIVE_INFINITY;
      return until > this.now();
    });
    if (until === null || until <= this.now()) return '';
    return until === Number.POSITIVE_INFINITY ? 'limited' : `limited till ${formatClock(until).slice(0, 5)}`;
  }

  private some(holds: (entry: Entry) => boolean): boolean {
    for (const entry of this.roster.all()) if (holds(entry)) return true;
    return false;
  }
}
