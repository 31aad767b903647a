import type { AuthorityToken } from '../../actions/performance.ts';
import type { MonitorName } from '../../core/report.ts';
import type { Served } from '../ticks.ts';

/**
 * Gives the right to act to the monitor that serves a tick, and takes it away. A tick belongs to the span between two
 * changes of the authority in which it began: a report that serves a tick of an earlier span gets no right by it.
 */
export class Authority {
  private span = new AbortController();
  /** Ticks that began in the present span. */
  private firstTick = 0;

  /** All rights that were given are void, at once, for actions under way too. `why` is what they say of it. */
  revoke(why: string, nextTick: number): void {
    this.span.abort(why);
    this.span = new AbortController();
    this.firstTick = nextTick;
  }

  /** The right of the monitor that has just served these ticks; null: it served none of the present span. */
  grant(monitor: MonitorName, served: readonly Served[]): AuthorityToken | null {
    const last = served.findLast((one) => one.monitor === monitor && one.tick >= this.firstTick);
    return last === undefined ? null : { monitor, tick: last.tick, signal: this.span.signal };
  }
}
