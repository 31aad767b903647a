import type { Flags, Strategy } from '../../core/flags.ts';
import { STRATEGIES } from '../../core/flags.ts';

/** How the judging of a cycle is spread: agents judged before others get their turn of the event loop. */
export interface Plan {
  strategy: Strategy;
  /** Agents judged at a stretch. */
  together: number;
}

/**
 * The strategy that the flags ask for. `polling` judges one agent after the other; `concurrent` as many at a stretch as
 * `max_concurrent_checks` allows, one unless `use_concurrent_strategy` is on. Screens are read in one batch either way.
 * A strategy that is unknown or not allowed falls back to polling.
 */
export function planOf(flags: Flags): Plan {
  const asked = STRATEGIES.find((name) => name === flags.default_strategy);
  const strategy = asked !== undefined && flags.allowed_strategies.includes(asked) ? asked : 'polling';
  const together =
    strategy === 'concurrent' && flags.use_concurrent_strategy ? flags.max_concurrent_checks : 1;
  return { strategy, together };
}
