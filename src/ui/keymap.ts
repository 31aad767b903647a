import type { RolloutView } from '../core/rollout.ts';
import { type Binding, bind, CONTEXTS, type KeyContext, VIEWS, type When } from './binding.ts';
import { worded } from './key-words.ts';
import { DIALOG_BINDINGS } from './keymap-dialogs.ts';
import { LIVE_BINDINGS } from './keymap-live.ts';
import { AGENTS_BINDINGS, EVENTS_BINDINGS } from './keymap-tables.ts';
import type { UiState } from './store.ts';

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
const onHealth = (state: UiState): boolean => state.focus === 'health';
const onAgents = (state: UiState): boolean => state.focus !== 'stage' && state.focus !== 'health';

/** From an event Enter goes to what it is about, which need not be a pane. */
const inPopup = (state: UiState): boolean => state.popup && onAgents(state) && state.focus !== 'events';

/** An agent that is typed to gets Ctrl-C like any other key. */
const UNLESS_TYPED_TO = CONTEXTS.filter((context) => context !== 'live_typing');
const DASHBOARD: readonly KeyContext[] = ['dashboard'];
const AGENT: readonly KeyContext[] = ['agent'];
const DIFFERENCES: readonly KeyContext[] = ['differences'];

/** Every command of the cockpit with its keys. The footer shows the labels in this order and drops them from the right. */
export const BINDINGS: readonly Binding[] = worded([
  ...LIVE_BINDINGS,
  bind('escape q', 'back', AGENT, { label: 'back' }),
  bind('up k', 'move.up', DASHBOARD, {
    label: 'select',
    help: 'the line above',
    together: { with: ['move.down'], help: 'select, or scroll' },
    known: 1,
  }),
  bind('up k', 'move.up', AGENT, {
    label: 'scroll',
    help: 'a line up',
    together: { with: ['move.down'], help: 'scroll' },
    known: 1,
  }),
  bind('down j', 'move.down', VIEWS, { help: 'the line below' }),
  bind('enter', 'agent.go', DASHBOARD, {
    label: 'go to it',
    help: 'go to the pane of the selected agent: the popup closes',
    when: inPopup,
  }),
  bind('enter right', 'open', DASHBOARD, { label: 'open', help: 'open the selected agent', when: onAgents }),
  bind('a', 'agent.go', ['dashboard', 'agent'], {
    label: 'attach',
    help: "take your tmux to the agent's pane",
    when: onAgents,
  }),
  bind('v', 'live.open', AGENT, { label: 'live', help: 'the agent live, here; to be typed to, too' }),
  bind('enter', 'stage.preview', DASHBOARD, {
    label: 'preview',
    help: 'what this stage would write, before it is confirmed',
    when: onStages,
    writes: true,
  }),
  bind('T', 'retry.ask', [...VIEWS, 'message'], {
    label: 'retry',
    help: 'after a rollback: begin again, with a reason',
    offered: rolledBack,
    writes: true,
  }),
  bind('A', 'approve.ask', VIEWS, {
    label: 'approve',
    help: 'approve the next stage, as it is shown',
    offered: approvable,
    writes: true,
  }),
  bind('P', 'pause.ask', VIEWS, {
    label: 'resume',
    help: 'let the rollout go on that is paused, with a reason',
    when: paused,
    writes: true,
  }),
  bind('d', 'differences.open', DASHBOARD, {
    label: 'differences',
    help: 'where the two monitors differ, to be judged',
    offered: elsewhere,
    everywhere: true,
  }),
  bind('s', 'focus.stage', DASHBOARD, {
    label: 'stage',
    help: 'the stages, one of them to be chosen and written',
    offered: elsewhere,
    everywhere: true,
  }),
  bind('e', 'explain', AGENT, { label: 'explain', help: 'why modular says what it says' }),
  bind('l', 'label.ask', AGENT, { label: 'label', help: 'say what the screen really shows', writes: true }),

  bind('m', 'judge.modular', DIFFERENCES, {
    label: 'modular right',
    help: 'modular is right here',
    writes: true,
  }),
  bind('g', 'judge.legacy', DIFFERENCES, {
    label: 'legacy right',
    help: 'legacy is right here',
    writes: true,
  }),
  bind('b', 'judge.both', DIFFERENCES, {
    label: 'both wrong',
    help: 'both are wrong here',
    known: 2,
    writes: true,
  }),
  bind('i', 'judge.ignore', DIFFERENCES, { label: 'ignore…', help: 'ignore it for a while', writes: true }),
  bind('escape q', 'back', DIFFERENCES, { label: 'back', known: 1 }),
  bind('R', 'rollback.ask', VIEWS, {
    label: 'ROLLBACK',
    help: 'roll back to legacy, after one more key',
    writes: true,
  }),
  bind('R', 'rollback.ask', ['help', 'message', 'choice_dialog', 'confirm_dialog'], {
    help: 'roll back to legacy, after one more key',
    writes: true,
  }),
  bind('P', 'pause.ask', VIEWS, {
    label: 'pause',
    help: 'hold the rollout, with a reason',
    when: (_, { sub }) => sub.kind !== 'paused',
    offered: (state, { bake }) => onStages(state) && bake.ofMs !== null,
    writes: true,
  }),
  bind('F', 'freeze.ask', VIEWS, {
    label: 'unfreeze',
    help: 'lift the freeze, with a reason',
    when: frozen,
    offered: onStages,
    writes: true,
  }),
  bind('F', 'freeze.ask', VIEWS, {
    label: 'freeze',
    help: 'no next stage for a while',
    when: (_, { freeze }) => !isFrozenByHand(freeze),
    offered: (state, { sub }) => onStages(state) && sub.kind !== 'rolled_back',
    writes: true,
  }),
  bind('D', 'drill.ask', VIEWS, {
    label: 'drill',
    help: 'rollback drill: disabled for a moment, really',
    offered: (state, { sub, bake, drill }) =>
      onStages(state) && sub.kind === 'running' && bake.ofMs !== null && drill === null,
    writes: true,
  }),
  bind('/', 'filter.start', DASHBOARD, {
    label: 'filter',
    help: 'filter by target, role, kind, state, title; in the events by their text',
    known: 2,
    everywhere: true,
  }),
  bind('?', 'help', ['dashboard', 'agent'], { label: 'help', help: 'the keys of this view' }),
  bind('?', 'help', DIFFERENCES, { label: 'help', help: 'the keys of this view', known: 1 }),
  bind(':', 'palette', ['agent', 'differences'], {
    label: 'commands',
    help: 'every command, found by typing',
    known: 2,
  }),

  bind('m', 'judge.modular', AGENT, {
    label: 'modular right',
    help: 'modular is right where the two differ',
    when: differing,
    writes: true,
  }),
  bind('g', 'judge.legacy', AGENT, {
    label: 'legacy right',
    help: 'legacy is right where the two differ',
    when: differing,
    writes: true,
  }),
  bind('b', 'judge.both', AGENT, {
    label: 'both wrong',
    help: 'both are wrong where the two differ',
    when: differing,
    writes: true,
  }),
  bind('i', 'judge.ignore', AGENT, {
    label: 'ignore…',
    help: 'ignore the difference for a while',
    when: differing,
    writes: true,
  }),
  bind('u', 'judge.undo', AGENT, {
    label: 'undo',
    help: 'take the last label or judgement back',
    offered: undoable,
    writes: true,
  }),
  bind('u', 'judge.undo', DIFFERENCES, {
    label: 'undo',
    help: 'take the judgement back',
    writes: true,
  }),
  bind('left', 'move.left', DIFFERENCES, {
    label: 'examples',
    help: 'a newer example',
    together: { with: ['move.right'], help: 'the newer, the older example' },
  }),
  bind('x', 'example.write', DIFFERENCES, {
    label: 'export',
    help: 'write the example to a recording',
    writes: true,
  }),
  bind('n', 'next_waiting', DIFFERENCES, { label: 'next open', help: 'the next signature that is open' }),
  bind('enter', 'open', DIFFERENCES, { label: 'open agent', help: 'open the agent of the example' }),
  bind('up k', 'move.up', DIFFERENCES, {
    label: 'select',
    help: 'the line above',
    together: { with: ['move.down'], help: 'select, or scroll' },
  }),
  bind('d', 'differences.open', AGENT, {
    label: 'differences',
    help: 'the differences, at the one of this agent',
  }),
  bind('s', 'focus.stage', ['agent', 'differences'], {
    label: 'stage',
    help: 'the stages, on the dashboard',
  }),
  bind('q', 'quit', DASHBOARD, { label: 'quit', help: 'close the cockpit', known: 1, everywhere: true }),
  bind(':', 'palette', DASHBOARD, { label: 'commands', help: 'every command, found by typing', known: 2 }),
  ...EVENTS_BINDINGS,
  bind('v', 'live.open', DASHBOARD, { label: 'live', help: 'the selected agent live, here', when: onAgents }),
  bind('n', 'next_waiting', ['dashboard', 'agent'], {
    label: 'next waiting',
    help: 'the next agent that waits for somebody',
  }),
  bind('tab', 'focus.next', DASHBOARD, { label: 'next area', help: 'the next area' }),
  bind('tab', 'focus.next', ['agent', 'differences'], {
    label: 'next part',
    help: 'the next part of the view',
  }),
  ...AGENTS_BINDINGS,
  bind('t', 'span', DASHBOARD, {
    label: 'span',
    help: 'health over an hour, a day, the stage',
    when: onHealth,
  }),
  bind('z', 'zoom', DASHBOARD, { help: 'the area with the focus in full, and back' }),
  bind('r', 'refresh', VIEWS, { label: 'refresh', help: 'a cycle now; or start the server that has ended' }),
  bind('w', 'problems', VIEWS, { help: 'what is wrong now, in full' }),
  bind('left', 'move.left', AGENT, {
    label: 'shift',
    help: 'the screen to the right',
    together: { with: ['move.right'], help: 'shift a screen that is too wide' },
  }),
  bind('right', 'move.right', AGENT, { help: 'the screen to the left' }),
  bind('right', 'move.right', DIFFERENCES, { help: 'an older example' }),
  bind('shift-tab', 'focus.previous', DASHBOARD, { help: 'the area before' }),
  bind('shift-tab', 'focus.previous', ['agent', 'differences'], { help: 'the part of the view before' }),
  bind('1', 'focus.1', DASHBOARD, {
    help: 'the agents',
    together: {
      with: ['focus.2', 'focus.3', 'focus.4', 'focus.5'],
      help: 'agents, differences, health, stage, events',
    },
  }),
  bind('2', 'focus.2', DASHBOARD, { help: 'the newest differences' }),
  bind('3', 'focus.3', DASHBOARD, { help: 'the health of modular' }),
  bind('4', 'focus.4', DASHBOARD, { help: 'the stage' }),
  bind('5', 'focus.5', DASHBOARD, { help: 'the events' }),
  bind('1', 'focus.1', AGENT, {
    help: 'the screen',
    together: { with: ['focus.2', 'focus.3'], help: 'screen, monitors, history' },
  }),
  bind('2', 'focus.2', AGENT, { help: 'what the monitors say' }),
  bind('3', 'focus.3', AGENT, { help: 'the history' }),
  bind('1', 'focus.1', DIFFERENCES, {
    help: 'the signatures',
    together: { with: ['focus.2', 'focus.3'], help: 'signatures, legacy, modular' },
  }),
  bind('2', 'focus.2', DIFFERENCES, { help: 'what legacy saw' }),
  bind('3', 'focus.3', DIFFERENCES, { help: 'what modular saw' }),
  bind('', 'area.agents', ['agent', 'differences'], { help: 'the agents, on the dashboard' }),
  bind('', 'area.differences', ['agent', 'differences'], {
    help: 'the newest differences, on the dashboard',
  }),
  bind('', 'area.health', ['agent', 'differences'], { help: 'the health of modular, on the dashboard' }),
  bind('', 'area.events', ['agent', 'differences'], { help: 'the events, on the dashboard' }),
  bind('pageup ctrl-b', 'move.page_up', VIEWS, {
    help: 'a page up',
    together: { with: ['move.page_down'], help: 'a page up, a page down' },
  }),
  bind('pagedown ctrl-f', 'move.page_down', VIEWS, { help: 'a page down' }),
  bind('home g', 'move.home', DASHBOARD, {
    help: 'the first line',
    together: { with: ['move.end'], help: 'the first, the last line' },
  }),
  bind('home', 'move.home', ['agent', 'differences'], {
    help: 'the first line',
    together: { with: ['move.end'], help: 'the first, the last line' },
  }),
  bind('end G', 'move.end', VIEWS, { help: 'the last line' }),
  bind('escape', 'back', DASHBOARD, { help: 'out of the full area, the filter, to the agents' }),
  bind('ctrl-c', 'quit.now', UNLESS_TYPED_TO, { help: 'quit from anywhere' }),
  ...DIALOG_BINDINGS,
]);
