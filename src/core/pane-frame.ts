import type { Frame } from './frame.ts';
import { detached, plainText } from './text.ts';
import type { PaneInfo } from './tmux.ts';

/** `session:window.pane` of a listed pane. */
export function targetOf(pane: PaneInfo): string {
  return `${pane.session}:${pane.windowIndex}.${pane.paneIndex}`;
}

/** The frame of a listed pane and its captured screen at `t` ms since the epoch; `processes` undefined: not looked up. */
export function frameOfPane(
  pane: PaneInfo,
  screen: string,
  processes: string[] | undefined,
  t: number,
): Frame {
  const ansi = detached(screen);
  return {
    v: 1,
    t,
    paneId: pane.paneId,
    target: targetOf(pane),
    title: pane.title,
    command: pane.command,
    ...(processes !== undefined && { processes }),
    cols: pane.cols,
    rows: pane.rows,
    cursor: pane.cursor,
    text: plainText(ansi),
    ansi,
    dead: pane.dead,
    panePid: pane.panePid,
    windowName: pane.windowName,
  };
}
