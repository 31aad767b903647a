import { type Bound, bind, type KeyContext } from './binding.ts';

const LIVE: readonly KeyContext[] = ['live'];
const TYPING: readonly KeyContext[] = ['live_typing'];

/** The keys of the live pane. While its agent is typed to, there is but one. */
export const LIVE_BINDINGS: readonly Bound[] = [
  bind('escape q v', 'back', LIVE, { label: 'back' }),
  bind('i', 'live.type', LIVE, {
    label: 'type',
    help: 'from now on every key goes to the agent',
    when: (state) => state.live?.ended === null,
    writes: true,
  }),
  bind('a', 'agent.go', LIVE, { label: 'attach', help: "take your tmux to the agent's pane" }),
  bind('up k', 'move.up', LIVE, {
    label: 'scroll',
    help: 'a line up',
    together: { with: ['move.down'], help: 'scroll, where the pane is larger than its place' },
    known: 1,
  }),
  bind('left', 'move.left', LIVE, {
    help: 'to the left',
    together: { with: ['move.right'], help: 'to the left, to the right' },
  }),
  bind('right', 'move.right', LIVE, { help: 'to the right' }),
  bind('home', 'move.home', LIVE, { help: 'the first line' }),
  bind('f', 'live.follow', LIVE, {
    label: 'follow',
    help: 'where the cursor is, again',
    offered: (state) => (state.live?.corner ?? null) !== null,
  }),
  bind(':', 'palette', LIVE, { label: 'commands', help: 'every command, found by typing' }),
  bind('?', 'help', LIVE, { label: 'help', help: 'what each key does here' }),
  bind('ctrl-]', 'live.stop', TYPING, {
    label: 'stop typing',
    help: 'keys are keys of the cockpit again',
    known: 1,
  }),
];
