import type { Listing, PaneInfo, ScreenResult, TmuxRun } from '../core/tmux.ts';
import { TmuxError } from '../core/tmux.ts';

/** Oldest tmux that is read: the first with `-N` and the formats used here. */
export const OLDEST_TMUX = [3, 2] as const;

/** Fields of a pane in the order of PaneInfo's reading below; free text comes last. */
const NUMBERS = [
  'pane_pid',
  'window_index',
  'pane_index',
  'pane_width',
  'pane_height',
  'cursor_x',
  'cursor_y',
  'window_activity',
  'pane_active',
  'pane_dead',
  'pane_in_mode',
] as const;
const TEXTS = ['session_name', 'window_name', 'pane_current_command', 'pane_title'] as const;

/*
 * Everything is read as one stream of printed lines, and titles and screens may hold anything, line breaks and our own
 * separators of an earlier read included. So records and fields are separated by a nonce that is new in each read: no
 * pane can have printed it.
 */

/** tmux commands that print all panes. The nonce must be new and of letters and digits only. */
export function listingCommands(nonce: string): string {
  const fields = ['pane_id', ...NUMBERS].map((name) => `#{${name}}`).join(' ');
  const texts = TEXTS.map((name) => `${nonce}=#{${name}}`).join('');
  return [
    `display-message -p '${nonce}head %s #{version}'`,
    `list-panes -a -F '${nonce}:${fields}${texts}'`,
    `display-message -p '${nonce}end'`,
    '',
  ].join('\n');
}

/** tmux commands that print the screens of these panes with their colours. */
export function captureCommands(nonce: string, paneIds: readonly string[]): string {
  const lines: string[] = [];
  for (const id of paneIds) {
    // Without its % the id is no conversion of strftime, through which display-message sends its text.
    lines.push(`display-message -p '${nonce}${id.slice(1)}'`, `capture-pane -p -e -t ${id}`);
  }
  lines.push(`display-message -p '${nonce}end'`, '');
  return lines.join('\n');
}

/** Reads what the listing commands printed. Throws TmuxError: too old, no server, listing failed. */
export function parseListing(run: TmuxRun, nonce: string): Listing & { version: string } {
  const head = new RegExp(`^${nonce}head (\\d+) (.*)\\n`).exec(run.stdout);
  const body = run.stdout.slice(head?.[0].length ?? 0);
  const end = body.lastIndexOf(`${nonce}end\n`);
  if (head === null || end < 0) throw failureOf(run, 'list the panes');
  const version = head[2] ?? '';
  if (isTooOld(version)) throw tooOld(version);
  const panes = new Map<string, PaneInfo>();
  for (const record of body.slice(0, end).split(`${nonce}:`).slice(1)) {
    const pane = parsePane(record, `${nonce}=`);
    // A window linked into several sessions is listed once for each of them; it is one pane all the same.
    if (pane !== null && !panes.has(pane.paneId)) panes.set(pane.paneId, pane);
  }
  return { panes: [...panes.values()], serverSeconds: Number(head[1]), version };
}

function parsePane(record: string, separator: string): PaneInfo | null {
  const [fixed, ...texts] = record.replace(/\n$/, '').split(separator);
  const [paneId, ...values] = (fixed ?? '').split(' ');
  const numbers = values.map(Number);
  if (numbers.length !== NUMBERS.length || numbers.some(Number.isNaN) || texts.length !== TEXTS.length)
    return null;
  const [pid, windowIndex, paneIndex, cols, rows, x, y, activity, active, dead, inMode] = numbers;
  const [session, windowName, command, title] = texts as [string, string, string, string];
  return {
    paneId: paneId!,
    panePid: pid!,
    session,
    windowIndex: windowIndex!,
    windowName,
    paneIndex: paneIndex!,
    paneActive: active === 1,
    title,
    command,
    cols: cols!,
    rows: rows!,
    cursor: [x!, y!],
    dead: dead === 1,
    inMode: inMode !== 0,
    activity: activity!,
  };
}

/** Reads what the capture commands printed: a screen for each pane that answered, an error for each that is gone. */
export function parseCaptures(
  run: TmuxRun,
  nonce: string,
  paneIds: readonly string[],
): Map<string, ScreenResult> {
  const parts = run.stdout.split(nonce);
  if (parts.at(-1) !== 'end\n') throw failureOf(run, 'capture the panes');
  const screens = new Map<string, ScreenResult>();
  for (const part of parts.slice(1, -1)) {
    const lineEnd = part.indexOf('\n');
    const screen = part.slice(lineEnd + 1);
    // A capture prints one line a row, so nothing at all means that tmux refused it.
    screens.set(
      `%${part.slice(0, lineEnd)}`,
      screen === '' ? { error: 'the pane is gone' } : { ansi: screen },
    );
  }
  for (const id of paneIds)
    if (!screens.has(id)) screens.set(id, { error: 'tmux did not answer for the pane' });
  return screens;
}

/** Whether this tmux (`3.3a`, `next-3.5`, `openbsd-7.0`) is older than what is read. Unknown schemes pass. */
export function isTooOld(version: string): boolean {
  const match = /^(?:tmux )?(?:next-)?(\d+)\.(\d+)/.exec(version);
  if (match === null) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major < OLDEST_TMUX[0] || (major === OLDEST_TMUX[0] && minor < OLDEST_TMUX[1]);
}

/** The error for a tmux that is too old. */
export function tooOld(version: string): TmuxError {
  return new TmuxError(
    'too_old',
    `tmux ${version} is too old`,
    `install tmux ${OLDEST_TMUX.join('.')} or newer`,
  );
}

/** Says why a read failed, from what tmux printed. */
export function failureOf(run: TmuxRun, purpose: string): TmuxError {
  const said = run.stderr.trim().split('\n').at(-1) ?? '';
  if (run.timedOut) {
    return new TmuxError(
      'listing_failed',
      `tmux took too long to ${purpose}`,
      'see whether the server is busy or stopped; cutover tries again at the next cycle',
    );
  }
  if (/unknown option|usage: tmux|illegal option/.test(run.stderr)) return tooOld('in use');
  const gone =
    /no server running|lost server|server exited|error connecting to .*\((No such file|Connection refused)/;
  if (gone.test(run.stderr)) {
    return new TmuxError(
      'no_server',
      `no tmux server is running (${said})`,
      'start tmux, or name the server with -L or -S',
    );
  }
  return new TmuxError(
    'listing_failed',
    `tmux could not ${purpose}: ${said || `exit code ${run.code ?? 'none'}`}`,
    'see what `tmux list-panes -a` says for this server',
  );
}
