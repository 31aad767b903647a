import { CutoverError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import { type TmuxCommand, wholeArgument } from '../core/tmux.ts';
import { markOf } from './start.ts';

const TIMEOUT_MS = 5000;
const DEFAULT_SHELL = '/bin/sh';

/** A pane that was opened. */
export interface Opened {
  paneId: string;
  /** `shop:5.0` */
  target: string;
}

/**
 * Everything that cutover ever does to the panes of others. Each throws CutoverError (`tmux`) with what tmux said, and
 * TmuxError when there is no tmux.
 */
export interface Hands {
  /** Opens a window in the background and runs these arguments in it, in the folder of the pane `like`, else the session's. */
  openWindow(session: string, name: string, argv: string[], like: string | null): Promise<Opened>;
  /** Runs these arguments in a pane whose process has ended; tmux refuses where it has not. */
  respawn(paneId: string, argv: string[]): Promise<void>;
  killPane(paneId: string): Promise<void>;
  killWindowOf(paneId: string): Promise<void>;
  /** Puts a text of one line into the prompt as a paste. */
  type(paneId: string, text: string): Promise<void>;
  pressEnter(paneId: string): Promise<void>;
  /** Why no key may be sent to the pane; empty: none. */
  obstacle(paneId: string): Promise<string>;
  /** Panes that were started with this mark and are there still. */
  marked(mark: string): Promise<string[]>;
  /** The shell by which tmux runs a line. */
  shell(): Promise<string>;
}

/** Hands on one tmux server: argument lists only, text by standard input, targets by their ids. */
export function createHands(command: TmuxCommand): Hands {
  const ask = async (args: string[], input?: string): Promise<string> => {
    const run = await command(args.map(wholeArgument), {
      timeoutMs: TIMEOUT_MS,
      ...(input !== undefined && { input }),
    });
    if (run.code === 0) return run.stdout.replace(/\n$/, '');
    const said = oneLine(run.stderr.trim()) || `it ended with ${run.code ?? 'a signal'}`;
    throw new CutoverError(
      'tmux',
      run.timedOut ? `tmux did not answer to ${args[0]} within ${TIMEOUT_MS / 1000} s` : `tmux: ${said}`,
      'see whether the session and the pane are still there',
    );
  };

  const sessionId = async (session: string): Promise<string> => {
    const lines = (await ask(['list-sessions', '-F', '#{session_id} #{session_name}'])).split('\n');
    const id = lines.find((line) => line.slice(line.indexOf(' ') + 1) === session)?.split(' ')[0];
    if (id !== undefined) return id;
    throw new CutoverError('tmux', `there is no session ${oneLine(session)}`, 'see whether it was renamed');
  };

  /** tmux expands formats in the name of a folder: one that has a format's sign in it is left to the session. */
  const folderOf = async (paneId: string): Promise<string | null> => {
    const path = await ask(['display-message', '-p', '-t', paneId, '#{pane_current_path}']);
    return path === '' || path.includes('#') ? null : path;
  };

  return {
    async openWindow(session, name, argv, like) {
      const id = await sessionId(session);
      const folder = (like === null ? null : await folderOf(like)) ?? '#{session_path}';
      const where = ['-t', `${id}:`, '-n', name, '-c', folder];
      const form = ['-P', '-F', '#{pane_id} #{window_index}.#{pane_index}'];
      const [paneId, place] = (await ask(['new-window', '-d', ...form, ...where, '--', ...argv])).split(' ');
      return { paneId: paneId!, target: `${session}:${place}` };
    },
    async respawn(paneId, argv) {
      await ask(['respawn-pane', '-t', paneId, '--', ...argv]);
    },
    async killPane(paneId) {
      await ask(['kill-pane', '-t', paneId]);
    },
    async killWindowOf(paneId) {
      await ask(['kill-window', '-t', paneId]);
    },
    async type(paneId, text) {
      const buffer = `cutover-${paneId.slice(1)}`;
      await ask(['load-buffer', '-b', buffer, '-'], oneLine(text));
      await ask(['paste-buffer', '-d', '-p', '-b', buffer, '-t', paneId]);
    },
    async pressEnter(paneId) {
      await ask(['send-keys', '-t', paneId, 'Enter']);
    },
    async obstacle(paneId) {
      const form = '#{pane_in_mode} #{pane_synchronized} #{pane_input_off}';
      const [mode, together, off] = (await ask(['display-message', '-p', '-t', paneId, form])).split(' ');
      if (mode !== '0') return 'somebody reads the pane in copy mode';
      if (together === '1') return 'the panes of its window are synchronized';
      return off === '1' ? 'the pane takes no input' : '';
    },
    async marked(mark) {
      const filter = `#{m:*${markOf(mark)} *,#{pane_start_command}}`;
      const found = await ask(['list-panes', '-a', '-f', filter, '-F', '#{pane_id}']);
      return [...new Set(found.split('\n'))].filter((id) => id !== '');
    },
    shell: async () => (await ask(['show-options', '-gv', 'default-shell'])) || DEFAULT_SHELL,
  };
}
