import type { AgentId } from '../core/agent.ts';
import type { Divergence, DivergenceCause, Side } from '../core/divergence.ts';
import type { Frame } from '../core/frame.ts';
import type { Observation } from '../core/report.ts';
import { oneLine } from '../core/text.ts';
import { type Crossing, cross, isTiming, type Judges } from './crossing.ts';
import { type Relation, relate } from './refinement.ts';
import { signatureOf } from './signature.ts';
import { logicWords, stateWords, timingWords, unseenByLegacyWords, unseenByModularWords } from './words.ts';

export type { Judges } from './crossing.ts';

/** What the two monitors say of one agent, and what is needed to know why they differ. Times in ms since the epoch. */
export interface CompareInput {
  agentId: AgentId;
  /** null: this monitor does not take the pane for an agent. */
  legacy: Observation | null;
  /** The observation nearest in time to legacy's. */
  modular: Observation | null;
  /** All kept modular frames of the agent around legacy's captures, oldest first. */
  modularFrames: readonly Frame[];
  now: number;
  /** For an agent that only one of them sees: since when it is known, and when the other one last listed the panes. */
  firstSeenAt?: number;
  otherListedAt?: number;
}

/** Compares what the two monitors say of one agent; empty when they agree, or when neither knows it. */
export function compareAgent(input: CompareInput, judges: Judges): Divergence[] {
  const { legacy, modular } = input;
  if (legacy !== null && modular !== null) return compareStates(input, legacy, modular, judges);
  const seen = legacy ?? modular;
  return seen === null ? [] : [missing(input, seen, judges)];
}

/** The observation nearest in time; of two equally near the later one; null when there is none. */
export function nearestObservation(history: readonly Observation[], at: number): Observation | null {
  let nearest: Observation | null = null;
  for (const observation of history) {
    if (nearest === null || distance(observation, at) < distance(nearest, at)) nearest = observation;
    else if (distance(observation, at) === distance(nearest, at) && observation.at > nearest.at)
      nearest = observation;
  }
  return nearest;
}

const distance = (observation: Observation, at: number): number => Math.abs(observation.at - at);

function compareStates(
  input: CompareInput,
  legacy: Observation,
  modular: Observation,
  judges: Judges,
): Divergence[] {
  const relation = relate(legacy.state, modular.state, modular.detail);
  if (relation.kind === 'agreement') return [];
  const crossing = cross(legacy, modular, input.modularFrames, judges);
  return [divergence(input, 'state', causeOf(legacy, modular, relation, crossing), crossing)];
}

type Cause = [DivergenceCause, why: string];

function causeOf(
  legacy: Observation,
  modular: Observation,
  relation: Exclude<Relation, { kind: 'agreement' }>,
  crossing: Crossing | null,
): Cause {
  if (relation.kind === 'refinement') return ['refinement', relation.reason];
  if (crossing !== null && isTiming(legacy, modular, crossing))
    return ['timing', timingWords(legacy, modular)];
  return ['logic', logicWords(legacy, modular, crossing)];
}

function missing(input: CompareInput, seen: Observation, judges: Judges): Divergence {
  const { firstSeenAt, otherListedAt } = input;
  const unseenByLegacy = input.legacy === null;
  const isYounger = firstSeenAt !== undefined && otherListedAt !== undefined && firstSeenAt > otherListedAt;
  const cause: Cause = isYounger
    ? ['timing', `the pane is younger than ${unseenByLegacy ? 'legacy' : 'modular'}'s listing`]
    : [
        'discovery',
        unseenByLegacy
          ? unseenByLegacyWords(seen, judges.legacy === null)
          : unseenByModularWords(seen, judges.modular === null),
      ];
  return divergence(input, unseenByLegacy ? 'missing_in_legacy' : 'missing_in_modular', cause, null);
}

function divergence(
  input: CompareInput,
  differenceClass: Divergence['class'],
  [cause, why]: Cause,
  crossing: Crossing | null,
): Divergence {
  const legacy = sideOf(input.legacy);
  const modular = sideOf(input.modular);
  const { agent } = (input.modular ?? input.legacy)!;
  const signature = oneLine(signatureOf(agent.kind, legacy, modular));
  return {
    agentId: input.agentId,
    target: oneLine(agent.target),
    kind: agent.kind,
    class: differenceClass,
    cause,
    legacy,
    modular,
    signature,
    why: oneLine(why),
    crossed: crossing && {
      legacyOnModularFrames: crossing.legacyOnModular,
      modularOnLegacyFrames:
        crossing.modularOnLegacy &&
        stateWords(crossing.modularOnLegacy.state, crossing.modularOnLegacy.detail),
    },
    gapMs: legacy === null || modular === null ? null : Math.abs(legacy.at - modular.at),
    at: input.now,
  };
}

/** One side of a divergence, fit for a screen. */
export function sideOf(observation: Observation | null): Side | null {
  if (observation === null) return null;
  const { state, detail, evidence, at } = observation;
  return { state, detail, rule: evidence.rule, line: evidence.line, text: oneLine(evidence.text), at };
}
