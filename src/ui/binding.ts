import type { RolloutView } from '../core/rollout.ts';
import type { UiState } from './store.ts';

/** Where keys go: the topmost thing on the screen takes them. */
export type KeyContext =
  | 'dashboard'
  | 'agent'
  | 'differences'
  | 'filter'
  | 'help'
  | 'message'
  | 'choice_dialog'
  | 'stage_dialog'
  /** A dialog in which something is typed. */
  | 'form'
  | 'confirm_dialog'
  | 'rollback_dialog';

export type CommandId =
  | 'focus.next'
  | 'focus.previous'
  | 'focus.1'
  | 'focus.2'
  | 'focus.3'
  | 'focus.4'
  | 'focus.5'
  | 'differences.open'
  | 'judge.modular'
  | 'judge.legacy'
  | 'judge.both'
  | 'judge.ignore'
  | 'judge.undo'
  | 'example.write'
  | 'label.ask'
  | 'choice.accept'
  | 'explain'
  | 'focus.stage'
  | 'move.up'
  | 'move.down'
  | 'move.page_up'
  | 'move.page_down'
  | 'move.home'
  | 'move.end'
  | 'move.left'
  | 'move.right'
  | 'open'
  | 'agent.go'
  | 'back'
  | 'quit'
  | 'quit.now'
  | 'stage.preview'
  | 'stage.choose'
  | 'stage.accept'
  | 'stage.confirm'
  | 'form.next'
  | 'form.previous'
  | 'form.accept'
  | 'act.confirm'
  | 'pause.ask'
  | 'approve.ask'
  | 'freeze.ask'
  | 'drill.ask'
  | 'retry.ask'
  | 'rollback.ask'
  | 'rollback.confirm'
  | 'cancel'
  | 'filter.start'
  | 'filter.keep'
  | 'filter.clear'
  | 'erase'
  | 'sort'
  | 'zoom'
  | 'next_waiting'
  | 'refresh'
  | 'problems'
  | 'help';

/** What the operator has open, and how the rollout stands. */
export type When = (state: UiState, rollout: RolloutView) => boolean;

/** One key, what it does, and how that is said. */
export interface Binding {
  /** As `keyNames` names them; each does the same. */
  keys: readonly string[];
  /** As shown: `↑↓`, `⏎`, `R`. */
  shown: string;
  command: CommandId;
  /** In the footer; absent: not shown there. */
  label?: string;
  /** In the help overlay; absent: said by another binding. */
  help?: string;
  contexts: readonly KeyContext[];
  /** Only then is the key alive; also decides whether the footer shows it. */
  when?: When;
  /** Alive always, but only then worth a place in the footer. */
  offered?: When;
  /** Known to everybody (1), to most (2): where the footer is narrow it shows the key alone, the best known first. */
  known?: 1 | 2;
  /** Writes the flags file or the labels, or moves the rollout: dead in a read-only cockpit. */
  writes?: boolean;
}

/** `keys`: names separated by spaces. */
export function bind(
  keys: string,
  shown: string,
  command: CommandId,
  contexts: readonly KeyContext[],
  more: Pick<Binding, 'label' | 'help' | 'when' | 'offered' | 'known' | 'writes'> = {},
): Binding {
  return { keys: keys.split(' '), shown, command, contexts, ...more };
}
