import { type Judgements, judgementOf } from '../compare/judged.ts';
import { OPEN_CAUSES } from '../compare/signature.ts';
import type { AgentId } from '../core/agent.ts';
import type { Divergence } from '../core/divergence.ts';
import type { SeenAgainst } from '../health/health.ts';

interface Seen {
  agents: Set<AgentId>;
  cycles: number;
  lastCycle: number;
}

/** Where and how often each signature has been seen in the stage that holds, as a question of logic or discovery. */
export class Sightings {
  private readonly seen = new Map<string, Seen>();

  /** `cycle`: number of legacy's cycle. */
  add({ signature, cause, agentId }: Divergence, cycle: number): void {
    if (!OPEN_CAUSES.includes(cause)) return;
    const entry = this.seen.get(signature) ?? { agents: new Set(), cycles: 0, lastCycle: -1 };
    this.seen.set(signature, entry);
    entry.agents.add(agentId);
    if (entry.lastCycle !== cycle) entry.cycles++;
    entry.lastCycle = cycle;
  }

  /** Those seen in which modular is judged to have been wrong. */
  against(judgements: Judgements, now: number): SeenAgainst[] {
    const out: SeenAgainst[] = [];
    for (const [signature, { agents, cycles }] of this.seen) {
      const verdict = judgementOf(judgements, signature, now)?.verdict;
      if (verdict === 'legacy_right' || verdict === 'both_wrong')
        out.push({ verdict, agents: agents.size, cycles });
    }
    return out;
  }

  /** Another stage has begun. */
  clear(): void {
    this.seen.clear();
  }
}
