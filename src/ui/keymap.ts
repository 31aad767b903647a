import type { UiState } from './store.ts';

/** Where keys go: the topmost thing on the screen takes them. */
export type KeyContext =
  | 'dashboard'
  | 'agent'
  | 'filter'
  | 'help'
  | 'message'
  | 'stage_dialog'
  | 'stage_typed'
  | 'rollback_dialog';

export type CommandId =
  | 'focus.next'
  | 'focus.previous'
  | 'focus.1'
  | 'focus.2'
  | 'focus.3'
  | 'focus.4'
  | 'focus.5'
  | 'focus.differences'
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
  | 'back'
  | 'quit'
  | 'quit.now'
  | 'stage.preview'
  | 'stage.choose'
  | 'stage.accept'
  | 'stage.confirm'
  | 'rollback.ask'
  | 'rollback.confirm'
  | 'cancel'
  | 'filter.start'
  | 'filter.keep'
  | 'filter.clear'
  | 'erase'
  | 'sort'
  | 'next_waiting'
  | 'refresh'
  | 'problems'
  | 'help';

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
  when?: (state: UiState) => boolean;
  /** Writes the flags file: dead in a read-only cockpit. */
  writes?: boolean;
}

const VIEWS: readonly KeyContext[] = ['dashboard', 'agent'];
const ANYWHERE: readonly KeyContext[] = [
  'dashboard',
  'agent',
  'filter',
  'help',
  'message',
  'stage_dialog',
  'stage_typed',
  'rollback_dialog',
];

const onStages = (state: UiState): boolean => state.focus === 'stage';
const onAgents = (state: UiState): boolean => state.focus !== 'stage' && state.focus !== 'health';

/** Every key of the cockpit. The footer shows the labels in this order and drops them from the right. */
export const BINDINGS: readonly Binding[] = [
  { keys: ['escape'], shown: 'Esc', command: 'back', label: 'back', contexts: ['agent'] },
  {
    keys: ['up', 'k'],
    shown: '↑↓',
    command: 'move.up',
    label: 'select',
    help: 'select, or scroll (also j k)',
    contexts: ['dashboard'],
  },
  { keys: ['up', 'k'], shown: '↑↓', command: 'move.up', label: 'scroll', contexts: ['agent'] },
  { keys: ['down', 'j'], shown: '↓', command: 'move.down', contexts: VIEWS },
  {
    keys: ['enter'],
    shown: '⏎',
    command: 'open',
    label: 'open',
    help: 'open the selected agent',
    contexts: ['dashboard'],
    when: onAgents,
  },
  {
    keys: ['enter'],
    shown: '⏎',
    command: 'stage.preview',
    label: 'change stage',
    help: 'in Stage: see what a change would write',
    contexts: ['dashboard'],
    when: onStages,
    writes: true,
  },
  {
    keys: ['d'],
    shown: 'd',
    command: 'focus.differences',
    label: 'differences',
    help: 'differences between the two monitors',
    contexts: VIEWS,
  },
  {
    keys: ['s'],
    shown: 's',
    command: 'focus.stage',
    label: 'stage',
    help: 'stages: ↑↓ choose, ⏎ preview',
    contexts: VIEWS,
  },
  {
    keys: ['R'],
    shown: 'R',
    command: 'rollback.ask',
    label: 'ROLLBACK',
    help: 'roll back to legacy; y confirms',
    contexts: [...VIEWS, 'help', 'message'],
    writes: true,
  },
  {
    keys: ['/'],
    shown: '/',
    command: 'filter.start',
    label: 'filter',
    help: 'filter by target, role, agent or state',
    contexts: ['dashboard'],
  },
  { keys: ['?'], shown: '?', command: 'help', label: 'help', help: 'this list', contexts: VIEWS },
  {
    keys: ['q'],
    shown: 'q',
    command: 'quit',
    label: 'quit',
    help: 'back; on the dashboard: quit',
    contexts: ['dashboard'],
  },
  { keys: ['q'], shown: 'q', command: 'back', contexts: ['agent'] },
  {
    keys: ['n'],
    shown: 'n',
    command: 'next_waiting',
    label: 'next waiting',
    help: 'the next agent that waits for somebody',
    contexts: VIEWS,
  },
  {
    keys: ['tab'],
    shown: 'Tab',
    command: 'focus.next',
    label: 'next area',
    help: 'next area (Shift-Tab: previous)',
    contexts: VIEWS,
  },
  {
    keys: ['o'],
    shown: 'o',
    command: 'sort',
    label: 'sort',
    help: 'sort by target, last change or state',
    contexts: ['dashboard'],
  },
  {
    keys: ['r'],
    shown: 'r',
    command: 'refresh',
    label: 'refresh',
    help: 'ask both monitors for a cycle now',
    contexts: VIEWS,
  },
  { keys: ['w'], shown: 'w', command: 'problems', help: 'what is wrong now, in full', contexts: VIEWS },
  {
    keys: ['left'],
    shown: '←→',
    command: 'move.left',
    label: 'shift',
    help: 'in the agent view: shift a wide screen',
    contexts: ['agent'],
  },
  { keys: ['right'], shown: '→', command: 'move.right', contexts: ['agent'] },
  { keys: ['shift-tab'], shown: 'Shift-Tab', command: 'focus.previous', contexts: VIEWS },
  {
    keys: ['1'],
    shown: '1–5',
    command: 'focus.1',
    help: 'agents, differences, health, stage, events',
    contexts: VIEWS,
  },
  { keys: ['2'], shown: '2', command: 'focus.2', contexts: VIEWS },
  { keys: ['3'], shown: '3', command: 'focus.3', contexts: VIEWS },
  { keys: ['4'], shown: '4', command: 'focus.4', contexts: VIEWS },
  { keys: ['5'], shown: '5', command: 'focus.5', contexts: VIEWS },
  {
    keys: ['pageup', 'ctrl-b'],
    shown: 'PgUp PgDn',
    command: 'move.page_up',
    help: 'a page up, a page down',
    contexts: VIEWS,
  },
  { keys: ['pagedown', 'ctrl-f'], shown: 'PgDn', command: 'move.page_down', contexts: VIEWS },
  {
    keys: ['home', 'g'],
    shown: 'Home End',
    command: 'move.home',
    help: 'first, last (also g G)',
    contexts: VIEWS,
  },
  { keys: ['end', 'G'], shown: 'End', command: 'move.end', contexts: VIEWS },
  {
    keys: ['escape'],
    shown: 'Esc',
    command: 'back',
    help: 'back, cancel, clear the filter',
    contexts: ['dashboard'],
  },
  { keys: ['ctrl-c'], shown: 'Ctrl-C', command: 'quit.now', help: 'quit from anywhere', contexts: ANYWHERE },

  { keys: ['enter'], shown: '⏎', command: 'filter.keep', label: 'keep the filter', contexts: ['filter'] },
  { keys: ['escape'], shown: 'Esc', command: 'filter.clear', label: 'clear it', contexts: ['filter'] },
  { keys: ['backspace'], shown: '⌫', command: 'erase', contexts: ['filter', 'stage_typed'] },
  { keys: ['up'], shown: '↑', command: 'move.up', contexts: ['filter'] },
  { keys: ['down'], shown: '↓', command: 'move.down', contexts: ['filter'] },

  {
    keys: ['escape', 'q', '?', 'enter'],
    shown: 'Esc',
    command: 'cancel',
    label: 'close',
    contexts: ['help'],
  },
  { keys: ['up', 'k'], shown: '↑↓', command: 'move.up', label: 'scroll', contexts: ['help'] },
  { keys: ['down', 'j'], shown: '↓', command: 'move.down', contexts: ['help'] },

  { keys: ['escape', 'q', 'enter'], shown: 'Esc', command: 'cancel', label: 'close', contexts: ['message'] },

  {
    keys: ['y'],
    shown: 'y',
    command: 'stage.confirm',
    label: 'write it',
    contexts: ['stage_dialog'],
    writes: true,
  },
  { keys: ['escape', 'n', 'q'], shown: 'n', command: 'cancel', label: 'cancel', contexts: ['stage_dialog'] },
  {
    keys: ['tab', 'left', 'right', 'shift-tab'],
    shown: '←→',
    command: 'stage.choose',
    label: 'choose',
    contexts: ['stage_dialog'],
  },
  {
    keys: ['enter'],
    shown: '⏎',
    command: 'stage.accept',
    label: 'do the chosen',
    contexts: ['stage_dialog'],
    writes: true,
  },

  {
    keys: ['enter'],
    shown: '⏎',
    command: 'stage.accept',
    label: 'write it, when the name is complete',
    contexts: ['stage_typed'],
    writes: true,
  },
  { keys: ['escape'], shown: 'Esc', command: 'cancel', label: 'cancel', contexts: ['stage_typed'] },

  {
    keys: ['y'],
    shown: 'y',
    command: 'rollback.confirm',
    label: 'roll back now',
    contexts: ['rollback_dialog'],
    writes: true,
  },
  {
    keys: ['escape', 'n', 'q', 'enter'],
    shown: 'n',
    command: 'cancel',
    label: 'cancel',
    contexts: ['rollback_dialog'],
  },
];

/** The bindings alive now, in the order of the registry. */
export function activeBindings(context: KeyContext, state: UiState, readOnly: boolean): Binding[] {
  return BINDINGS.filter(
    (b) => b.contexts.includes(context) && !(readOnly && b.writes) && (b.when === undefined || b.when(state)),
  );
}

/** What a key does here; undefined: nothing. */
export function commandFor(
  key: string,
  context: KeyContext,
  state: UiState,
  readOnly: boolean,
): CommandId | undefined {
  return activeBindings(context, state, readOnly).find((b) => b.keys.includes(key))?.command;
}

/** Contexts in which a printable key is text. */
export function takesText(context: KeyContext): boolean {
  return context === 'filter' || context === 'stage_typed';
}
