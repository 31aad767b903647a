import type { AuthorityToken } from '../../actions/performance.ts';
import type { MonitorName } from '../../core/report.ts';
import type { Served } from '../ticks.ts';

/**
 * Gives the right to act to the monitor that serves a tick, and takes it away. A tick belongs to the span between two
 * changes of the authority in which it began: a report that serves a tick of an earlier span gets no right by it.
 */
export class Authority {
  private readonly nextTick: () => number;
  private span = new AbortController();
  /** The first tick of the present span. */
  private firstTick = 0;
  /** Changes that are decided and not yet in the flags file. */
  private pending = 0;

  /** `nextTick`: number of the tick that comes next. */
  constructor(nextTick: () => number) {
    this.nextTick = nextTick;
  }

  /** All rights that were given are void, at once, for actions under way too. `why` is what they say of it. */
  revoke(why: string): void {
    this.span.abort(why);
    this.span = new AbortController();
    this.firstTick = this.nextTick();
  }

  /** The same, and none is given before the returned function is called: the change is being written. */
  hold(why: string): () => void {
    this.revoke(why);
    this.pending++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.pending--;
      this.firstTick = this.nextTick();
    };
  }

  /** The right of the monitor that has just served these ticks; null: it served none of the present span. */
  grant(monitor: MonitorName, served: readonly Served[]): AuthorityToken | null {
    if (this.pending > 0) return null;
    const last = served.findLast((one) => one.monitor === monitor && one.tick >= this.firstTick);
    return last === undefined ? null : { monitor, tick: last.tick, signal: this.span.signal };
  }
}
