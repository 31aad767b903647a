import type { StagePreview } from '../core/client.ts';
import { CutoverError, messageOf } from '../core/errors.ts';
import type { Stage } from '../core/stage.ts';
import type { Deck } from './deck.ts';
import type { Overlay } from './overlay.ts';

/** Puts something over the screen, or takes it away. */
export function setOverlay(deck: Deck, overlay: Overlay | null): void {
  deck.set({ ...deck.state, overlay });
}

/** Says what could not be done, and how to mend it. */
export function showError(deck: Deck, title: string, thrown: unknown): void {
  const mend = thrown instanceof CutoverError ? thrown.mend : '';
  setOverlay(deck, { kind: 'error', title, message: messageOf(thrown), mend });
}

/** Closes what lies over the screen. What is being written cannot be called back: its outcome closes the dialog. */
export function cancel(deck: Deck): void {
  const { overlay } = deck.state;
  if (overlay !== null && 'busy' in overlay && overlay.busy) return;
  setOverlay(deck, null);
}

type Previewing = Extract<Overlay, { kind: 'stage' | 'act' }>;

/** Reads what a change to this stage would write into the dialog that is open, if it still is when it is known. */
export async function readPreview(
  deck: Deck,
  stage: Stage,
  title: string,
  taken: (overlay: Previewing, preview: StagePreview) => Overlay,
): Promise<void> {
  const kind = deck.state.overlay?.kind;
  const open = (): Previewing | null => {
    const { overlay } = deck.state;
    const same = overlay !== null && overlay.kind === kind && 'form' in overlay && overlay.stage === stage;
    return same ? overlay : null;
  };
  try {
    const preview = await deck.client.previewStage(stage);
    const overlay = open();
    if (overlay !== null) setOverlay(deck, taken(overlay, preview));
  } catch (thrown) {
    if (open() !== null) showError(deck, title, thrown);
  }
}

/** Title of the message that a rollback has failed. */
export const NOT_ROLLED_BACK = 'NOT ROLLED BACK';

export function askRollback(deck: Deck): void {
  setOverlay(deck, { kind: 'rollback', busy: false });
}

/** Rolls back and goes on to the proof. */
export async function rollBack(deck: Deck): Promise<void> {
  const { overlay } = deck.state;
  if (overlay?.kind !== 'rollback' || overlay.busy) return;
  const before = deck.client.snapshot().rollback?.at ?? null;
  const why = 'rollback key';
  setOverlay(deck, { kind: 'rollback', busy: true });
  try {
    const written = await deck.client.rollBack({ who: deck.who, why });
    setOverlay(deck, { kind: 'rolled_back', written, why, before });
  } catch (thrown) {
    showError(deck, NOT_ROLLED_BACK, thrown);
  }
}
