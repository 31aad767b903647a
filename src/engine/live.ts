import type { OpenLive } from '../core/live.ts';
import type { TmuxServer } from '../core/tmux.ts';
import { sweepLiveSessions } from '../live/sweep.ts';
import { createTmuxCommand } from '../tmux/command.ts';
import { serverArguments } from '../tmux/server.ts';

/** How panes of this server are shown live. The terminal that it takes is loaded when the first one is opened. */
export function liveOpener(server: TmuxServer, env: Record<string, string | undefined>): OpenLive {
  const parts = { tmux: createTmuxCommand(server), server: serverArguments(server), env };
  return async (paneId, listener) => {
    const { openLivePane } = await import('../live/pane.ts');
    return openLivePane(parts, paneId, listener);
  };
}

/** Takes away the sessions that cockpits which were killed have left on this server; never throws. */
export function sweepLive(server: TmuxServer): Promise<void> {
  return sweepLiveSessions(createTmuxCommand(server));
}
