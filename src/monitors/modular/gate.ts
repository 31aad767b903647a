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
 * come after it. An activity that is another one than then tells of output too: after the system's clock was set back it
 * lies before the capture, for as long as the clock was set back. Without output only a new size, title, command or the end
 * of the process changes what is seen.
 */
export function mayHaveChanged(pane: PaneInfo, last: LastCapture | undefined): boolean {
  return (
    last === undefined ||
    pane.activity >= last.serverSeconds - 1 ||
    pane.activity !== last.pane.activity ||
    !isSamePane(pane, last.pane)
  );
}

/** Whether what tmux tells of a pane, its screen apart, is what it was: process, size, title, command, place and name. */
export function isSamePane(a: PaneInfo, b: PaneInfo): boolean {
  return (
    a.panePid === b.panePid &&
    a.cols === b.cols &&
    a.rows === b.rows &&
    a.title === b.title &&
    a.command === b.command &&
    a.dead === b.dead &&
    a.windowName === b.windowName &&
    a.session === b.session &&
    a.windowIndex === b.windowIndex &&
    a.paneIndex === b.paneIndex
  );
}
