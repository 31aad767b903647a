import type { AgentId, AgentKind, AgentState } from '../core/agent.ts';
import type { Divergence, DivergenceCause, Side, Signature } from '../core/divergence.ts';
import type { WantedAction } from '../core/report.ts';
import { stateWords } from './words.ts';

/** How often a signature had one cause. */
interface Tally {
  times: number;
  agentIds: ReadonlySet<AgentId>;
  firstAt: number;
  lastAt: number;
}

/** A signature with what its numbers are made of. */
export interface SignatureEntry {
  /** The numbers are those of the cause it is shown with. */
  signature: Signature;
  tallies: Readonly<Partial<Record<DivergenceCause, Tally>>>;
}

/** All signatures seen, by signature. */
export type SignatureTable = ReadonlyMap<string, SignatureEntry>;

/** Causes that leave a question to the operator. */
export const OPEN_CAUSES: readonly DivergenceCause[] = ['logic', 'discovery'];
/** Which of its causes a signature is shown with: the one that asks most. */
const BY_WEIGHT: readonly DivergenceCause[] = [...OPEN_CAUSES, 'refinement', 'ignored', 'timing'];

type StateAndRule = { state: AgentState; rule: string };

/**
 * The question a difference poses, the same whenever and wherever it comes up:
 * `claude idle(legacy.idle) → waiting(claude.waiting.plan)`; null: the monitor does not see the agent. With an action
 * it is the question whether that was to be done.
 */
export function signatureOf(
  kind: AgentKind | null,
  legacy: StateAndRule | null,
  modular: StateAndRule | null,
  action?: WantedAction['kind'],
): string {
  const side = (said: StateAndRule | null) => (said === null ? 'not seen' : `${said.state}(${said.rule})`);
  const about = action === undefined ? '' : ` ${action}:`;
  return `${kind ?? '–'}${about} ${side(legacy)} → ${side(modular)}`;
}

/** The table with one more sighting. Does not change the given one; the result does not depend on the order of sightings. */
export function addToSignatures(table: SignatureTable, divergence: Divergence): SignatureTable {
  const known = table.get(divergence.signature);
  const tallies = {
    ...known?.tallies,
    [divergence.cause]: count(known?.tallies[divergence.cause], divergence),
  };
  const cause = leadingCause(tallies);
  const { times, agentIds, firstAt, lastAt } = tallies[cause]!;
  const signature: Signature = {
    signature: divergence.signature,
    kind: divergence.kind,
    class: divergence.class,
    cause,
    legacy: known?.signature.legacy ?? words(divergence.legacy),
    modular: known?.signature.modular ?? words(divergence.modular),
    times,
    agents: agentIds.size,
    firstAt,
    lastAt,
    open: OPEN_CAUSES.includes(cause),
    judgement: null,
  };
  return new Map(table).set(divergence.signature, { signature, tallies });
}

function count(tally: Tally | undefined, { agentId, at }: Divergence): Tally {
  if (tally === undefined) return { times: 1, agentIds: new Set([agentId]), firstAt: at, lastAt: at };
  return {
    times: tally.times + 1,
    agentIds: tally.agentIds.has(agentId) ? tally.agentIds : new Set([...tally.agentIds, agentId]),
    firstAt: Math.min(tally.firstAt, at),
    lastAt: Math.max(tally.lastAt, at),
  };
}

/** Ignored beats an open cause that has not come up since: the operator has dealt with it. */
function leadingCause(tallies: SignatureEntry['tallies']): DivergenceCause {
  const lastOpen = Math.max(
    ...OPEN_CAUSES.map((cause) => tallies[cause]?.lastAt ?? Number.NEGATIVE_INFINITY),
  );
  if (tallies.ignored !== undefined && tallies.ignored.lastAt > lastOpen) return 'ignored';
  return BY_WEIGHT.find((cause) => tallies[cause] !== undefined)!;
}

function words(side: Side | null): string {
  if (side === null) return 'not seen';
  return side.rule === 'legacy.no-ui.error' ? 'error (no ui)' : stateWords(side.state, side.detail);
}
