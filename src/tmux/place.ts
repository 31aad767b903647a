import { isLiveSession } from '../core/live.ts';
import type { TmuxCommand } from '../core/tmux.ts';

const TIMEOUT_MS = 3000;

/**
 * A pane with the session in which it is at home, as a target that nothing else can be taken for (`$1:@3.%5`): tmux would
 * choose among all sessions that the window is in, those of live panes too. Null: the pane is gone. Throws TmuxError.
 */
export async function placeOf(tmux: TmuxCommand, paneId: string): Promise<string | null> {
  const filter = `#{==:#{pane_id},${paneId}}`;
  const format = '#{session_id}:#{window_id}.#{pane_id} #{session_name}';
  const { stdout } = await tmux(['list-panes', '-a', '-f', filter, '-F', format], { timeoutMs: TIMEOUT_MS });
  const places = stdout.split('\n').flatMap((line) => {
    const [, place, session] = /^(\S+) (.*)$/.exec(line) ?? [];
    return place === undefined || isLiveSession(session!) ? [] : [place];
  });
  return places[0] ?? null;
}
