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
  /** Known to everybody (1), to most (2): where the footer is narrow it shows the key alone, the best known first. */
  known?: 1 | 2;
  /** Writes the flags file or the labels: dead in a read-only cockpit. */
  writes?: boolean;
}

const VIEWS: readonly KeyContext[] = ['dashboard', 'agent', 'differences'];
const ANYWHERE: readonly KeyContext[] = [
  'dashboard',
  'agent',
  'differences',
  'filter',
  'help',
  'message',
  'choice_dialog',
  'stage_dialog',
  'stage_typed',
  'rollback_dialog',
];

const onStages = (state: UiState): boolean => state.focus === 'stage';
/** The agent that is open is one on which the two differ. */
const differing = (state: UiState): boolean => (state.agent?.detail?.divergence ?? null) !== null;
/** There is something of the agent that is open to take back. */
const undoable = (state: UiState): boolean => {
  const detail = state.agent?.detail;
  return (detail?.signature?.judgement ?? detail?.label ?? null) !== null;
};
const onAgents = (state: UiState): boolean => state.focus !== 'stage' && state.focus !== 'health';

/** `keys`: names separated by spaces. */
function bind(
  keys: string,
  shown: string,
  command: CommandId,
  contexts: readonly KeyContext[],
  more: Pick<Binding, 'label' | 'help' | 'when' | 'known' | 'writes'> = {},
): Binding {
  return { keys: keys.split(' '), shown, command, contexts, ...more };
}

const DASHBOARD: readonly KeyContext[] = ['dashboard'];
const AGENT: readonly KeyContext[] = ['agent'];
const DIFFERENCES: readonly KeyContext[] = ['differences'];
const CHOICE: readonly KeyContext[] = ['choice_dialog'];
const STAGE: readonly KeyContext[] = ['stage_dialog'];
const TYPED: readonly KeyContext[] = ['stage_typed'];
const FILTER: readonly KeyContext[] = ['filter'];
const HELP: readonly KeyContext[] = ['help'];
const ROLLBACK: readonly KeyContext[] = ['rollback_dialog'];

/** Every key of the cockpit. The footer shows the labels in this order and drops them from the right. */
export const BINDINGS: readonly Binding[] = [
  bind('escape', 'Esc', 'back', AGENT, { label: 'back' }),
  bind('up k', '↑↓', 'move.up', DASHBOARD, {
    label: 'select',
    help: 'select, or scroll (also j k)',
    known: 1,
  }),
  bind('up k', '↑↓', 'move.up', AGENT, { label: 'scroll', known: 1 }),
  bind('down j', '↓', 'move.down', VIEWS),
  bind('enter', '⏎', 'open', DASHBOARD, { label: 'open', help: 'open the selected agent', when: onAgents }),
  bind('enter', '⏎', 'stage.preview', DASHBOARD, { label: 'preview', when: onStages, writes: true }),
  bind('d', 'd', 'differences.open', DASHBOARD, {
    label: 'differences',
    help: 'where the two monitors differ, to be judged',
  }),
  bind('s', 's', 'focus.stage', DASHBOARD, { label: 'stage', help: 'stages: ↑↓ choose, ⏎ preview, y write' }),
  bind('e', 'e', 'explain', AGENT, { label: 'explain', help: 'in the agent view: why modular says so' }),
  bind('l', 'l', 'label.ask', AGENT, {
    label: 'label',
    help: 'in the agent view: say what the screen really shows',
    writes: true,
  }),

  bind('m', 'm', 'judge.modular', DIFFERENCES, {
    label: 'modular right',
    writes: true,
  }),
  bind('g', 'g', 'judge.legacy', DIFFERENCES, { label: 'legacy right', writes: true }),
  bind('b', 'b', 'judge.both', DIFFERENCES, { label: 'both wrong', known: 2, writes: true }),
  bind('i', 'i', 'judge.ignore', DIFFERENCES, {
    label: 'ignore…',
    writes: true,
  }),
  bind('escape q', 'Esc', 'back', DIFFERENCES, { label: 'back', known: 1 }),
  bind('R', 'R', 'rollback.ask', VIEWS, {
    label: 'ROLLBACK',
    help: 'roll back to legacy; y confirms',
    writes: true,
  }),
  bind('R', 'R', 'rollback.ask', ['help', 'message', 'choice_dialog'], { writes: true }),
  bind('/', '/', 'filter.start', DASHBOARD, {
    label: 'filter',
    help: 'filter by target, role, agent, state',
    known: 2,
  }),
  bind('?', '?', 'help', ['dashboard', 'agent'], { label: 'help', help: 'this list' }),
  bind('?', '?', 'help', DIFFERENCES, { label: 'help', known: 1 }),

  bind('m', 'm', 'judge.modular', AGENT, {
    label: 'modular right',
    help: 'a difference: modular is right (g legacy, b neither)',
    when: differing,
    writes: true,
  }),
  bind('g', 'g', 'judge.legacy', AGENT, { label: 'legacy right', when: differing, writes: true }),
  bind('b', 'b', 'judge.both', AGENT, { label: 'both wrong', when: differing, writes: true }),
  bind('i', 'i', 'judge.ignore', AGENT, {
    label: 'ignore…',
    help: 'ignore a difference for a while',
    when: differing,
    writes: true,
  }),
  bind('u', 'u', 'judge.undo', AGENT, { label: 'undo', when: undoable, writes: true }),
  bind('u', 'u', 'judge.undo', DIFFERENCES, {
    label: 'undo',
    help: 'take the last judgement, or label, back',
    writes: true,
  }),
  bind('left', '←→', 'move.left', DIFFERENCES, {
    label: 'examples',
    help: 'the next example; in the agent view: shift',
  }),
  bind('x', 'x', 'example.write', DIFFERENCES, {
    label: 'export',
    help: 'write the example to a recording',
    writes: true,
  }),
  bind('n', 'n', 'next_waiting', DIFFERENCES, { label: 'next open' }),
  bind('enter', '⏎', 'open', DIFFERENCES, { label: 'open agent' }),
  bind('up k', '↑↓', 'move.up', DIFFERENCES, { label: 'select' }),
  bind('d', 'd', 'differences.open', AGENT, { label: 'differences' }),
  bind('s', 's', 'focus.stage', ['agent', 'differences'], { label: 'stage' }),
  bind('q', 'q', 'quit', DASHBOARD, { label: 'quit', help: 'back; on the dashboard: quit', known: 1 }),
  bind('q', 'q', 'back', AGENT),
  bind('n', 'n', 'next_waiting', ['dashboard', 'agent'], {
    label: 'next waiting',
    help: 'the next agent that waits, the next open signature',
  }),
  bind('tab', 'Tab', 'focus.next', DASHBOARD, {
    label: 'next area',
    help: 'next area (Shift-Tab: previous)',
  }),
  bind('tab', 'Tab', 'focus.next', ['agent', 'differences'], { label: 'next part' }),
  bind('o', 'o', 'sort', DASHBOARD, { label: 'sort', help: 'sort by target, last change or state' }),
  bind('r', 'r', 'refresh', VIEWS, { label: 'refresh', help: 'ask both monitors for a cycle now' }),
  bind('w', 'w', 'problems', VIEWS, { help: 'what is wrong now, in full' }),
  bind('left', '←→', 'move.left', AGENT, { label: 'shift' }),
  bind('right', '→', 'move.right', ['agent', 'differences']),
  bind('shift-tab', 'Shift-Tab', 'focus.previous', VIEWS),
  bind('1', '1–5', 'focus.1', VIEWS, { help: 'agents, differences, health, stage, events' }),
  bind('2', '2', 'focus.2', VIEWS),
  bind('3', '3', 'focus.3', VIEWS),
  bind('4', '4', 'focus.4', VIEWS),
  bind('5', '5', 'focus.5', VIEWS),
  bind('pageup ctrl-b', 'PgUp PgDn', 'move.page_up', VIEWS, { help: 'a page up, a page down' }),
  bind('pagedown ctrl-f', 'PgDn', 'move.page_down', VIEWS),
  bind('home g', 'Home End', 'move.home', DASHBOARD, { help: 'first, last (on the dashboard also g G)' }),
  bind('home', 'Home', 'move.home', ['agent', 'differences']),
  bind('end G', 'End', 'move.end', VIEWS),
  bind('escape', 'Esc', 'back', DASHBOARD, { help: 'back, cancel, clear the filter' }),
  bind('ctrl-c', 'Ctrl-C', 'quit.now', ANYWHERE, { help: 'quit from anywhere' }),

  bind('enter', '⏎', 'filter.keep', FILTER, { label: 'keep the filter' }),
  bind('escape', 'Esc', 'filter.clear', FILTER, { label: 'clear it' }),
  bind('backspace', 'Backspace', 'erase', [...FILTER, ...TYPED]),
  bind('up', '↑↓', 'move.up', FILTER, { label: 'select' }),
  bind('down', '↓', 'move.down', FILTER),

  bind('up k', '↑↓', 'move.up', HELP, { label: 'scroll' }),
  bind('down j', '↓', 'move.down', HELP),
  bind('pageup', 'PgUp', 'move.page_up', HELP),
  bind('pagedown', 'PgDn', 'move.page_down', HELP),
  bind('escape q ? e enter', 'Esc', 'cancel', HELP, { label: 'close' }),
  bind('escape q enter', 'Esc', 'cancel', ['message'], { label: 'close' }),

  bind('enter', '⏎', 'choice.accept', CHOICE, { label: 'record it', writes: true }),
  bind('up k', '↑↓', 'move.up', CHOICE, { label: 'choose' }),
  bind('down j', '↓', 'move.down', CHOICE),
  bind('pageup home', 'PgUp', 'move.page_up', CHOICE),
  bind('pagedown end', 'PgDn', 'move.page_down', CHOICE),
  bind('escape q', 'Esc', 'cancel', CHOICE, { label: 'cancel' }),

  bind('y', 'y', 'stage.confirm', STAGE, { label: 'write it', writes: true }),
  bind('escape n q', 'n', 'cancel', STAGE, { label: 'cancel' }),
  bind('tab left right shift-tab', '←→', 'stage.choose', STAGE, { label: 'choose' }),
  bind('enter', '⏎', 'stage.accept', STAGE, { label: 'do the chosen', writes: true }),
  bind('enter', '⏎', 'stage.accept', TYPED, { label: 'write it, when the name is complete', writes: true }),
  bind('escape', 'Esc', 'cancel', TYPED, { label: 'cancel' }),

  bind('y', 'y', 'rollback.confirm', ROLLBACK, { label: 'roll back now', writes: true }),
  bind('escape n q enter', 'n', 'cancel', ROLLBACK, { label: 'cancel' }),
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
