import type { FlagsState } from '../core/flags.ts';
import { describeProblem } from '../core/flags-problem.ts';
import { shareOf } from './authority.ts';
import type { EventLog } from './event-log.ts';

/** Follows the share through the flags file, and tells when the file is at fault. */
export class StageWatch {
  /** Share in % of the ticks that modular serves. */
  share: number;
  private standing: string;
  private readonly log: EventLog;

  constructor(log: EventLog, state: FlagsState) {
    this.log = log;
    this.share = shareOf(state);
    this.standing = standingOf(state);
  }

  /** The stage or its share is another than when this was last asked. */
  isOther(state: FlagsState): boolean {
    const before = this.standing;
    this.standing = standingOf(state);
    return this.standing !== before;
  }

  /** Takes a new state of the file in; returns whether another share holds now. */
  take(state: FlagsState, at: number): boolean {
    this.noteProblem(state, at);
    const share = shareOf(state);
    const changed = share !== this.share;
    this.share = share;
    return changed;
  }

  /** Tells what is wrong with the file once, and when it is right again. */
  noteProblem(state: FlagsState, at: number): void {
    if (state.problem === null) {
      this.log.clear('flags', at, 'the flags file is valid again');
      return;
    }
    const what = state.status === 'rejected' ? 'flags file rejected: ' : '';
    this.log.raise('flags', at, 'bad', '✗', `${what}${describeProblem(state.problem)}`);
  }
}

function standingOf(state: FlagsState): string {
  return `${state.effective.rollout_stage} ${shareOf(state)}`;
}
