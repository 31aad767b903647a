import type { AgentId } from '../core/agent.ts';
import { STAGES } from '../core/stage.ts';
import type { Deck } from './deck.ts';
import { AGENT_PARTS, AREAS, type AreaId, inside, type Size } from './layout/areas.ts';
import { nextWaiting } from './selectors.ts';
import {
  type AgentView,
  cursorIndex,
  focusOn,
  move,
  openAgent,
  type Step,
  setCursor,
  stepped,
} from './store.ts';
import { evidenceMarks, screenLength, screenTop } from './views/agent-screen.ts';
import { verdictLines } from './views/agent-verdicts.ts';
import { agentsPage } from './views/agents.ts';
import { differencesPage } from './views/differences.ts';
import { layoutOf } from './views/frame.ts';
import { healthLines } from './views/health.ts';
import { helpLines, helpPage } from './views/help.ts';
import type { Scene } from './views/scene.ts';

/** Moves the selection, or scrolls, in whatever has the focus. */
export function moveStep(deck: Deck, step: Step): void {
  const scene = deck.scene();
  const { state } = scene;
  if (state.overlay?.kind === 'help') {
    const page = helpPage(scene.size);
    const places = Math.max(1, helpLines(scene.readOnly).length - page + 1);
    const scroll = stepped(state.overlay.scroll, step, page, places);
    deck.set({ ...state, overlay: { kind: 'help', scroll } });
  } else if (state.agent !== null) scrollAgent(deck, scene, state.agent, step);
  else moveInArea(deck, scene, state.typing ? 'agents' : state.focus, step);
}

/** The size of the inside of an area; of one that is out of view, as if it were focused. */
function areaSize(scene: Scene, area: AreaId): { size: Size; bare: boolean } {
  const { dashboard } = layoutOf({ ...scene, state: focusOn(scene.state, area) });
  const rect = dashboard.parts[area];
  return { size: rect === undefined ? scene.size : inside(rect, dashboard.bare), bare: dashboard.bare };
}

function moveInArea(deck: Deck, scene: Scene, area: AreaId, step: Step): void {
  const { state, lists } = scene;
  const { size, bare } = areaSize(scene, area);
  if (area === 'health') {
    const places = Math.max(1, healthLines(scene, size).length - size.rows + 1);
    const keys = Array.from({ length: places }, (_, i) => String(i));
    deck.set(move(state, 'health', keys, step, size.rows));
    return;
  }
  const page = {
    agents: agentsPage(size, bare),
    differences: differencesPage(size),
    events: size.rows,
    stage: STAGES.length,
  }[area];
  deck.set(move(state, area, lists.keys[area], step, page));
}

function scrollAgent(deck: Deck, scene: Scene, view: AgentView, step: Step): void {
  const { agent } = layoutOf(scene);
  const rect = agent.parts[view.part];
  if (rect === undefined || view.part === 'history') return;
  const { columns, rows } = inside(rect, agent.bare);
  let top: number;
  let places: number;
  if (view.part === 'screen') {
    const screen = view.detail?.screen ?? [];
    const total = screenLength(screen);
    const marks = evidenceMarks(screen, view.detail?.evidence ?? {}).keys();
    top = screenTop(view.top, total, rows, marks);
    places = Math.max(1, total - rows + 1);
  } else {
    places = Math.max(1, verdictLines(scene, view, columns).length - rows + 1);
    top = Math.min(view.top ?? 0, places - 1);
  }
  deck.set({ ...scene.state, agent: { ...view, top: stepped(top, step, rows, places) } });
}

/** Shifts a screen that is wider than its place, no further than to its last column. */
export function shiftScreen(deck: Deck, by: number): void {
  const scene = deck.scene();
  const view = scene.state.agent;
  const { agent } = layoutOf(scene);
  const rect = agent.parts.screen;
  if (view === null || rect === undefined) return;
  const most = Math.max(0, (view.detail?.cols ?? 0) - inside(rect, agent.bare).columns);
  const shift = Math.max(0, Math.min(most, view.shift + by));
  deck.set({ ...scene.state, agent: { ...view, shift } });
}

/** The numbers choose an area; in the agent view, which has three parts, a part. */
export function focusNumber(deck: Deck, number: number): void {
  const { state } = deck;
  if (state.agent !== null) {
    const part = AGENT_PARTS[number - 1];
    if (part !== undefined) deck.set({ ...state, agent: { ...state.agent, part, top: null } });
    return;
  }
  const area = AREAS[number - 1] as AreaId;
  if (area === 'stage') focusStage(deck);
  else deck.set(focusOn(state, area));
}

/** The selector starts at the stage that holds. */
export function focusStage(deck: Deck): void {
  const current = deck.client.snapshot().stage.current;
  const state = focusOn(deck.state, 'stage');
  deck.set(setCursor(state, 'stage', STAGES, STAGES.indexOf(current), STAGES.length));
}

function select(deck: Deck, id: AgentId): void {
  const scene = deck.scene();
  const keys = scene.lists.keys.agents;
  const at = keys.indexOf(id);
  if (at < 0) return;
  const { size, bare } = areaSize(scene, 'agents');
  deck.set(setCursor(scene.state, 'agents', keys, at, agentsPage(size, bare)));
}

function show(deck: Deck, id: AgentId): void {
  select(deck, id);
  deck.set(openAgent(deck.state, id));
  deck.askDetail();
}

/** Opens the agent under the cursor: of the table, of a difference, of an event. */
export function openSelected(deck: Deck): void {
  const { state, lists, snapshot } = deck.scene();
  const area = state.focus;
  if (area === 'stage' || area === 'health') return;
  const index = cursorIndex(state.cursors[area], lists.keys[area]);
  const id = {
    agents: lists.rows[index]?.id,
    differences: lists.differences[index]?.agentId,
    events: lists.events[index]?.agentId,
  }[area];
  if (id === undefined) return;
  if (id === null) deck.set({ ...state, notice: 'this event is about no agent' });
  else if (!snapshot.rows.some((row) => row.id === id)) deck.set({ ...state, notice: 'that agent is gone' });
  else show(deck, id);
}

/** Goes to the next agent that waits for somebody; in the agent view opens it. */
export function goToNextWaiting(deck: Deck): void {
  const { state, lists } = deck.scene();
  const from =
    state.agent?.id ?? lists.keys.agents[cursorIndex(state.cursors.agents, lists.keys.agents)] ?? null;
  const id = nextWaiting(lists.rows, from);
  if (id === null) deck.set({ ...state, notice: 'no agent waits' });
  else if (state.agent !== null) show(deck, id);
  else {
    deck.set(focusOn(state, 'agents'));
    select(deck, id);
  }
}
