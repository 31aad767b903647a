import type { MonitorFailure, MonitorName, Report } from '../core/report.ts';
import type { Snapshot, TmuxStatus } from '../core/snapshot.ts';
import type { EventLog } from './event-log.ts';

/** A failure of tmux, which ails both monitors alike, against one of the monitor itself. */
function tmuxStatusOf(error: MonitorFailure): Exclude<TmuxStatus, 'ok' | 'connecting'> | null {
  const { kind } = error;
  return kind === 'timeout' || kind === 'exception' || kind === 'crash' ? null : kind;
}

/** Keeps how the tmux server is, and tells failures and recoveries once each. */
export class Failures {
  private tmux: Snapshot['tmux'];
  private readonly log: EventLog;

  constructor(log: EventLog, server: string, now: number) {
    this.log = log;
    this.tmux = {
      status: 'connecting',
      message: '',
      mend: '',
      since: now,
      version: null,
      server,
      readMs: null,
    };
  }

  /** How the tmux server is now. */
  state(): Snapshot['tmux'] {
    return { ...this.tmux };
  }

  /** Takes a report in; `speaks` is the monitor whose word on tmux counts: the one that looks more often. */
  note(
    report: Report,
    speaks: MonitorName,
    tmux: { version: string | null; listedMs: number | null },
    at: number,
  ): void {
    const { monitor, error } = report;
    const status = error === null ? null : tmuxStatusOf(error);
    if (error === null) this.log.clear(`${monitor} fails`, at, `${monitor} works again`);
    else if (status === null)
      this.log.raise(`${monitor} fails`, at, 'bad', '✗', `${monitor}: ${error.message}`);
    if (monitor !== speaks || (error !== null && status === null)) return;
    if (status !== this.tmux.status) this.tmux = { ...this.tmux, status: status ?? 'ok', since: at };
    this.tmux = {
      ...this.tmux,
      message: error?.message ?? '',
      mend: error?.mend ?? '',
      version: tmux.version,
      readMs: error === null ? tmux.listedMs : this.tmux.readMs,
    };
    if (error === null) this.log.clear('tmux', at, 'tmux answers again');
    else this.log.raise('tmux', at, 'bad', '✗', error.message);
  }
}
