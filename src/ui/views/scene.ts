import type { Snapshot } from '../../core/snapshot.ts';
import type { Binding } from '../binding.ts';
import type { Line } from '../cells.ts';
import type { Size } from '../layout/areas.ts';
import type { Problem } from '../problems.ts';
import type { Lists } from '../selectors.ts';
import type { UiState } from '../store.ts';

/** All that a view may look at. The same scene always gives the same frame. */
export interface Scene {
  snapshot: Snapshot;
  state: UiState;
  lists: Lists;
  problems: Problem[];
  /** Milliseconds since the epoch, on the engine's clock. */
  now: number;
  size: Size;
  readOnly: boolean;
  /** Every command with its keys, the operator's own among them. */
  bindings: readonly Binding[];
}

/** What a view shows, before it gets a frame. The body's lines are cut and filled to the width by the frame. */
export interface View {
  title: string;
  /** At the right end of the upper border. */
  right?: Line;
  body: Line[];
  /** At the right end of the lower border: what is out of view. */
  foot?: Line;
}
