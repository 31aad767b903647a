import type { Deck } from './deck.ts';
import { itemUnderCursor, selectKey } from './jumps.ts';
import { moveStep } from './movement.ts';
import { focusOn, START } from './store.ts';
import { nextShown, nextSort, toggleFolds, toggleMarks } from './tables.ts';
import { idsOf, sessionKey } from './teams.ts';

/** Sorts the agents another way. */
export function sortOtherwise(deck: Deck): void {
  const sort = nextSort(deck.state.sort);
  deck.set({ ...focusOn(deck.state, 'agents'), sort, notice: `sorted by ${sort}` });
}

/** The agents by session, or all in one; the cursor stays with its agent, from a session with its first. */
export function groupOtherwise(deck: Deck): void {
  const scene = deck.scene();
  const item = itemUnderCursor(scene);
  const { table } = scene.state;
  deck.set({ ...focusOn(scene.state, 'agents'), table: { ...table, grouped: !table.grouped } });
  if (item === undefined) return;
  const { keys } = deck.scene().lists;
  const id = item.kind === 'agent' ? item.row.id : item.team.rows[0]?.id;
  const hidden = item.kind === 'agent' && !keys.agents.includes(item.row.id);
  if (hidden) selectKey(deck, sessionKey(item.row.session));
  else if (id !== undefined) selectKey(deck, id);
}

/** Folds the session under the cursor, or opens it; the cursor stands on its line then. */
export function foldSession(deck: Deck): void {
  const item = itemUnderCursor(deck.scene());
  if (item === undefined) return;
  const session = item.kind === 'team' ? item.team.session : item.row.session;
  deck.set(toggleFolds(deck.state, [session]));
  selectKey(deck, sessionKey(session));
}

/** Folds all sessions, or opens all of them. */
export function foldAll(deck: Deck): void {
  const scene = deck.scene();
  const item = itemUnderCursor(scene);
  if (item === undefined) return;
  const state = { ...focusOn(scene.state, 'agents'), table: { ...scene.state.table, grouped: true } };
  deck.set(state);
  const sessions = deck.scene().lists.teams.map(({ session }) => session);
  deck.set(toggleFolds(state, sessions));
  selectKey(deck, sessionKey(item.kind === 'team' ? item.team.session : item.row.session));
}

/** Marks what is under the cursor, of a session all that is shown of it, and goes on to the next line. */
export function markSelected(deck: Deck): void {
  const scene = deck.scene();
  const item = itemUnderCursor(scene);
  if (item === undefined) return;
  const present = new Set(scene.snapshot.rows.map(({ id }) => id));
  deck.set(toggleMarks(scene.state, idsOf(item), present));
  moveStep(deck, 'down');
}

/** Marks all agents that are shown; if they are, none of them. */
export function markAll(deck: Deck): void {
  const { state, lists, snapshot } = deck.scene();
  const present = new Set(snapshot.rows.map(({ id }) => id));
  deck.set(
    toggleMarks(
      state,
      lists.rows.map(({ id }) => id),
      present,
    ),
  );
}

/** Shows other levels of events; the newest of them is selected. */
export function showOtherLevels(deck: Deck): void {
  const next = nextShown(focusOn(deck.state, 'events'));
  deck.set({ ...next, cursors: { ...next.cursors, events: START } });
}

/** To the newest event, and on with what happens. */
export function followEvents(deck: Deck): void {
  const state = focusOn(deck.state, 'events');
  deck.set({ ...state, cursors: { ...state.cursors, events: START } });
}

/** Begins to type the filter of the events, if they are in view and in focus, else of the agents. */
export function startFilter(deck: Deck): void {
  const { state } = deck;
  const there = state.agent === null && state.differences === null && state.live === null;
  deck.set({ ...focusOn(state, there && state.focus === 'events' ? 'events' : 'agents'), typing: true });
}
