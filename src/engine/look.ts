import { CutoverError } from '../core/errors.ts';
import type { Frame } from '../core/frame.ts';
import { frameOfPane, targetOf } from '../core/pane-frame.ts';
import type { TmuxServer } from '../core/tmux.ts';
import { createTmux } from '../tmux/reader.ts';

/**
 * A frame of one live pane, named as `session:window.pane`, `session:window` (its active pane) or `%12`. Throws
 * CutoverError when there is no such pane, TmuxError when the server cannot be read.
 */
export async function lookAt(server: TmuxServer, target: string): Promise<Frame> {
  const tmux = createTmux(server);
  const { panes } = await tmux.list();
  const pane = panes.find(
    (one) =>
      one.paneId === target ||
      targetOf(one) === target ||
      (one.paneActive && `${one.session}:${one.windowIndex}` === target),
  );
  if (pane === undefined) {
    throw new CutoverError(
      'no_pane',
      `there is no pane ${target}`,
      'see `tmux list-panes -a`, or name it like shop:1.0 or %12',
    );
  }
  const screen = (await tmux.capture([pane.paneId])).get(pane.paneId);
  if (screen === undefined || 'error' in screen) {
    throw new CutoverError(
      'no_pane',
      `pane ${target} did not answer: ${screen?.error ?? 'no capture'}`,
      'try again',
    );
  }
  const processes = (await tmux.foreground([pane])).get(pane.paneId) ?? [];
  return frameOfPane(pane, screen.ansi, processes, Date.now());
}
