import { type Bound, bind, type KeyContext } from './binding.ts';
import type { UiState } from './store.ts';

const DASHBOARD: readonly KeyContext[] = ['dashboard'];
const onAgents = ({ focus }: UiState): boolean => focus === 'agents';
const onSessions = (state: UiState): boolean => onAgents(state) && state.table.grouped;
const onEvents = ({ focus }: UiState): boolean => focus === 'events';

/** Keys of the list of events, the first in its footer. */
export const EVENTS_BINDINGS: readonly Bound[] = [
  bind('l', 'events.level', DASHBOARD, {
    label: 'levels',
    help: 'all events, warnings and worse, the bad ones alone',
    when: onEvents,
  }),
  bind('f', 'events.follow', DASHBOARD, {
    label: 'follow',
    help: 'the newest event, and on with what happens',
    when: onEvents,
    offered: ({ cursors }) => cursors.events.key !== null,
  }),
];

/** Keys of the table of agents. */
export const AGENTS_BINDINGS: readonly Bound[] = [
  bind('o', 'sort', DASHBOARD, {
    label: 'sort',
    help: 'sort by target, attention, last change, state, role or kind',
    everywhere: true,
  }),
  bind('t', 'agents.group', DASHBOARD, {
    label: 'sessions',
    help: 'the agents session by session, and back',
    when: onAgents,
  }),
  bind('f left', 'agents.fold', DASHBOARD, {
    label: 'fold',
    help: 'fold the session, or open it',
    when: onSessions,
  }),
  bind('', 'agents.fold_all', DASHBOARD, { help: 'fold all sessions, or open them', when: onAgents }),
  bind('c', 'agents.next_changed', DASHBOARD, {
    label: 'next changed',
    help: 'the next agent that changed since you looked',
  }),
  {
    ...bind('', 'agents.mark', DASHBOARD, { label: 'mark', help: 'mark it, or unmark it', when: onAgents }),
    keys: [' '],
  },
  bind('*', 'agents.mark_all', DASHBOARD, {
    label: 'mark all',
    help: 'mark all that are shown, or unmark them',
    when: onAgents,
  }),
];
