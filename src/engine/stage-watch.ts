import type { FlagsState } from '../core/flags.ts';
import { describeProblem } from '../core/flags-problem.ts';
import type { Stage } from '../core/stage.ts';
import { shareOf } from './authority.ts';
import type { EventLog } from './event-log.ts';

/** Follows stage and share through the flags file, and tells when somebody else changed them or the file is at fault. */
export class StageWatch {
  stage: Stage;
  /** Share in % of the ticks that modular serves. */
  share: number;
  private readonly log: EventLog;

  constructor(log: EventLog, state: FlagsState) {
    this.log = log;
    this.stage = state.effective.rollout_stage;
    this.share = shareOf(state);
  }

  /** Takes a new state of the file in; `own`: this engine wrote it, and tells of it by itself. */
  take(state: FlagsState, own: boolean, at: number): { changed: boolean; shareChanged: boolean } {
    this.noteProblem(state, at);
    const stage = state.effective.rollout_stage;
    const share = shareOf(state);
    const shareChanged = share !== this.share;
    const changed = shareChanged || stage !== this.stage;
    if (!own && stage !== this.stage) {
      const text = `stage ${this.stage} → ${stage}, modular serves ${share} %: the file was changed`;
      this.log.add(at, 'warn', '▲', text);
    }
    this.stage = stage;
    this.share = share;
    return { changed, shareChanged };
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
