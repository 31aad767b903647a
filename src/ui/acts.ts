import { CutoverError, messageOf } from '../core/errors.ts';
import { STAGES, type Stage } from '../core/stage.ts';
import type { Deck } from './deck.ts';
import type { Overlay } from './store.ts';
import { stageCursor } from './views/stage.ts';

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

/** Opens the dialog of the stage under the cursor with what the change would write. */
export async function previewStage(deck: Deck): Promise<void> {
  const stage = STAGES[stageCursor(deck.scene())] as Stage;
  const asked: Overlay = { kind: 'stage', stage, preview: null, choice: 'cancel', typed: '', busy: false };
  setOverlay(deck, asked);
  const stillOpen = (): boolean => deck.state.overlay?.kind === 'stage' && deck.state.overlay.stage === stage;
  try {
    const preview = await deck.client.previewStage(stage);
    const { overlay } = deck.state;
    if (overlay?.kind === 'stage' && stillOpen()) setOverlay(deck, { ...overlay, preview });
  } catch (thrown) {
    if (stillOpen()) showError(deck, 'Cannot change the stage', thrown);
  }
}

export function chooseButton(deck: Deck): void {
  const { overlay } = deck.state;
  if (overlay?.kind !== 'stage') return;
  setOverlay(deck, { ...overlay, choice: overlay.choice === 'cancel' ? 'write' : 'cancel' });
}

/** Enter in the stage dialog: the chosen button, or the typed name if it is complete. */
export function acceptStage(deck: Deck): void {
  const { overlay } = deck.state;
  if (overlay?.kind !== 'stage') return;
  if (overlay.stage === 'legacy_disabled') {
    if (overlay.typed.trim() === overlay.stage) void writeStage(deck);
  } else if (overlay.choice === 'write') void writeStage(deck);
  else cancel(deck);
}

/** Writes the stage of the dialog. Refused by the engine if the file is not what the preview showed any more. */
export async function writeStage(deck: Deck): Promise<void> {
  const { overlay } = deck.state;
  if (overlay?.kind !== 'stage' || overlay.preview === null || overlay.busy) return;
  const { stage, preview } = overlay;
  setOverlay(deck, { ...overlay, busy: true });
  const why = preview.warnings.length === 0 ? 'by hand' : `by hand, although: ${preview.warnings.join('; ')}`;
  try {
    const written = await deck.client.setStage(stage, preview.revision, { who: deck.who, why });
    const notice = `${stage} written in ${Math.ceil(written.writtenMs)} ms, read back in ${Math.ceil(written.readBackMs)} ms`;
    deck.set({ ...deck.state, overlay: null, notice });
  } catch (thrown) {
    showError(deck, 'The stage was not changed', thrown);
  }
}

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
    showError(deck, 'NOT ROLLED BACK', thrown);
  }
}
