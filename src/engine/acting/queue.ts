import type { AuthorityToken } from '../../actions/performance.ts';
import type { ActionSubject } from '../../core/actions.ts';

/** What has waited longer than this is not what is wanted any more, in ms. */
const WAITS_FOR_MS = 60_000;

/** A wish that may be done as soon as nothing is in its way. */
export interface QueuedWish {
  subject: ActionSubject;
  /** Since when it is wanted, ms since the epoch. */
  since: number;
  token: AuthorityToken;
}

/** Wishes that wait for an action to end: legacy says a thing once, and then not again for minutes. */
export class WishQueue {
  private waiting: QueuedWish[] = [];

  /** Adds a wish, unless that is what is being done. The newer of two that are the same counts. */
  add(wish: QueuedWish, running: readonly ActionSubject[]): void {
    const isSame = ({ kind, target }: ActionSubject) =>
      kind === wish.subject.kind && target === wish.subject.target;
    if (running.some(isSame)) return;
    this.waiting = [...this.waiting.filter(({ subject }) => !isSame(subject)), wish];
  }

  /** All that wait and whose authority still holds; none of them waits any more. */
  take(now: number): QueuedWish[] {
    const taken = this.waiting.filter(
      ({ token, since }) => !token.signal.aborted && now - since < WAITS_FOR_MS,
    );
    this.waiting = [];
    return taken;
  }
}
