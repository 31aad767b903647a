/*
 * The live pane: an agent's pane inside the cockpit. tmux draws it for a client of ours in a session that nobody is to see:
 * its name tells who made it, so that a left one can be found.
 */

const PREFIX = 'cutover-live-';
const NAME = /^cutover-live-(\d+)-[0-9a-f]+$/;

/** Whether a session was made for a live pane: it is no place of its own of the panes in it. */
export function isLiveSession(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** `token`: hexadecimal digits, new for each. */
export function liveSessionName(pid: number, token: string): string {
  return `${PREFIX}${pid}-${token}`;
}

/** The process that made a session of this name; null: it is no session of ours. */
export function liveSessionOwner(name: string): number | null {
  const pid = NAME.exec(name)?.[1];
  return pid === undefined ? null : Number(pid);
}

/** Characters in one style: the parameters of SGR (`1;32`), or none. */
export interface LiveRun {
  text: string;
  sgr?: string;
}

/** One moment of a pane. Nothing in it is obeyed by a terminal but the styles. */
export interface LiveScreen {
  cols: number;
  rows: number;
  /** A line for each row; together as wide as the pane, or shorter: the rest is empty. */
  lines: readonly (readonly LiveRun[])[];
  /** Column and row; null: the program hides it. */
  cursor: readonly [number, number] | null;
  /** Where the cursor stands, hidden or not: what is written is written there. */
  at: readonly [number, number];
  /** How many panes share its window. */
  panes: number;
  /** The mode of tmux that lies over the pane, `copy-mode`; empty: none. */
  mode: string;
  /** Another pane of the window is zoomed: this one is not drawn. */
  covered: boolean;
}

/** What is pressed: characters, or a key as tmux names it (`Enter`, `C-c`, `M-Up`). */
export type Stroke = { text: string } | { key: string };

/** A pane that is shown live. */
export interface LivePane {
  /** Types into the pane, in order, later calls after earlier ones. Never throws: what fails ends the live pane. */
  type(strokes: readonly Stroke[]): void;
  /** Pastes a text into the pane, in brackets if its program asks for that. */
  paste(text: string): void;
  /** Takes away the session and the client; resolves when they are gone. May be called twice. */
  close(): Promise<void>;
}

/** What a live pane tells. */
export interface LiveListener {
  /** The screen has changed. At most ten times a second. */
  show(screen: LiveScreen): void;
  /** It has ended by itself, in words; nothing is told any more. */
  ended(why: string): void;
}

/** Shows a pane live until it is closed. Throws CutoverError when tmux or the terminal in between cannot be had. */
export type OpenLive = (paneId: string, listener: LiveListener) => Promise<LivePane>;
