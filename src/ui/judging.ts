import { messageOf } from '../core/errors.ts';
import { formatClock } from '../core/format.ts';
import type { Ruling } from '../core/judgement.ts';
import { setOverlay, showError } from './acts.ts';
import { foreign } from './cells.ts';
import { expectationOf, IGNORE_FIRST, IGNORE_SPANS, LABELS, type LabelChoice, labelOf } from './choices.ts';
import type { Deck } from './deck.ts';
import { keySays } from './key-words.ts';
import type { Overlay } from './overlay.ts';
import { exampleInView, selectedSignature } from './views/example.ts';
import type { Scene } from './views/scene.ts';
import { choiceText, judgementText, signatureText } from './views/words.ts';

/** Closes the dialog that was answered, and nothing else: a rollback may have been asked for meanwhile. */
function notice(deck: Deck, text: string): void {
  const { overlay } = deck.state;
  const answered = overlay?.kind === 'ignore' || overlay?.kind === 'label';
  deck.set({ ...deck.state, overlay: answered ? null : overlay, notice: text });
}

function failed(deck: Deck, title: string, thrown: unknown): void {
  const { overlay } = deck.state;
  if (overlay === null || overlay.kind === 'ignore' || overlay.kind === 'label')
    showError(deck, title, thrown);
  else notice(deck, `${title}: ${foreign(messageOf(thrown))}`);
}

/** The signature that is judged: of the agent that is open, or the one under the cursor. */
function questionOf(scene: Scene): string | null {
  const { agent } = scene.state;
  if (agent !== null) return agent.detail?.divergence?.signature ?? null;
  return selectedSignature(scene)?.signature ?? null;
}

/** A signature in the words of the table. */
function wordsOf(scene: Scene, signature: string): string {
  const row = scene.snapshot.signatures.find((one) => one.signature === signature);
  return row === undefined ? foreign(signature) : signatureText(row);
}

/** Why the operator judges as they do: what they had in view. */
function reasonOf(scene: Scene): string {
  const { agent } = scene.state;
  if (agent !== null) {
    const row = scene.snapshot.rows.find((one) => one.id === agent.id);
    return `the screen of ${row?.target ?? agent.id}`;
  }
  const { examples, index } = exampleInView(scene);
  const example = examples[index];
  return example === undefined
    ? 'no example in view'
    : `the example of ${example.target} at ${new Date(example.at).toISOString()}`;
}

function undoWords(deck: Deck): string {
  const words = keySays(deck.scene().bindings, 'judge.undo', 'takes it back');
  return words === '' ? '' : ` · ${words}`;
}

/** Records the judgement of the signature in question. */
export async function judge(deck: Deck, ruling: Ruling): Promise<void> {
  const scene = deck.scene();
  const signature = questionOf(scene);
  if (signature === null) {
    notice(deck, 'no signature to judge here');
    return;
  }
  try {
    await deck.client.judge(signature, ruling, { who: deck.who, why: reasonOf(scene) });
    notice(deck, `${judgementText(ruling, scene.now)}: ${wordsOf(scene, signature)}${undoWords(deck)}`);
    deck.askDetail();
  } catch (thrown) {
    failed(deck, 'Not judged', thrown);
  }
}

/** Asks for how long. */
export function askIgnore(deck: Deck): void {
  const signature = questionOf(deck.scene());
  if (signature === null) notice(deck, 'no signature to ignore here');
  else setOverlay(deck, { kind: 'ignore', signature, choice: IGNORE_FIRST, busy: false });
}

/** Asks what the screen of the open agent really shows; the screen stays as it is until that is answered. */
export function askLabel(deck: Deck): void {
  const { state, snapshot } = deck.scene();
  const detail = state.agent?.detail ?? null;
  if (state.agent === null || detail === null || detail.problem !== null || state.agent.problem !== null) {
    notice(deck, 'there is no fresh screen to label');
    return;
  }
  const { id } = state.agent;
  const row = snapshot.rows.find((one) => one.id === id);
  const choice = labelOf(row?.modular ?? null);
  setOverlay(deck, { kind: 'label', id, capturedAt: detail.capturedAt, choice, busy: false });
}

/** Records what was chosen in the dialog. */
export async function acceptChoice(deck: Deck): Promise<void> {
  const { overlay } = deck.state;
  if (overlay?.kind === 'ignore' && !overlay.busy) {
    setOverlay(deck, { ...overlay, busy: true });
    const until = deck.scene().now + IGNORE_SPANS[overlay.choice]!.ms;
    await judge(deck, { verdict: 'ignored', until });
  } else if (overlay?.kind === 'label' && !overlay.busy) await label(deck, overlay);
}

async function label(deck: Deck, overlay: Extract<Overlay, { kind: 'label' }>): Promise<void> {
  setOverlay(deck, { ...overlay, busy: true });
  const { id, capturedAt } = overlay;
  const row = deck.scene().snapshot.rows.find((one) => one.id === id);
  const choice = LABELS[overlay.choice] as LabelChoice;
  const said = row?.modular ?? null;
  const why = said === null ? 'modular saw no agent' : `modular said ${choiceText(said)} by ${said.rule}`;
  try {
    await deck.client.labelAgent(id, capturedAt, expectationOf(choice, row?.kind ?? null), {
      who: deck.who,
      why,
    });
    notice(deck, `labelled ${choiceText(choice)}${undoWords(deck)}`);
    deck.askDetail();
  } catch (thrown) {
    failed(deck, 'Not labelled', thrown);
  }
}

/** Takes back the last judgement; in the agent view the last label or judgement, whichever is later. */
export async function undo(deck: Deck): Promise<void> {
  const scene = deck.scene();
  const act = { who: deck.who, why: 'undo key' };
  const { agent } = scene.state;
  const label = agent?.detail?.label ?? null;
  const judged = agent?.detail?.signature?.judgement ?? null;
  try {
    if (agent !== null && label !== null && label.at > (judged?.at ?? 0)) {
      const { at } = await deck.client.undoLabel(agent.id, act);
      notice(deck, `taken back: the label of ${formatClock(at)}`);
    } else {
      const signature = questionOf(scene);
      if (signature === null) {
        notice(deck, 'nothing to take back here');
        return;
      }
      const judgement = await deck.client.undoJudgement(signature, act);
      notice(deck, `taken back: ${judgementText(judgement, scene.now)}: ${wordsOf(scene, signature)}`);
    }
    deck.askDetail();
  } catch (thrown) {
    failed(deck, 'Nothing taken back', thrown);
  }
}

/** Writes the example in view to a file, and says where. */
export async function writeExample(deck: Deck): Promise<void> {
  const scene = deck.scene();
  const { examples, index } = exampleInView(scene);
  const signature = selectedSignature(scene)?.signature;
  const example = examples[index];
  if (signature === undefined || example === undefined) {
    notice(deck, 'no example to write');
    return;
  }
  try {
    notice(deck, `written: ${foreign(await deck.client.writeExample(signature, example.id))}`);
  } catch (thrown) {
    failed(deck, 'Not written', thrown);
  }
}

/** Shows why modular says what it says of the open agent. */
export async function explain(deck: Deck): Promise<void> {
  const { agent } = deck.state;
  if (agent === null) return;
  const asked: Overlay = { kind: 'explain', explanation: null, scroll: 0 };
  setOverlay(deck, asked);
  try {
    const explanation = await deck.client.explainAgent(agent.id);
    if (deck.state.overlay === asked) setOverlay(deck, { ...asked, explanation });
  } catch (thrown) {
    if (deck.state.overlay === asked) showError(deck, 'No explanation', thrown);
  }
}
