import type { Divergence } from '../core/divergence.ts';
import type { Observation, WantedAction } from '../core/report.ts';
import { oneLine } from '../core/text.ts';
import { sideOf } from './compare.ts';
import { signatureOf } from './signature.ts';

/** What both monitors would do after the cycles that are compared. */
export interface CompareActionsInput {
  legacy: readonly WantedAction[];
  modular: readonly WantedAction[];
  /** What each said of the agents the actions are about. */
  agents: readonly { legacy: Observation | null; modular: Observation | null }[];
  /** The differences already found in what they say. */
  divergences: readonly Divergence[];
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * Actions that one monitor wants and the other does not; the same kind on the same window counts as the same. An action
 * that follows from a difference in state has that difference's cause, any other one is a matter of logic.
 */
export function compareActions(input: CompareActionsInput): Divergence[] {
  const inLegacy = new Map(input.legacy.map((action) => [keyOf(action), action]));
  const inModular = new Map(input.modular.map((action) => [keyOf(action), action]));
  return [...new Map([...inLegacy, ...inModular])]
    .filter(([key]) => !inLegacy.has(key) || !inModular.has(key))
    .map(([key, action]) => wantedByOne(input, action, inLegacy.has(key) ? 'legacy' : 'modular'));
}

/** Legacy names windows, modular panes. */
function windowOf(target: string): string {
  return target.replace(/(:[^:.]+)\.\d+$/, '$1');
}

function keyOf({ kind, target }: WantedAction): string {
  return `${kind} ${windowOf(target)}`;
}

function wantedByOne(input: CompareActionsInput, action: WantedAction, by: 'legacy' | 'modular'): Divergence {
  const window = windowOf(action.target);
  const agent = input.agents.find(
    ({ legacy, modular }) => windowOf((modular ?? legacy)?.agent.target ?? '') === window,
  );
  const [legacy, modular] = [sideOf(agent?.legacy ?? null), sideOf(agent?.modular ?? null)];
  const known = (agent?.modular ?? agent?.legacy)?.agent;
  const cause = input.divergences.find(({ agentId }) => agentId === known?.id)?.cause ?? 'logic';
  const other = by === 'legacy' ? 'modular' : 'legacy';
  return {
    agentId: known?.id ?? action.target,
    target: oneLine(action.target),
    kind: known?.kind ?? null,
    class: 'action',
    cause,
    legacy,
    modular,
    signature: oneLine(signatureOf(known?.kind ?? null, legacy, modular, action.kind)),
    why: oneLine(`${by} would ${action.kind.replace('_', ' ')} (${action.reason}), ${other} would not`),
    crossed: null,
    gapMs: null,
    at: input.now,
  };
}
