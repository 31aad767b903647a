import { STAGES, type Stage } from '../core/stage.ts';
import { cancel, readPreview, setOverlay, showError } from './acts.ts';
import type { Deck } from './deck.ts';
import { asking, atGo, type FieldName, formOf, onGo, textOf } from './form.ts';
import { askRetry } from './rollout-acts.ts';
import { stageCursor } from './views/stage.ts';
import { asksReason, isForward } from './views/stage-dialog.ts';

/** Opens the dialog of the stage under the cursor with what the change would write; after a rollback that of a retry. */
export async function previewStage(deck: Deck): Promise<void> {
  const scene = deck.scene();
  const stage = STAGES[stageCursor(scene)] as Stage;
  const forward = isForward(stage, scene);
  if (forward && scene.snapshot.rollout.sub.kind === 'rolled_back') {
    await askRetry(deck, stage);
    return;
  }
  const fields: FieldName[] = [
    ...(asksReason(stage, scene, []) ? ['reason' as const] : []),
    ...(stage === 'legacy_disabled' ? ['name' as const] : []),
  ];
  setOverlay(deck, { kind: 'stage', stage, preview: null, form: formOf(fields), busy: false });
  await readPreview(deck, stage, 'Cannot change the stage', (overlay, preview) => {
    // The engine may know of more that speaks against it.
    const more = asksReason(stage, deck.scene(), preview.warnings);
    const form = more ? asking(overlay.form, 'reason') : overlay.form;
    return { ...overlay, form, preview };
  });
}

/** The other button of the stage dialog. */
export function chooseButton(deck: Deck): void {
  const { overlay } = deck.state;
  if (overlay?.kind !== 'stage') return;
  setOverlay(deck, {
    ...overlay,
    form: onGo(overlay.form) ? { ...overlay.form, at: 0 } : atGo(overlay.form),
  });
}

/** Enter in the stage dialog: the chosen button. */
export function acceptStage(deck: Deck): void {
  const { overlay } = deck.state;
  if (overlay?.kind !== 'stage') return;
  if (onGo(overlay.form)) void writeStage(deck);
  else cancel(deck);
}

/**
 * Writes the stage of the dialog, with the typed reason where one is asked for. Refused by the engine if the file is not
 * what the preview showed any more.
 */
export async function writeStage(deck: Deck): Promise<void> {
  const { overlay } = deck.state;
  if (overlay?.kind !== 'stage' || overlay.preview === null || overlay.busy) return;
  const { stage, preview, form } = overlay;
  setOverlay(deck, { ...overlay, busy: true });
  try {
    // Where no reason was asked for there is none: should evidence have gone meanwhile, the engine refuses.
    const act = { who: deck.who, why: textOf(form, 'reason') };
    const written = await deck.client.setStage(stage, preview.revision, act);
    const notice = `${stage} written in ${Math.ceil(written.writtenMs)} ms, read back in ${Math.ceil(written.readBackMs)} ms`;
    deck.set({ ...deck.state, overlay: null, notice });
  } catch (thrown) {
    showError(deck, 'The stage was not changed', thrown);
  }
}
