import type { RolloutView } from '../core/rollout.ts';
import { type Binding, bind, type CommandId, type KeyContext, type When } from './binding.ts';
import { DIALOG_BINDINGS } from './keymap-dialogs.ts';
import type { UiState } from './store.ts';

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
  'form',
  'confirm_dialog',
  'rollback_dialog',
];

const onStages = (state: UiState): boolean =>
  state.focus === 'stage' && state.agent === null && state.differences === null;
const elsewhere = (state: UiState): boolean => !onStages(state);
const rolledBack: When = (_, { sub }) => sub.kind === 'rolled_back';
const paused: When = (_, { sub }) => sub.kind === 'paused';
const approvable: When = (_, { sub }) => sub.kind === 'awaiting_approval';
/** A window of the config ends by itself; what a person froze, a person lifts. */
export const isFrozenByHand = (freeze: RolloutView['freeze']): boolean =>
  freeze !== null && freeze.window === null;
const frozen: When = (_, { freeze }) => isFrozenByHand(freeze);
/** The agent that is open is one on which the two differ. */
const differing = (state: UiState): boolean => (state.agent?.detail?.divergence ?? null) !== null;
/** There is something of the agent that is open to take back. */
const undoable = (state: UiState): boolean => {
  const detail = state.agent?.detail;
  return (detail?.signature?.judgement ?? detail?.label ?? null) !== null;
};
const onAgents = (state: UiState): boolean => state.focus !== 'stage' && state.focus !== 'health';

const inPopup = (state: UiState): boolean => state.popup && onAgents(state);

const DASHBOARD: readonly KeyContext[] = ['dashboard'];
const AGENT: readonly KeyContext[] = ['agent'];
const DIFFERENCES: readonly KeyContext[] = ['differences'];

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
  bind('enter', '⏎', 'agent.go', DASHBOARD, {
    label: 'go to it',
    help: 'go to the pane of the selected agent: the popup closes',
    when: inPopup,
  }),
  bind('enter right', '⏎', 'open', DASHBOARD, {
    label: 'open',
    help: 'open the selected agent (also →)',
    when: onAgents,
  }),
  bind('a', 'a', 'agent.go', ['dashboard', 'agent'], {
    label: 'attach',
    help: "take your tmux to the agent's pane",
    when: onAgents,
  }),
  bind('enter', '⏎', 'stage.preview', DASHBOARD, { label: 'preview', when: onStages, writes: true }),
  bind('T', 'T', 'retry.ask', [...VIEWS, 'message'], {
    label: 'retry',
    help: 'after a rollback: begin again, with a reason',
    offered: rolledBack,
    writes: true,
  }),
  bind('A', 'A', 'approve.ask', VIEWS, {
    label: 'approve',
    help: 'approve the next stage, as it is shown',
    offered: approvable,
    writes: true,
  }),
  bind('P', 'P', 'pause.ask', VIEWS, { label: 'resume', when: paused, writes: true }),
  bind('d', 'd', 'differences.open', DASHBOARD, {
    label: 'differences',
    help: 'where the two monitors differ, to be judged',
    offered: elsewhere,
  }),
  bind('s', 's', 'focus.stage', DASHBOARD, {
    label: 'stage',
    help: 'stages: ↑↓ choose, ⏎ preview, y write',
    offered: elsewhere,
  }),
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
  bind('R', 'R', 'rollback.ask', ['help', 'message', 'choice_dialog', 'confirm_dialog'], { writes: true }),
  bind('P', 'P', 'pause.ask', VIEWS, {
    label: 'pause',
    help: 'hold the rollout, with a reason; again: resume it',
    when: (_, { sub }) => sub.kind !== 'paused',
    offered: (state, { bake }) => onStages(state) && bake.ofMs !== null,
    writes: true,
  }),
  bind('F', 'F', 'freeze.ask', VIEWS, { label: 'unfreeze', when: frozen, offered: onStages, writes: true }),
  bind('F', 'F', 'freeze.ask', VIEWS, {
    label: 'freeze',
    help: 'no next stage for a while; again: lift that',
    when: (_, { freeze }) => !isFrozenByHand(freeze),
    offered: (state, { sub }) => onStages(state) && sub.kind !== 'rolled_back',
    writes: true,
  }),
  bind('D', 'D', 'drill.ask', VIEWS, {
    label: 'drill',
    help: 'rollback drill: disabled for a moment, really',
    offered: (state, { sub, bake, drill }) =>
      onStages(state) && sub.kind === 'running' && bake.ofMs !== null && drill === null,
    writes: true,
  }),
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
  bind('z', 'z', 'zoom', DASHBOARD, { help: 'the area with the focus in full, and back' }),
  bind('r', 'r', 'refresh', VIEWS, {
    label: 'refresh',
    help: 'a cycle now; or start the server that has ended',
  }),
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
  ...DIALOG_BINDINGS,
];

/** What a key may do: where keys go, what is open, how the rollout stands. */
export interface Situation {
  context: KeyContext;
  state: UiState;
  rollout: RolloutView;
  readOnly: boolean;
}

/** The bindings alive now, in the order of the registry. */
export function activeBindings({ context, state, rollout, readOnly }: Situation): Binding[] {
  return BINDINGS.filter(
    (b) =>
      b.contexts.includes(context) &&
      !(readOnly && b.writes) &&
      (b.when === undefined || b.when(state, rollout)),
  );
}

/** Those of them that are worth a place in the footer. */
export function offeredBindings(at: Situation): Binding[] {
  return activeBindings(at).filter(
    (b) => b.label !== undefined && (b.offered === undefined || b.offered(at.state, at.rollout)),
  );
}

/** What a key does here; undefined: nothing. */
export function commandFor(key: string, at: Situation): CommandId | undefined {
  return activeBindings(at).find((b) => b.keys.includes(key))?.command;
}

/** Contexts in which a printable key is text. */
export function takesText(context: KeyContext): boolean {
  return context === 'filter' || context === 'form';
}
