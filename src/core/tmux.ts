import type { TmuxStatus } from './snapshot.ts';

/** Which tmux server: the default one, or as `tmux -L NAME` / `tmux -S PATH` name it. */
export interface TmuxServer {
  socketName?: string;
  socketPath?: string;
}

/** What one tmux process did. */
export interface TmuxRun {
  /** Exit code; null when it was ended by a signal or the time-out. */
  code: number | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
  /** Time it waited for other reads of the same server to end, in ms; left out: it did not. */
  waitedMs?: number;
}

/** Starts one tmux process on the watched server. Throws TmuxError (`not_installed`) when there is no tmux. */
export type TmuxCommand = (
  args: string[],
  options: { timeoutMs: number; input?: string },
) => Promise<TmuxRun>;

/** A pane as tmux lists it. */
export interface PaneInfo {
  /** `%12` */
  paneId: string;
  panePid: number;
  session: string;
  windowIndex: number;
  windowName: string;
  paneIndex: number;
  /** The active pane of its window: the only one that legacy looks at. */
  paneActive: boolean;
  title: string;
  /** `pane_current_command`. */
  command: string;
  cols: number;
  rows: number;
  cursor: [number, number];
  /** The pane's process has ended and the pane is kept. */
  dead: boolean;
  /** `window_activity`: whole seconds since the epoch of the last output of any pane of the window. */
  activity: number;
}

/** All panes of a server at one moment. */
export interface Listing {
  panes: PaneInfo[];
  /** The server's own clock in whole seconds since the epoch: activity is told in it. */
  serverSeconds: number;
}

/** The screen of one pane with its SGR colours, or what tmux answered instead. */
export type ScreenResult = { ansi: string } | { error: string };

/** Reads a whole server, with many panes to a read and never two reads at a time. */
export interface Tmux {
  /**
   * Lists all panes, and in the same read captures those that are expected to have changed; screens of panes that are
   * gone are left out. Throws TmuxError.
   */
  list(expected?: readonly string[]): Promise<Listing & { screens: Map<string, ScreenResult> }>;
  /**
   * Captures these panes in one read. A pane that is gone answers with an error, the others still answer. Throws
   * TmuxError.
   */
  capture(paneIds: readonly string[]): Promise<Map<string, ScreenResult>>;
  /** Command lines of the foreground process group of each pane, and its children. No tmux process is started. */
  foreground(panes: readonly PaneInfo[]): Promise<Map<string, string[]>>;
  /** Processes started so far. */
  readonly subprocesses: number;
  /** Time that its reads have waited so far for other reads of the same server to end, in ms. */
  readonly waitedMs: number;
  /** How long the server took for the last listing, in ms; null: there was none. */
  readonly listedMs: number | null;
}

/** A listing that takes longer is a sign that the server has other things to do, in ms: a thousand panes take about 50. */
export const SLOW_READ_MS = 500;

/** Why the server could not be read. `status` tells apart: not installed, too old, no server, listing failed. */
export class TmuxError extends Error {
  readonly status: Exclude<TmuxStatus, 'ok' | 'connecting'>;
  readonly mend: string;

  constructor(status: Exclude<TmuxStatus, 'ok' | 'connecting'>, message: string, mend: string) {
    super(message);
    this.name = 'TmuxError';
    this.status = status;
    this.mend = mend;
  }
}

/** An argument as tmux takes it whole: a semicolon at its end would end the command. */
export function wholeArgument(argument: string): string {
  return argument.endsWith(';') ? `${argument.slice(0, -1)}\\;` : argument;
}
