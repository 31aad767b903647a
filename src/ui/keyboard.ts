import type { RolloutView } from '../core/rollout.ts';
import type { Binding, CommandId, KeyContext } from './binding.ts';
import type { UiState } from './store.ts';

/** What a key may do: where keys go, what is open, how the rollout stands, what is bound. */
export interface Situation {
  bindings: readonly Binding[];
  context: KeyContext;
  state: UiState;
  rollout: RolloutView;
  readOnly: boolean;
}

/** The bindings alive now, in the order of the registry. */
export function activeBindings({ bindings, context, state, rollout, readOnly }: Situation): Binding[] {
  const taken = new Set<string>();
  return bindings.filter((b) => {
    if (!b.contexts.includes(context) || (readOnly && b.writes)) return false;
    if (b.when !== undefined && !b.when(state, rollout)) return false;
    // Its keys do something else already.
    if (b.keys.length > 0 && b.keys.every((key) => taken.has(key))) return false;
    for (const key of b.keys) taken.add(key);
    return true;
  });
}

/** Those of them that are worth a place in the footer. */
export function offeredBindings(at: Situation): Binding[] {
  return activeBindings(at).filter(
    (b) =>
      b.label !== undefined && b.shown !== '' && (b.offered === undefined || b.offered(at.state, at.rollout)),
  );
}

/** What a key does here; undefined: nothing. */
export function commandFor(key: string, at: Situation): CommandId | undefined {
  return activeBindings(at).find((b) => b.keys.includes(key))?.command;
}

/** Contexts in which a printable key is text. */
export function takesText(context: KeyContext): boolean {
  return ['filter', 'form', 'palette', 'live_typing'].includes(context);
}
