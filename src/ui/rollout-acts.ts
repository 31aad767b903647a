import type { Act } from '../core/client.ts';
import { durationMs } from '../core/duration.ts';
import { messageOf } from '../core/errors.ts';
import { formatHours } from '../core/format.ts';
import type { RolloutView } from '../core/rollout.ts';
import type { Stage } from '../core/stage.ts';
import { readPreview, setOverlay, showError } from './acts.ts';
import { foreign } from './cells.ts';
import type { Deck } from './deck.ts';
import { type FieldName, formOf, textOf } from './form.ts';
import { keySays } from './key-words.ts';
import { isFrozenByHand } from './keymap.ts';
import type { Overlay, RolloutAct } from './overlay.ts';
import { measuredGates, momentText } from './views/rollout-words.ts';

type ActOverlay = Extract<Overlay, { kind: 'act' }>;

function notice(deck: Deck, text: string): void {
  deck.set({ ...deck.state, notice: text });
}

function ask(deck: Deck, act: RolloutAct, fields: readonly FieldName[], stage: Stage = 'canary'): void {
  setOverlay(deck, { kind: 'act', act, preview: null, stage, form: formOf(fields), busy: false });
}

/** Pauses, or resumes what is paused. */
export function askPause(deck: Deck): void {
  const { sub } = deck.client.snapshot().rollout;
  const retry = keySays(deck.scene().bindings, 'retry.ask', 'retries');
  const stands = 'rolled back: nothing runs that could be paused';
  if (sub.kind === 'rolled_back') notice(deck, [stands, retry].filter(Boolean).join('; '));
  else ask(deck, sub.kind === 'paused' ? 'resume' : 'pause', ['reason']);
}

/** Freezes, or lifts what a person froze. */
export function askFreeze(deck: Deck): void {
  const { freeze } = deck.client.snapshot().rollout;
  if (isFrozenByHand(freeze)) ask(deck, 'unfreeze', ['reason']);
  else ask(deck, 'freeze', ['span', 'reason']);
}

/** Shows what would be approved. */
export function askApproval(deck: Deck): void {
  const { sub, next, approval } = deck.client.snapshot().rollout;
  if (sub.kind === 'awaiting_approval' || next?.by === 'approval') ask(deck, 'approve', []);
  else if (approval !== null) notice(deck, `approved already by ${foreign(approval.who)}`);
  else notice(deck, 'no approval is needed for what comes next');
}

/** Shows what a drill does, where one can begin. */
export function askDrill(deck: Deck): void {
  const { rollout, stage } = deck.client.snapshot();
  if (rollout.drill !== null) notice(deck, 'a drill is under way');
  else if (stage.current !== 'canary' && stage.current !== 'beta')
    notice(deck, 'a drill begins from canary or beta');
  else ask(deck, 'drill', []);
}

/** After a rollback: shows why, what a new start at this stage would write, and asks for the reason. */
export async function askRetry(deck: Deck, stage: Stage = 'canary'): Promise<void> {
  const { sub } = deck.client.snapshot().rollout;
  if (sub.kind !== 'rolled_back') {
    notice(deck, 'nothing to retry: it is not rolled back');
    return;
  }
  ask(deck, 'retry', ['reason'], stage);
  await readPreview(deck, stage, 'Cannot begin again', (overlay, preview) => ({ ...overlay, preview }));
}

const FAILED: Record<RolloutAct, string> = {
  pause: 'Not paused',
  resume: 'Not resumed',
  approve: 'Not approved',
  freeze: 'Not frozen',
  unfreeze: 'Still frozen',
  drill: 'No drill',
  retry: 'Not begun again',
};

/** Does what the dialog asks; what the engine refuses is shown. */
export async function doAct(deck: Deck): Promise<void> {
  const { overlay } = deck.state;
  if (overlay?.kind !== 'act' || overlay.busy) return;
  // What would be written has to be seen first.
  if (overlay.act === 'retry' && overlay.preview === null) {
    notice(deck, 'what it writes is still being read: once more');
    return;
  }
  setOverlay(deck, { ...overlay, busy: true });
  try {
    const done = await send(deck, overlay);
    const { state } = deck;
    // A rollback may have been asked for meanwhile: its dialog stays.
    deck.set({ ...state, overlay: state.overlay?.kind === 'act' ? null : state.overlay, notice: done });
  } catch (thrown) {
    if (deck.state.overlay?.kind === 'act') showError(deck, FAILED[overlay.act], thrown);
    else notice(deck, `${FAILED[overlay.act]}: ${foreign(messageOf(thrown))}`);
  }
}

/** Sends the act to the engine; returns what to say when it has been taken. */
async function send(deck: Deck, { act, form, stage }: ActOverlay): Promise<string> {
  const { client, who } = deck;
  const { now, snapshot, bindings } = deck.scene();
  const { rollout } = snapshot;
  const typed: Act = { who, why: textOf(form, 'reason') };
  switch (act) {
    case 'pause':
      await client.pause(typed);
      return ['paused', keySays(bindings, 'pause.ask', 'resumes')].filter(Boolean).join(': ');
    case 'resume':
      await client.resume(typed);
      return 'resumed';
    case 'approve':
      await client.approve({ who, why: seenWords(rollout) });
      return `approved: ${rollout.next?.stage ?? 'the next stage'}`;
    case 'freeze': {
      const span = textOf(form, 'span');
      const until = span === '' ? null : now + Number(durationMs(span));
      await client.freeze(until, typed);
      return `frozen until ${until === null ? keySays(bindings, 'freeze.ask', 'lifts it') : momentText(until, now)}`;
    }
    case 'unfreeze':
      await client.unfreeze(typed);
      return 'the freeze is lifted';
    case 'drill':
      await client.drill({ who, why: 'drill key' });
      return 'the drill has begun';
    case 'retry':
      await client.retry(stage, typed);
      return `begun again at ${stage}`;
  }
}

/** What was on the screen when it was approved. */
function seenWords({ gates, bake }: RolloutView): string {
  const passed = measuredGates(gates).filter(({ verdict }) => verdict === 'pass').length;
  const baked = bake.ofMs === null ? '' : `, bake ${formatHours(bake.ms)} of ${formatHours(bake.ofMs)}`;
  return `seen: ${passed} of ${measuredGates(gates).length} gates pass${baked}`;
}
