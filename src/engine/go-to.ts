import { CutoverError } from '../core/errors.ts';
import type { TmuxServer } from '../core/tmux.ts';
import { attachTo } from '../tmux/attach.ts';
import { createTmuxCommand } from '../tmux/command.ts';
import { placeOf } from '../tmux/place.ts';

const TIMEOUT_MS = 3000;

/**
 * How the tmux client in which this program runs is taken to a pane of the watched server; null: it runs in no tmux. In a
 * popup the client is the one that shows it. The function throws CutoverError when it is another server, or the pane is
 * gone.
 */
export function paneSwitcher(
  server: TmuxServer,
  env: Record<string, string | undefined>,
): ((paneId: string) => Promise<void>) | null {
  const socketPath = env.TMUX?.split(',')[0];
  if (socketPath === undefined || socketPath === '') return null;
  const [watched, own] = [createTmuxCommand(server), createTmuxCommand({ socketPath })];
  const ask = async (run: typeof own, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(args, { timeoutMs: TIMEOUT_MS });
    if (code === 0) return stdout.trim();
    throw new CutoverError('tmux', `tmux says: ${stderr.trim()}`, 'see whether the pane is still there');
  };
  return async (paneId) => {
    if ((await ask(watched, 'display-message', '-p', '#{socket_path}')) !== socketPath)
      throw new CutoverError(
        'other_tmux',
        'this cockpit runs in another tmux server than the one it watches',
        'attach to that one in another terminal',
      );
    const client = await ask(own, 'display-message', '-p', '#{client_name}');
    const place = await placeOf(watched, paneId);
    if (place === null) throw paneGone();
    await ask(own, 'switch-client', '-c', client, '-t', place);
  };
}

/**
 * How a terminal outside of tmux is given to a client of the watched server that shows a pane, until it is detached or the
 * signal aborts; null: this program runs in tmux. The function throws CutoverError when the pane is gone.
 */
export function paneAttacher(
  server: TmuxServer,
  env: Record<string, string | undefined>,
): ((paneId: string, signal: AbortSignal) => Promise<void>) | null {
  if ((env.TMUX ?? '') !== '') return null;
  const watched = createTmuxCommand(server);
  return async (paneId, signal) => {
    const place = await placeOf(watched, paneId);
    if (place === null) throw paneGone();
    await attachTo(server, place, signal);
  };
}

function paneGone(): CutoverError {
  return new CutoverError('pane_gone', 'the pane is gone', 'its agent may run in another one');
}

/** A popup of tmux has no pane of its own. */
export function isPopup(env: Record<string, string | undefined>): boolean {
  return (env.TMUX ?? '') !== '' && (env.TMUX_PANE ?? '') === '';
}
