import type { Compared, Comparison } from './comparison.ts';
import type { EventLog } from './event-log.ts';
import type { EngineRollout } from './rollout/rollout.ts';

/** Makes evidence, events and entries in the journal of what the comparison finds. */
export class Findings {
  private readonly comparison: Comparison;
  private readonly rollout: EngineRollout;
  private readonly log: EventLog;
  /** What was compared in the cycle of legacy that is under way. */
  private compared = { agents: 0, differing: 0 };

  constructor(comparison: Comparison, rollout: EngineRollout, log: EventLog) {
    this.comparison = comparison;
    this.rollout = rollout;
    this.log = log;
  }

  /** Something was compared. */
  take({ newSignatures, missing, divergences, cycle, agents, differing }: Compared, at: number): void {
    for (const { kind, legacy, modular } of newSignatures)
      this.log.add(at, 'warn', '≠', `new: ${kind ?? 'no agent'} ${legacy} → ${modular}`);
    for (const one of missing) {
      this.rollout.take({ kind: 'missing', at, ...one });
      this.log.add(at, 'bad', '−', `${one.target} is seen by legacy, not by modular`, one.agentId);
    }
    for (const divergence of divergences) this.rollout.journal?.divergence(divergence, cycle);
    this.compared.agents += agents;
    this.compared.differing += differing;
    this.countSignatures();
  }

  /** A cycle of legacy has ended: what was compared in it is one piece of evidence. */
  cycleEnds(at: number): void {
    const { agents, differing } = this.compared;
    this.compared = { agents: 0, differing: 0 };
    if (agents > 0) this.rollout.take({ kind: 'comparison', at, compared: agents, differing });
  }

  /** The open signatures, and those judged against modular, are others now. */
  countSignatures(): void {
    const open = this.comparison.signatures().filter((row) => row.open).length;
    this.rollout.signatures(open, this.comparison.against());
  }
}
