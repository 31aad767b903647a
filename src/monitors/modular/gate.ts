import type { PaneInfo } from '../../core/tmux.ts';

/** What was known of a pane when it was last captured. */
export interface LastCapture {
  pane: PaneInfo;
  /** The server's clock in whole seconds at the listing before the capture. */
  serverSeconds: number;
}

/**
 * Whether a pane's screen may have changed since its last capture. `window_activity` has whole seconds and moves on any
 * output of any pane of the window, so output in the very second of the last capture, or in the one before, may have
 * come after it. Without output only a new size, title, command or the end of the process changes what is seen.
 */
export function mayHaveChanged(pane: PaneInfo, last: LastCapture): boolean {
  return (
    pane.activity >= last.serverSeconds - 1 ||
    pane.cols !== last.pane.cols ||
    pane.rows !== last.pane.rows ||
    pane.title !== last.pane.title ||
    pane.command !== last.pane.command ||
    pane.dead !== last.pane.dead
  );
}
