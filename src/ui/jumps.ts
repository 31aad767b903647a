import type { AgentId } from '../core/agent.ts';
import type { Deck } from './deck.ts';
import { goalOf } from './event-goal.ts';
import { firstLook, isChanged, keyPressed, lookedAt, nextChanged } from './looks.ts';
import { areaSize, focusStage, goToSignature, showDifferences } from './movement.ts';
import { nextWaiting } from './selectors.ts';
import { cursorIndex, focusOn, openAgent, setCursor, type UiState, viewOf } from './store.ts';
import { toggleFolds } from './tables.ts';
import type { TableItem } from './teams.ts';
import { agentsPage } from './views/agents.ts';
import { exampleInView } from './views/example.ts';
import type { Scene } from './views/scene.ts';

/** The line of the table of agents under the cursor; undefined: the table is empty. */
export function itemUnderCursor({ lists, state }: Scene): TableItem | undefined {
  return lists.items[cursorIndex(state.cursors.agents, lists.keys.agents)];
}

/** Puts the cursor of the table on the line with this key, if there is one. */
export function selectKey(deck: Deck, key: string): void {
  const scene = deck.scene();
  const keys = scene.lists.keys.agents;
  const at = keys.indexOf(key);
  if (at < 0) return;
  const { size, bare } = areaSize(scene, 'agents');
  deck.set(setCursor(scene.state, 'agents', keys, at, agentsPage(size, bare)));
}

/** Selects an agent; its session is opened if it is folded. */
function select(deck: Deck, id: AgentId): void {
  const { lists } = deck.scene();
  const hidden = lists.teams.find((team) => team.folded && team.rows.some((row) => row.id === id));
  if (hidden !== undefined) deck.set(toggleFolds(deck.state, [hidden.session]));
  selectKey(deck, id);
}

function show(deck: Deck, id: AgentId): void {
  select(deck, id);
  deck.set(openAgent(deck.state, id));
  deck.askDetail();
}

function openKnown(deck: Deck, { state, snapshot }: Scene, id: AgentId): void {
  if (snapshot.rows.some((row) => row.id === id)) show(deck, id);
  else deck.set({ ...state, notice: 'that agent is gone' });
}

/** Opens what is under the cursor: an agent, a session that is folded, the agent of a difference, what an event is about. */
export function openSelected(deck: Deck): void {
  const scene = deck.scene();
  const { state, lists } = scene;
  if (state.differences !== null) {
    const { examples, index } = exampleInView(scene);
    const id = examples[index]?.agentId;
    if (id !== undefined) openKnown(deck, scene, id);
  } else if (state.focus === 'agents') openItem(deck, scene);
  else if (state.focus === 'events') openEvent(deck, scene);
  else if (state.focus === 'differences') {
    const { differences, keys } = lists;
    const id = differences[cursorIndex(state.cursors.differences, keys.differences)]?.agentId;
    if (id !== undefined) openKnown(deck, scene, id);
  }
}

function openItem(deck: Deck, scene: Scene): void {
  const item = itemUnderCursor(scene);
  if (item?.kind === 'agent') openKnown(deck, scene, item.row.id);
  else if (item?.kind === 'team') deck.set(toggleFolds(scene.state, [item.team.session]));
}

function openEvent(deck: Deck, scene: Scene): void {
  const { state, lists, snapshot } = scene;
  const event = lists.events[cursorIndex(state.cursors.events, lists.keys.events)];
  if (event === undefined) return;
  const goal = goalOf(event, snapshot.rows);
  if (goal.kind === 'agent') openKnown(deck, scene, goal.id);
  else if (goal.kind === 'signatures') showDifferences(deck);
  else if (goal.kind === 'stage') focusStage(deck);
  else if (goal.kind === 'health') deck.set(focusOn(state, 'health'));
  else deck.set({ ...state, notice: 'this event is about no agent and no decision' });
}

/** Goes to the next agent that waits for somebody (in the agent view opens it), or to the next open signature. */
export function goToNext(deck: Deck): void {
  const { state } = deck;
  if (state.agent === null && state.differences !== null) goToNextOpen(deck);
  else goToNextWaiting(deck);
}

function goToNextOpen(deck: Deck): void {
  const { state, lists } = deck.scene();
  const { signatures, keys } = lists;
  const at = cursorIndex(state.cursors.signatures, keys.signatures);
  const next = signatures
    .map((_, i) => signatures[(at + 1 + i) % signatures.length])
    .find((row) => row?.open);
  if (next === undefined) deck.set({ ...state, notice: 'no signature is open' });
  else goToSignature(deck, next.signature);
}

/** The agent from which the next one is looked for: above the agents of a session, the last one before them. */
function comingFrom(scene: Scene): AgentId | null {
  const { rows } = scene.lists;
  const item = itemUnderCursor(scene);
  if (item === undefined) return null;
  if (item.kind === 'agent') return item.row.id;
  const first = rows.findIndex((row) => row.session === item.team.session);
  return rows[(first - 1 + rows.length) % rows.length]?.id ?? null;
}

function goToNextWaiting(deck: Deck): void {
  const scene = deck.scene();
  const { state, lists } = scene;
  const id = nextWaiting(lists.rows, state.agent?.id ?? comingFrom(scene));
  if (id === null) deck.set({ ...state, notice: 'no agent waits' });
  else if (state.agent !== null) show(deck, id);
  else {
    deck.set(focusOn(state, 'agents'));
    select(deck, id);
  }
}

/** Goes to the next agent that has changed since the operator looked; with that it is seen. */
export function goToNextChanged(deck: Deck): void {
  const scene = deck.scene();
  const { state, lists, now } = scene;
  const { looks } = state;
  const next = nextChanged(lists.rows, comingFrom(scene), looks, now);
  if (next === null || looks === null) {
    deck.set({ ...state, notice: 'nothing has changed since you looked' });
    return;
  }
  deck.set({ ...focusOn(state, 'agents'), looks: lookedAt(looks, next.id, now) });
  select(deck, next.id);
}

/** The operator has agents in view from now on, if there were none until now. */
export function beginLooking(deck: Deck): void {
  const { at, rows } = deck.client.snapshot();
  if (deck.state.looks === null && rows.length > 0) deck.set({ ...deck.state, looks: firstLook(at) });
}

/** Remembers that the operator looked: at the table, by a key in it; at an agent, by its view or the cursor. `before`: what the key found. */
export function look(deck: Deck, before: UiState): void {
  const { looks } = deck.state;
  if (looks === null) return;
  const scene = deck.scene();
  const open = before.agent ?? scene.state.agent;
  if (open !== null) deck.set({ ...deck.state, looks: lookedAt(looks, open.id, scene.now) });
  else if (viewOf(before) === 'dashboard' && before.focus === 'agents' && before.overlay === null) {
    const now = keyPressed(looks, scene.now);
    const item = itemUnderCursor(scene);
    const seen = item?.kind === 'agent' && isChanged(item.row, now, scene.now);
    deck.set({ ...deck.state, looks: seen ? lookedAt(now, item.row.id, scene.now) : now });
  }
}
