import type { HealthHistory, StageChange } from '../../core/history.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { problemsOf } from '../problems.ts';
import { type Lists, listsCache } from '../selectors.ts';
import { initialState } from '../store.ts';
import type { Scene } from '../views/scene.ts';

/** Rows that hold every view in full. */
export const ENDLESS = 100_000;

/** What was before now; null: not asked for. */
export interface Past {
  health: HealthHistory | null;
  stages: StageChange[] | null;
}
export const NOTHING_PAST: Past = { health: null, stages: null };

const NO_CURSORS: Lists['keys'] = { agents: [], differences: [], stage: [], events: [], signatures: [] };

/**
 * What views look at when they are read and not seen: as wide as the text may be, high enough for everything, nothing
 * selected, no keys named. `now`: ms since the epoch, on the engine's clock.
 */
export function plainScene(snapshot: Snapshot, now: number, width: number, past: Past = NOTHING_PAST): Scene {
  const start = initialState();
  const state = {
    ...start,
    // Only where health has the screen to itself does it show what was.
    ...(past.health !== null && { focus: 'health' as const, zoomed: true }),
    history: { ...start.history, ...past },
  };
  return {
    snapshot,
    state,
    lists: { ...listsCache()(snapshot, state), keys: NO_CURSORS },
    problems: problemsOf(snapshot, []),
    now,
    size: { columns: width, rows: ENDLESS },
    readOnly: false,
    bindings: [],
  };
}
