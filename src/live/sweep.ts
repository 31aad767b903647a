import { liveSessionOwner } from '../core/live.ts';
import type { TmuxCommand } from '../core/tmux.ts';

const TIMEOUT_MS = 3000;

/** Whether a process runs; one of another user's does. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Those of these sessions that were made for live panes by processes that have ended. */
export function leftSessions(names: readonly string[], alive: (pid: number) => boolean): string[] {
  return names.filter((name) => {
    const pid = liveSessionOwner(name);
    return pid !== null && !alive(pid);
  });
}

/** Takes away the sessions of live panes whose cockpit was killed. No other session is touched; never throws. */
export async function sweepLiveSessions(tmux: TmuxCommand): Promise<void> {
  try {
    const { stdout } = await tmux(['list-sessions', '-F', '#{session_name}'], { timeoutMs: TIMEOUT_MS });
    for (const name of leftSessions(stdout.split('\n'), isAlive)) await removeSession(tmux, name);
  } catch {
    // No tmux: no sessions.
  }
}

/** The option of the session that names the one where the pane is at home. */
export const HOME_OPTION = '@cutover-home';
/** And the one that names the empty window with which the session was made. */
export const EMPTY_OPTION = '@cutover-empty';
const OWN_WINDOWS = `#{window_linked_sessions} #{window_id} #{${EMPTY_OPTION}} #{${HOME_OPTION}}`;

/**
 * Takes a session of a live pane away. A command that named no place may have opened a window in it meanwhile: that one is
 * moved to where the pane is at home, and goes only if that session has gone, too. Never throws.
 */
export async function removeSession(tmux: TmuxCommand, name: string): Promise<void> {
  const ask = (...args: string[]) => tmux(args, { timeoutMs: TIMEOUT_MS });
  try {
    const { stdout } = await ask('list-windows', '-t', `=${name}`, '-F', OWN_WINDOWS);
    for (const line of stdout.split('\n')) {
      const [, window, empty, home] = /^1 (@\d+) (@\d*) (\$\d+)$/.exec(line) ?? [];
      if (window !== undefined && window !== empty)
        await ask('move-window', '-d', '-s', `=${name}:${window}`, '-t', `${home}:`);
    }
    await ask('kill-session', '-t', `=${name}`);
  } catch {
    // It is swept later.
  }
}
