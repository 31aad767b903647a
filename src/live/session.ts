import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CutoverError } from '../core/errors.ts';
import { liveSessionName } from '../core/live.ts';
import { oneLine } from '../core/text.ts';
import type { TmuxCommand } from '../core/tmux.ts';
import { type Geometry, geometryArguments, parseGeometry } from './geometry.ts';
import { EMPTY_OPTION, HOME_OPTION, removeSession } from './sweep.ts';

const TIMEOUT_MS = 3000;
/** How long the client may take to attach, and to take note that it has no focus. */
const ATTACH_TRIES = 100;
const TRY_MS = 10;
const STAND_BEHIND_TRIES = 12;

/** What the hidden session does not do, whatever the user's defaults are: lines and messages over the pane, locking. */
const QUIET: [string, string][] = [
  ['status', 'off'],
  ['mouse', 'off'],
  ['set-titles', 'off'],
  ['lock-after-time', '0'],
  ['bell-action', 'none'],
  ['activity-action', 'none'],
  ['silence-action', 'none'],
];

/**
 * A session for our client alone, into which the agent's window is linked and nothing else. A grouped session would do for
 * the eye, but it would bring all windows of the other session under our client's size, and leave `(group …)` behind in
 * the list of sessions for good.
 */
export class HiddenSession {
  readonly name = liveSessionName(process.pid, randomBytes(6).toString('hex'));
  readonly #tmux: TmuxCommand;
  /** The window that it shows. */
  #window: string | null = null;
  #empty: string | null = null;

  constructor(tmux: TmuxCommand) {
    this.#tmux = tmux;
  }

  /** Where the pane is; null: it is gone. Throws CutoverError. */
  async find(paneId: string): Promise<Geometry | null> {
    return parseGeometry(await this.#ask(...geometryArguments(paneId)));
  }

  /** Makes the session with an empty window. Throws CutoverError. */
  async create({ cols, rows, home }: Geometry): Promise<void> {
    const options: [string, string][] = [['destroy-unattached', 'off'], ...QUIET, [HOME_OPTION, home ?? '']];
    const printed = await this.#ask(
      ...['new-session', '-d', '-E', '-P', '-F', '#{window_id}', '-s', this.name],
      ...['-x', String(cols), '-y', String(rows), '-c', '/', 'cat', '-'],
      ...options.flatMap(([name, value]) => [';', 'set-option', '-t', `=${this.name}:`, name, value]),
      ...[';', 'set-option', '-F', '-t', `=${this.name}:`, EMPTY_OPTION, '#{window_id}'],
    );
    this.#window = printed.trim();
    this.#empty = this.#window;
  }

  /** The arguments for tmux by which a client attaches. With it the session ends by itself. */
  attachArguments(): string[] {
    return [
      ...['attach-session', '-E', '-f', 'ignore-size,read-only', '-t', `=${this.name}`],
      ...[';', 'set-option', '-t', `=${this.name}:`, 'destroy-unattached', 'on'],
    ];
  }

  /** Resolves when the client is attached; `loseFocus` is called until tmux has taken note. Throws CutoverError. */
  async attached(loseFocus: () => void): Promise<void> {
    let told = false;
    for (let i = 0; i < ATTACH_TRIES; i++) {
      const flags = await this.#ask('list-clients', '-t', `=${this.name}`, '-F', '#{client_flags}');
      if (told && !flags.includes('focused')) return;
      if (flags.includes('attached')) {
        if (!told) loseFocus();
        told = true;
      }
      await sleep(TRY_MS);
    }
    if (told) return;
    throw new CutoverError('live', 'tmux let no client attach', 'see whether `tmux attach` works here');
  }

  /** Shows this window, and lets go of the one that was shown before. Throws CutoverError. */
  async show(window: string): Promise<void> {
    const before = this.#window;
    if (before === window) return;
    const home = `=${this.name}:`;
    const select = ['link-window', '-d', '-s', window, '-t', home, ';', 'select-window', '-t', home + window];
    // Only the empty window of the start is ours to end: another one may be the last place of somebody's panes.
    const end = before !== null && before === this.#empty ? [';', 'kill-window', '-t', home + before] : [];
    await this.#ask(...select, ...end);
    this.#window = window;
    if (before !== null && end.length === 0)
      await this.#tmux(['unlink-window', '-t', home + before], { timeoutMs: TIMEOUT_MS });
  }

  /**
   * Makes the session where the pane is at home the one that was used last. Commands that name no session take that one:
   * a `tmux new-window` in the pane must not open its window here. Never throws.
   */
  async standBehind(home: string): Promise<void> {
    const args = ['-C', 'attach-session', '-E', '-f', 'read-only,ignore-size,no-output', '-t', home];
    for (let i = 0; i < STAND_BEHIND_TRIES; i++) {
      const run = await this.#tmux(args, { timeoutMs: TIMEOUT_MS }).catch(() => null);
      // It leaves at the end of its input, which tmux may see before it has attached the client.
      if (run === null || run.stdout.includes('%session-changed')) return;
    }
  }

  /** Takes it away; never throws. */
  async remove(): Promise<void> {
    await removeSession(this.#tmux, this.name);
  }

  async #ask(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#tmux(args, { timeoutMs: TIMEOUT_MS });
    if (code === 0) return stdout;
    const said = oneLine(stderr.trim()) || 'no answer';
    throw new CutoverError('live', `tmux: ${said}`, 'see whether the pane is still there');
  }
}
