import { durationMs } from '../core/duration.ts';
import type { Stage } from '../core/stage.ts';
import { cancel, setOverlay } from './acts.ts';
import type { Deck } from './deck.ts';
import { atGo, type Form, onCancel, onGo, stepForm } from './form.ts';
import type { Overlay } from './overlay.ts';
import { doAct } from './rollout-acts.ts';
import { writeStage } from './stage-acts.ts';

/** The next or the previous field or button. */
export function moveInForm(deck: Deck, by: 1 | -1): void {
  const { overlay } = deck.state;
  if (overlay !== null && 'form' in overlay && !overlay.busy)
    setOverlay(deck, { ...overlay, form: stepForm(overlay.form, by) });
}

/** Why a form cannot be accepted yet, and the field it is about; null: it can. */
function missing({ fields }: Form, stage: Stage): { at: number; hint: string } | null {
  for (const [at, { name, text }] of fields.entries()) {
    const typed = text.trim();
    if (name === 'reason' && typed === '')
      return { at, hint: 'a reason is needed: it is kept with the decision' };
    if (name === 'name' && typed !== stage) return { at, hint: `the name has to be typed in full: ${stage}` };
    if (name === 'span' && typed !== '' && !(Number(durationMs(typed)) > 0))
      return { at, hint: 'write a span of time, as 12h, 90 min or 3 d' };
  }
  return null;
}

/**
 * Enter in a form: goes on to the next field, then does it. What is written to the flags file for a typed reason alone
 * needs the button as well; a typed name is confirmation enough.
 */
export function acceptForm(deck: Deck): void {
  const { overlay } = deck.state;
  if (overlay === null || !('form' in overlay) || overlay.busy) return;
  const { form, stage } = overlay;
  if (onCancel(form)) {
    cancel(deck);
    return;
  }
  const set = (changed: Form): void => setOverlay(deck, { ...overlay, form: changed });
  const lacks = missing(form, stage);
  if (lacks !== null && (onGo(form) || lacks.at <= form.at)) set({ ...form, ...lacks });
  else if (form.at < form.fields.length - 1) set(stepForm(form, 1));
  else if (!onGo(form) && writes(overlay)) set(atGo(form));
  else if (overlay.kind === 'stage') void writeStage(deck);
  else void doAct(deck);
}

function writes(overlay: Extract<Overlay, { form: Form }>): boolean {
  const named = overlay.form.fields.some(({ name }) => name === 'name');
  return overlay.kind === 'stage' ? !named : overlay.act === 'retry';
}
