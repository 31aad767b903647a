import { formatHours } from '../core/format.ts';
import type { Forecast, Outcome, RolloutState, RolloutView, TickInput } from '../core/rollout.ts';
import { nextStage } from '../core/stage.ts';
import { approvalVoid, needsApproval } from './approval.ts';
import { bakeStops, gapCounts } from './bake.ts';
import type { RolloutConfig } from './config.ts';
import { freezeAt } from './freeze.ts';
import { gates } from './gates.ts';
import { dwellOf, lookDueMs } from './looks.ts';
import { judgedStage } from './state.ts';

/** What is known at a moment; `input` and `outcome` are of the last tick, null before the first. */
export interface Seen {
  state: RolloutState;
  config: RolloutConfig;
  at: number;
  input: TickInput | null;
  outcome: Outcome | null;
  forecast: Forecast | null;
}

const NO_TICK: Outcome = { action: 'none', step: 'bake', reason: 'no tick yet', key: 'start' };

/** How the rollout stands, for a window; who decides and how the journal is, the engine adds. */
export function view({
  state,
  config,
  at,
  input,
  outcome,
  forecast,
}: Seen): Omit<RolloutView, 'controller' | 'journalProblem'> {
  const { sub, bake, looks, approval, drill, drilled } = state;
  const { stage } = judgedStage(state);
  const why = bakeStands(state, config, at, input);
  const last = input === null ? [] : gates(state, input, at, config);
  return {
    sub,
    bake: {
      ms: bake.ms,
      ofMs: lookDueMs(stage, looks, config) ?? dwellOf(stage, config),
      running: why === '',
      why,
    },
    gates: last,
    next: nextOf(state, config, input),
    outcome: outcome ?? NO_TICK,
    looks,
    approval,
    freeze: freezeAt(state.freeze, config.freezeWindows, at),
    drill,
    drilled,
    forecast,
  };
}

/** Why the bake clock stands; empty: it runs. */
function bakeStands(state: RolloutState, config: RolloutConfig, at: number, input: TickInput | null): string {
  const { lastTickAt } = state.bake;
  if (input === null || lastTickAt === null) return 'no tick yet';
  const gap = at - lastTickAt;
  if (gap > 0 && !gapCounts(gap, input.intervalMs, config)) return `no tick for ${formatHours(gap)}`;
  return bakeStops(state, input, config) ?? '';
}

function nextOf(state: RolloutState, config: RolloutConfig, input: TickInput | null): RolloutView['next'] {
  const { bake, looks, approval } = state;
  const judged = { ...state, ...judgedStage(state) };
  const next = nextStage(judged.stage);
  if (next === null) return null;
  const due = lookDueMs(judged.stage, looks, config);
  const passed = looks.at(-1)?.passed === true;
  // Without a dwell, and when no look is left, only the operator goes on.
  if (due === null && !passed) return { stage: next, by: 'operator', inMs: null };
  const approved =
    !needsApproval(judged, config) ||
    (approval !== null && (input === null || approvalVoid(approval, judged, input) === null));
  const inMs = due === null ? 0 : Math.max(0, due - bake.ms);
  return { stage: next, by: approved ? 'itself' : 'approval', inMs };
}
