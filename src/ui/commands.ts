import { askRollback, cancel, rollBack, setOverlay } from './acts.ts';
import type { CommandId } from './binding.ts';
import type { Deck } from './deck.ts';
import { acceptForm, moveInForm } from './form-acts.ts';
import { goToAgent } from './go.ts';
import { acceptChoice, askIgnore, askLabel, explain, judge, undo, writeExample } from './judging.ts';
import { goToNext, goToNextChanged, openSelected } from './jumps.ts';
import { followCursor, openLive, setTyping } from './live.ts';
import { focusNumber, focusStage, moveSideways, moveStep, showDifferences } from './movement.ts';
import { restart } from './restart.ts';
import { askApproval, askDrill, askFreeze, askPause, askRetry, doAct } from './rollout-acts.ts';
import { acceptStage, chooseButton, previewStage, writeStage } from './stage-acts.ts';
import { back, chosen, cycleFocus, cycleSpan, focusOn } from './store.ts';
import {
  foldAll,
  foldSession,
  followEvents,
  groupOtherwise,
  markAll,
  markSelected,
  showOtherLevels,
  sortOtherwise,
  startFilter,
} from './table-acts.ts';
import { withFilter } from './tables.ts';
import { erase } from './typing.ts';
import { paletteEntries } from './views/palette.ts';

/** What each command of the keymap does. */
export const COMMANDS: Record<CommandId, (deck: Deck) => void> = {
  'focus.next': (deck) => deck.set(cycleFocus(deck.state, 1)),
  'focus.previous': (deck) => deck.set(cycleFocus(deck.state, -1)),
  'focus.1': (deck) => focusNumber(deck, 1),
  'focus.2': (deck) => focusNumber(deck, 2),
  'focus.3': (deck) => focusNumber(deck, 3),
  'focus.4': (deck) => focusNumber(deck, 4),
  'focus.5': (deck) => focusNumber(deck, 5),
  'differences.open': showDifferences,
  'focus.stage': focusStage,
  'move.up': (deck) => moveStep(deck, 'up'),
  'move.down': (deck) => moveStep(deck, 'down'),
  'move.page_up': (deck) => moveStep(deck, 'page_up'),
  'move.page_down': (deck) => moveStep(deck, 'page_down'),
  'move.home': (deck) => moveStep(deck, 'home'),
  'move.end': (deck) => moveStep(deck, 'end'),
  'move.left': (deck) => moveSideways(deck, -1),
  'move.right': (deck) => moveSideways(deck, 1),
  open: openSelected,
  'agent.go': (deck) => void goToAgent(deck),
  'live.open': openLive,
  'live.type': (deck) => setTyping(deck, true),
  'live.stop': (deck) => setTyping(deck, false),
  'live.follow': followCursor,
  back: (deck) => deck.set(back(deck.state)),
  quit: (deck) => deck.quit(),
  'quit.now': (deck) => deck.quit(),
  'stage.preview': (deck) => void previewStage(deck),
  'stage.choose': chooseButton,
  'stage.accept': acceptStage,
  'stage.confirm': (deck) => void writeStage(deck),
  'judge.modular': (deck) => void judge(deck, { verdict: 'modular_right', until: null }),
  'judge.legacy': (deck) => void judge(deck, { verdict: 'legacy_right', until: null }),
  'judge.both': (deck) => void judge(deck, { verdict: 'both_wrong', until: null }),
  'judge.ignore': askIgnore,
  'judge.undo': (deck) => void undo(deck),
  'example.write': (deck) => void writeExample(deck),
  'label.ask': askLabel,
  'choice.accept': (deck) => void acceptChoice(deck),
  explain: (deck) => void explain(deck),
  'form.next': (deck) => moveInForm(deck, 1),
  'form.previous': (deck) => moveInForm(deck, -1),
  'form.accept': acceptForm,
  'act.confirm': (deck) => void doAct(deck),
  'pause.ask': askPause,
  'approve.ask': askApproval,
  'freeze.ask': askFreeze,
  'drill.ask': askDrill,
  'retry.ask': (deck) => void askRetry(deck),
  'rollback.ask': askRollback,
  'rollback.confirm': (deck) => void rollBack(deck),
  cancel,
  'filter.start': startFilter,
  'filter.keep': (deck) => deck.set({ ...deck.state, typing: false }),
  'filter.clear': (deck) => deck.set({ ...withFilter(deck.state, ''), typing: false }),
  erase: (deck) => deck.set(erase(deck.state)),
  zoom: (deck) => deck.set({ ...deck.state, zoomed: !deck.state.zoomed }),
  span: (deck) => deck.set(cycleSpan(deck.state)),
  sort: sortOtherwise,
  'agents.group': groupOtherwise,
  'agents.fold': foldSession,
  'agents.fold_all': foldAll,
  'agents.mark': markSelected,
  'agents.mark_all': markAll,
  'agents.next_changed': goToNextChanged,
  'events.level': showOtherLevels,
  'events.follow': followEvents,
  next_waiting: goToNext,
  refresh: (deck) => {
    if (deck.client.snapshot().lost !== undefined) {
      void restart(deck);
      return;
    }
    deck.client.refresh();
    deck.set({ ...deck.state, notice: 'asked both monitors for a cycle' });
  },
  problems: (deck) => deck.set({ ...deck.state, overlay: { kind: 'problems' } }),
  'area.agents': (deck) => deck.set(focusOn(deck.state, 'agents')),
  'area.differences': (deck) => deck.set(focusOn(deck.state, 'differences')),
  'area.health': (deck) => deck.set(focusOn(deck.state, 'health')),
  'area.events': (deck) => deck.set(focusOn(deck.state, 'events')),
  palette: (deck) => setOverlay(deck, { kind: 'palette', query: '', choice: 0 }),
  'palette.run': runChosen,
  help: (deck) => setOverlay(deck, { kind: 'help', scroll: 0 }),
};

/** Runs what is chosen in the palette; with no command that fits it stays open. */
function runChosen(deck: Deck): void {
  const { overlay } = deck.state;
  if (overlay?.kind !== 'palette') return;
  const entries = paletteEntries(deck.scene(), overlay.query);
  const command = entries[Math.min(overlay.choice, entries.length - 1)]?.command;
  if (command === undefined) return;
  deck.set(chosen(deck.state, command));
  COMMANDS[command](deck);
}
