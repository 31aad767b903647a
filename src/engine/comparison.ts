import { compareAgent, type Judges, nearestObservation } from '../compare/compare.ts';
import { type Judgements, judgedDivergence, judgedSignature, judgementOf } from '../compare/judged.ts';
import { addToSignatures, OPEN_CAUSES, type SignatureTable } from '../compare/signature.ts';
import type { AgentId } from '../core/agent.ts';
import type { Divergence, Signature } from '../core/divergence.ts';
import type { Frame } from '../core/frame.ts';
import type { Judgement } from '../core/judgement.ts';
import type { MonitorName, Observation, Report } from '../core/report.ts';
import type { RuleBook } from '../detect/book.ts';
import { judgeOnce } from '../detect/judge.ts';
import { judgeLegacy } from '../detect/legacy/judge.ts';
import type { SeenAgainst } from '../health/health.ts';
import { Examples } from './examples.ts';
import type { Entry, Roster } from './roster.ts';
import { Sightings } from './sightings.ts';

/** Modular's frames this long before legacy's first capture still count as "around" it, in ms. */
const AROUND_MS = 1000;
/** An agent that legacy sees and modular does not has to be so in this many legacy reports to be missing. */
const CONFIRMATIONS = 2;

/** What a comparison brought to light. */
export interface Compared {
  agents: number;
  /** Agents whose divergence is an open question: not timing or refinement, and not judged. */
  differing: number;
  newSignatures: Signature[];
  /** Agents seen by legacy and confirmed to be absent in modular, told once each. */
  missing: { agentId: AgentId; target: string }[];
  /** All that was found, and the number of legacy's cycle. */
  divergences: Divergence[];
  cycle: number;
}

/** Compares the reports of the two monitors agent by agent, and keeps the table of signatures. */
export class Comparison {
  private table: SignatureTable = new Map();
  private absences = new Map<AgentId, number>();
  private readonly roster: Roster;
  private readonly judges: Judges;
  private readonly judgements: () => Judgements;
  private readonly now: () => number;
  private readonly sightings = new Sightings();
  /** The last occurrences of each signature. */
  readonly examples = new Examples();
  private cycle = 0;

  /**
   * `judgements`: those that count now; `book`: the rules that modular judges by now; `external`: monitors that are the
   * operator's own, whose rules are not known.
   */
  constructor(
    roster: Roster,
    now: () => number,
    judgements: () => Judgements,
    book: () => RuleBook | undefined,
    external: readonly MonitorName[] = [],
  ) {
    this.roster = roster;
    this.now = now;
    this.judgements = judgements;
    this.judges = {
      legacy: external.includes('legacy') ? null : judgeLegacy,
      modular: external.includes('modular')
        ? null
        : (frame, kind) => {
            const { state, detail, evidence } = judgeOnce(frame, kind, now(), book());
            return { state, detail, rule: evidence.rule };
          },
    };
  }

  /** Legacy has just seen this agent: compares it with modular's nearest observation, if modular knows the agent. */
  legacyObserved(observation: Observation, now: number): Compared {
    const entry = this.roster.get(observation.agent.id);
    if (entry === undefined || entry.recent.length === 0) return this.nothing();
    const result = this.compare(entry, observation, nearestObservation(entry.recent, observation.at), now);
    return { ...result, missing: [] };
  }

  /**
   * Legacy's whole report is there: agents that only one of the two knows. `modularListedAt`: when modular last listed
   * the panes, in ms since the epoch; null: not yet, so that nothing can be missing in it.
   */
  legacyReported(report: Report, modularListedAt: number | null, now: number): Compared {
    this.cycle++;
    const total = this.nothing();
    const named = new Set(report.observations.map((observation) => observation.agent.id));
    for (const entry of this.roster.all()) {
      const { modular, legacy } = entry.latest;
      if (modular !== undefined && !named.has(entry.agent.id)) {
        // An agent younger than the report could not be in it.
        if (entry.firstAt > report.startedAt) continue;
        add(total, this.compare(entry, null, modular.observation, now));
      } else if (modular === undefined && legacy !== undefined && modularListedAt !== null) {
        add(total, this.compare(entry, legacy.observation, null, now, modularListedAt));
        const times = (this.absences.get(entry.agent.id) ?? 0) + 1;
        this.absences.set(entry.agent.id, times);
        if (times === CONFIRMATIONS)
          total.missing.push({ agentId: entry.agent.id, target: entry.agent.target });
      }
    }
    for (const id of this.absences.keys()) {
      const entry = this.roster.get(id);
      if (entry === undefined || entry.latest.modular !== undefined) this.absences.delete(id);
    }
    return total;
  }

  /** All signatures seen, as they are judged: open before settled, then by last sight. */
  signatures(): Signature[] {
    const [judgements, now] = [this.judgements(), this.now()];
    return [...this.table.values()]
      .map((row) => judgedSignature(row.signature, judgements, now))
      .sort((a, b) => Number(b.open) - Number(a.open) || b.lastAt - a.lastAt);
  }

  /** Current divergences of all agents. */
  divergences(): Divergence[] {
    return [...this.roster.all()].flatMap((entry) => entry.divergences.map((one) => this.shown(one)));
  }

  /** A divergence as it is shown now: an ignored one as such. */
  shown(divergence: Divergence): Divergence {
    return judgedDivergence(divergence, this.judgements(), this.now());
  }

  /** What the operator says of a signature; null: not judged, or not any more. */
  judgement(signature: string): Judgement | null {
    return judgementOf(this.judgements(), signature, this.now());
  }

  /** Signatures seen in this stage in which modular is judged to have been wrong. */
  against(): SeenAgainst[] {
    return this.sightings.against(this.judgements(), this.now());
  }

  /** What was seen in this stage before this engine decided takes the place of what this one has seen. */
  restore(earlier: Iterable<{ divergence: Divergence; cycle: number }>): void {
    this.table = new Map();
    this.sightings.clear();
    for (const { divergence, cycle } of earlier) {
      this.table = addToSignatures(this.table, divergence);
      this.sightings.add(divergence, cycle);
      this.cycle = Math.max(this.cycle, cycle + 1);
    }
  }

  /** Another stage has begun: its evidence starts anew. */
  stageBegins(): void {
    this.sightings.clear();
  }

  /** Compares a pair that is no live agent's; nothing of it is kept. */
  compareAlone(agentId: AgentId, legacy: Observation | null, modular: Observation | null): Divergence[] {
    return compareAgent({ agentId, legacy, modular, modularFrames: [], now: this.now() }, this.judges);
  }

  private compare(
    entry: Entry,
    legacy: Observation | null,
    modular: Observation | null,
    now: number,
    otherListedAt?: number,
  ): Compared {
    const found = compareAgent(
      {
        agentId: entry.agent.id,
        legacy,
        modular,
        modularFrames: legacy === null ? [] : framesAround(entry.recent, legacy),
        now,
        ...(otherListedAt !== undefined && { firstSeenAt: entry.firstAt, otherListedAt }),
      },
      this.judges,
    );
    entry.divergences = found;
    const newSignatures: Signature[] = [];
    for (const divergence of found) {
      const isNew = !this.table.has(divergence.signature);
      this.table = addToSignatures(this.table, divergence);
      this.sightings.add(divergence, this.cycle);
      this.examples.add(divergence, legacy, modular);
      const row = this.table.get(divergence.signature);
      if (isNew && row?.signature.open && this.judgement(divergence.signature) === null)
        newSignatures.push(row.signature);
    }
    const open = found.some(
      ({ cause, signature }) => OPEN_CAUSES.includes(cause) && this.judgement(signature) === null,
    );
    const { cycle } = this;
    return {
      agents: 1,
      differing: open ? 1 : 0,
      newSignatures,
      missing: [],
      divergences: [...found],
      cycle,
    };
  }

  private nothing(): Compared {
    const { cycle } = this;
    return { agents: 0, differing: 0, newSignatures: [], missing: [], divergences: [], cycle };
  }
}

function add(total: Compared, part: Compared): void {
  total.agents += part.agents;
  total.differing += part.differing;
  total.newSignatures.push(...part.newSignatures);
  total.divergences.push(...part.divergences);
}

/** Modular's frames from just before legacy's first capture until its last; the nearest one if there is none. */
function framesAround(recent: readonly Observation[], legacy: Observation): Frame[] {
  const first = (legacy.frames[0]?.t ?? legacy.at) - AROUND_MS;
  const inside = recent
    .filter((o) => o.at >= first && o.at <= legacy.at + AROUND_MS)
    .flatMap((o) => o.frames);
  return inside.length > 0 ? inside : (nearestObservation(recent, legacy.at)?.frames ?? []);
}
