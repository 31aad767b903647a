import type { Snapshot } from '../core/snapshot.ts';
import { NOT_ROLLED_BACK, setOverlay } from './acts.ts';
import type { Deck } from './deck.ts';
import type { Overlay } from './overlay.ts';

/** What may be replaced by something more urgent: it is only read, and nothing is typed into it. */
const READ_ONLY: readonly Overlay['kind'][] = ['help', 'problems', 'explain', 'error'];

/**
 * Shows a rollback that happens while the cockpit is open, once, whoever asked for it. While the operator answers a
 * dialog or types, it waits: keys meant for one thing must not go to another.
 */
export class RollbackWatch {
  /** When the last rollback that is known was decided. */
  #seen: number | null;
  /** Time of the proof that was there before the rollback that waits to be shown. */
  #proofBefore: number | null;
  #due = false;

  /** What stands already at the start is in the header, and is no news. */
  constructor(start: Snapshot) {
    this.#seen = rolledBackAt(start);
    this.#proofBefore = start.rollback?.at ?? null;
  }

  /** Looks at a new snapshot. */
  see(deck: Deck): void {
    const snapshot = deck.client.snapshot();
    const at = rolledBackAt(snapshot);
    if (at !== null && at !== this.#seen) {
      const { overlay } = deck.state;
      // The cockpit's own rollback has its dialog already.
      const own = overlay?.kind === 'rolled_back' || (overlay?.kind === 'rollback' && overlay.busy);
      this.#due = !own;
    }
    // It is decided before it is written, and asked for again where that has failed: the proof says when it is done.
    if (saysNotRolledBack(deck) && (snapshot.rollback?.at ?? null) !== this.#proofBefore) this.#due = true;
    // Retried meanwhile: there is nothing left to show.
    if (at === null) this.#due = false;
    this.#seen = at;
    if (!this.#due) this.#proofBefore = snapshot.rollback?.at ?? null;
    this.show(deck);
  }

  /** Shows what waits to be shown, as soon as nothing else has the keys. */
  show(deck: Deck): void {
    if (!this.#due) return;
    const { overlay, typing, live } = deck.state;
    if (typing || live?.typing === true || (overlay !== null && !READ_ONLY.includes(overlay.kind))) return;
    this.#due = false;
    setOverlay(deck, { kind: 'rolled_back', written: null, why: '', before: this.#proofBefore });
  }
}

function saysNotRolledBack({ state: { overlay } }: Deck): boolean {
  return overlay?.kind === 'error' && overlay.title === NOT_ROLLED_BACK;
}

function rolledBackAt({ rollout }: Snapshot): number | null {
  return rollout.sub.kind === 'rolled_back' ? rollout.sub.at : null;
}
