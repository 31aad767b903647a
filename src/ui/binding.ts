import type { RolloutView } from '../core/rollout.ts';
import type { UiState } from './store.ts';

/** Where keys go: the topmost thing on the screen takes them. */
export const CONTEXTS = [
  'dashboard',
  'agent',
  'differences',
  'live',
  /** The live pane, while keys go to its agent. */
  'live_typing',
  'filter',
  'palette',
  'help',
  'message',
  'choice_dialog',
  'stage_dialog',
  /** A dialog in which something is typed. */
  'form',
  'confirm_dialog',
  'rollback_dialog',
] as const;
export type KeyContext = (typeof CONTEXTS)[number];

/** Those that fill the screen. */
export const VIEWS = ['dashboard', 'agent', 'differences', 'live'] as const satisfies readonly KeyContext[];

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
  | 'live.open'
  | 'live.type'
  | 'live.stop'
  | 'live.follow'
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
  | 'span'
  | 'agents.group'
  | 'agents.fold'
  | 'agents.fold_all'
  | 'agents.mark'
  | 'agents.mark_all'
  | 'agents.next_changed'
  | 'events.level'
  | 'events.follow'
  | 'zoom'
  | 'next_waiting'
  | 'refresh'
  | 'problems'
  | 'area.agents'
  | 'area.differences'
  | 'area.health'
  | 'area.events'
  | 'palette'
  | 'palette.run'
  | 'help';

/** What the operator has open, and how the rollout stands. */
export type When = (state: UiState, rollout: RolloutView) => boolean;

/** A line of the help that is about several commands. */
export interface Together {
  /** Commands of the same place whose keys are said here. */
  with: readonly CommandId[];
  /** What they do, all of them. */
  help: string;
}

/** Keys as they are bound, before it is known how they are said. */
export interface Bound {
  /** As `keyNames` names them; each does the same. None: reached by the palette, or by a key of the operator's. */
  keys: readonly string[];
  command: CommandId;
  contexts: readonly KeyContext[];
  /** In the footer; absent: not shown there. */
  label?: string;
  /** What it does, in words that name no key; absent: the label says it. */
  help?: string;
  together?: Together;
  /** Only then is the key alive; also decides whether the footer shows it. */
  when?: When;
  /** Alive always, but only then worth a place in the footer. */
  offered?: When;
  /** Does the same from every view: the palette has it in all of them. */
  everywhere?: boolean;
  /** Known to everybody (1), to most (2): where the footer is narrow it shows the key alone, the best known first. */
  known?: 1 | 2;
  /** Writes the flags file or the labels, or moves the rollout: dead in a read-only cockpit. */
  writes?: boolean;
}

/** Keys, what they do, and how that is said. */
export interface Binding extends Bound {
  /** The first of the keys, and of those it is said together with: `↑↓`, `⏎`, `R`; empty: none. */
  shown: string;
  /** The others: `k j`; may be empty. */
  also: string;
  /** Its own first key alone, as in a sentence; empty: none. */
  word: string;
}

/** `keys`: names separated by spaces; empty: none. */
export function bind(
  keys: string,
  command: CommandId,
  contexts: readonly KeyContext[],
  more: Omit<Bound, 'keys' | 'command' | 'contexts'> = {},
): Bound {
  return { keys: keys.split(' ').filter((key) => key !== ''), command, contexts, ...more };
}
