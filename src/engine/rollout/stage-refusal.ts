import type { Act } from '../../core/client.ts';
import { formatClock } from '../../core/format.ts';
import type { Refusal, RolloutState, RolloutView } from '../../core/rollout.ts';
import { STAGES, type Stage } from '../../core/stage.ts';

/**
 * Why an operator's change of the stage is refused as it was asked: after a rollback it takes a retry, and a step
 * forward without all the evidence takes a reason, which is recorded and good for this step alone (ROLLOUT.md §3).
 */
export function stageRefusal(
  state: RolloutState,
  view: Pick<RolloutView, 'gates'>,
  stage: Stage,
  { why }: Act,
): Refusal | null {
  if (stage === 'disabled') return null;
  if (state.sub.kind === 'rolled_back') {
    const { from, at, why: reason } = state.sub;
    return {
      message: `rolled back from ${from} at ${formatClock(at)}: ${reason}`,
      mend: 'retry (T, or `cutover retry`) after looking at what happened',
    };
  }
  if (state.drill !== null)
    return { message: 'a rollback drill is under way', mend: 'wait for its end, or roll back' };
  const steps = STAGES.indexOf(stage) - STAGES.indexOf(state.stage);
  if (steps <= 0 || state.stage === 'disabled' || why !== '') return null;
  if (steps > 1)
    return {
      message: `${stage} is ${steps} stages ahead`,
      mend: 'advance one stage, or give a reason (--why)',
    };
  const open = view.gates.filter((gate) => gate.verdict !== 'pass' && !gate.dryRun);
  if (open.length === 0) return null;
  const names = open.map(({ label }) => label).join(', ');
  return { message: `not all evidence is in: ${names}`, mend: 'wait for it, or give a reason (--why)' };
}
