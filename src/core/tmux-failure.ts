import { TmuxError, type TmuxRun } from './tmux.ts';

/** Oldest tmux that is read: the first with `-N` and the formats used here. */
export const OLDEST_TMUX = [3, 2] as const;

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
