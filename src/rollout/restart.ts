import type { RolloutState } from '../core/rollout.ts';
import { killed, rollBack, rollBackAgain } from './rollback.ts';
import { type Decision, decided, ITSELF, tell } from './state.ts';

/**
 * The engine has started again (ROLLOUT.md §3): a rollback that is not known to be on the disk is done again, a promotion
 * is dropped, and a drill that was cut off leaves legacy alone. Whether the time that it was away counts as healthy is
 * the bake clock's to say, as for any gap.
 */
export function restart(state: RolloutState, at: number): Decision {
  const { pending, drill } = state;
  if (pending?.kind === 'rollback') return decided(state, rollBackAgain(state));
  if (drill !== null) return rollBack(state, killed({ at, who: ITSELF, why: 'a drill was interrupted' }));
  if (pending === null) return decided(state);
  const text = `the change to ${pending.to} is dropped: cutover ended before it was on the disk`;
  return decided({ ...state, pending: null }, [tell('warn', text)]);
}
