import { STAGES } from '../core/stage.ts';
import { IGNORE_SPANS, LABELS } from './choices.ts';
import type { Deck } from './deck.ts';
import { AGENT_PARTS, AREAS, type AreaId, DIFFERENCE_PARTS, inside, type Size } from './layout/areas.ts';
import { pan } from './live.ts';
import {
  type AgentView,
  type DifferencesView,
  focusOn,
  move,
  openDifferences,
  START,
  type Step,
  setCursor,
  stepped,
  type UiState,
} from './store.ts';
import { evidenceMarks, screenLength, screenTop } from './views/agent-screen.ts';
import { verdictLines } from './views/agent-verdicts.ts';
import { agentsPage } from './views/agents.ts';
import { differencesPage } from './views/differences.ts';
import { eventsPage } from './views/events.ts';
import { exampleInView, exampleSize, exampleTop } from './views/example.ts';
import { layoutOf } from './views/frame.ts';
import { healthLines, healthPage } from './views/health.ts';
import { helpLines, helpPage } from './views/help.ts';
import { explainLines, labelPage } from './views/judging-dialogs.ts';
import { paletteEntries, palettePage } from './views/palette.ts';
import type { Scene } from './views/scene.ts';
import { signaturesPage } from './views/signatures.ts';
import { stagePage } from './views/stage.ts';
import { stageDetails } from './views/stage-details.ts';

/** Moves the selection, or scrolls, in whatever has the focus. */
export function moveStep(deck: Deck, step: Step): void {
  const scene = deck.scene();
  const { state } = scene;
  const { overlay } = state;
  if (overlay?.kind === 'help' || overlay?.kind === 'explain') {
    const page = helpPage(scene.size);
    const all = overlay.kind === 'help' ? helpLines(scene) : explainLines(overlay, scene);
    const places = Math.max(1, all.length - page + 1);
    deck.set({ ...state, overlay: { ...overlay, scroll: stepped(overlay.scroll, step, page, places) } });
  } else if (overlay?.kind === 'palette') {
    const total = paletteEntries(scene, overlay.query).length;
    const choice = stepped(Math.min(overlay.choice, total - 1), step, palettePage(scene.size), total);
    deck.set({ ...state, overlay: { ...overlay, choice } });
  } else if (overlay?.kind === 'ignore' || overlay?.kind === 'label') {
    const total = (overlay.kind === 'ignore' ? IGNORE_SPANS : LABELS).length;
    const choice = stepped(overlay.choice, step, labelPage(scene.size), total);
    if (!overlay.busy) deck.set({ ...state, overlay: { ...overlay, choice } });
  } else if (state.live !== null) pan(deck, state.live, step);
  else if (state.agent !== null) scrollAgent(deck, scene, state.agent, step);
  else if (state.differences !== null) moveInDifferences(deck, scene, state.differences, step);
  else moveInArea(deck, scene, state.focus, step);
}

/** The size of the inside of an area; of one that is out of view, as if it were focused. */
export function areaSize(scene: Scene, area: AreaId): { size: Size; bare: boolean } {
  const { dashboard } = layoutOf({ ...scene, state: focusOn(scene.state, area) });
  const rect = dashboard.parts[area];
  return { size: rect === undefined ? scene.size : inside(rect, dashboard.bare), bare: dashboard.bare };
}

function moveInArea(deck: Deck, scene: Scene, area: AreaId, step: Step): void {
  const { state, lists } = scene;
  const { size, bare } = areaSize(scene, area);
  if (area === 'health') {
    const lines = healthLines(scene, size).length;
    const page = healthPage(lines, size, bare);
    const places = Math.max(1, lines - page + 1);
    const keys = Array.from({ length: places }, (_, i) => String(i));
    deck.set(move(state, 'health', keys, step, page));
    return;
  }
  const page = {
    agents: agentsPage(size, bare),
    differences: differencesPage(size),
    events: eventsPage(size, bare, true),
    stage: STAGES.length,
  }[area];
  if (area === 'stage' && (step === 'page_up' || step === 'page_down')) {
    scrollStage(deck, scene, size, step);
    return;
  }
  const next = move(state, area, lists.keys[area], step, page);
  // At the newest event the list follows what happens.
  const follows = area === 'events' && next.cursors.events.index === 0;
  deck.set(follows ? { ...next, cursors: { ...next.cursors, events: START } } : next);
}

/** What is told below the stages, where it does not fit; their cursor stays. */
function scrollStage(deck: Deck, scene: Scene, size: Size, step: Step): void {
  const { state } = scene;
  const page = stagePage(size);
  const places = Math.max(1, stageDetails(scene, size.columns).length - page + 1);
  const { stage } = state.cursors;
  const top = stepped(Math.min(stage.top, places - 1), step, page, places);
  deck.set({ ...state, cursors: { ...state.cursors, stage: { ...stage, top } } });
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

function moveInDifferences(deck: Deck, scene: Scene, view: DifferencesView, step: Step): void {
  const { differences } = layoutOf(scene);
  const rect = differences.parts[view.part];
  if (rect === undefined) return;
  const size = inside(rect, differences.bare);
  if (view.part === 'signatures') {
    selectSignature(deck, scene, (keys) =>
      move(scene.state, 'signatures', keys, step, signaturesPage(size, differences.bare)),
    );
    return;
  }
  const { top, places, page } = exampleTop(scene, view.part, exampleSize(size, differences.bare));
  deck.set({ ...scene.state, differences: { ...view, top: stepped(top, step, page, places) } });
}

/** Another signature is seen from its newest example on. */
function selectSignature(deck: Deck, scene: Scene, select: (keys: string[]) => UiState): void {
  const before = scene.state.cursors.signatures.key;
  const state = select(scene.lists.keys.signatures);
  const moved = state.cursors.signatures.key !== before;
  const { differences } = state;
  deck.set(
    moved && differences !== null
      ? { ...state, differences: { ...differences, example: null, top: null } }
      : state,
  );
  if (moved) deck.askDetail();
}

/** Opens the differences by signature; from an agent at its own. */
export function showDifferences(deck: Deck): void {
  const scene = deck.scene();
  const { agent } = scene.state;
  const about = scene.snapshot.rows.find((row) => row.id === agent?.id)?.differs?.signature;
  deck.set(openDifferences(scene.state));
  if (about !== undefined) goToSignature(deck, about);
  deck.askDetail();
}

export function goToSignature(deck: Deck, signature: string): void {
  const scene = deck.scene();
  const { differences } = layoutOf(scene);
  const rect = differences.parts.signatures;
  const page = signaturesPage(
    rect === undefined ? scene.size : inside(rect, differences.bare),
    differences.bare,
  );
  selectSignature(deck, scene, (keys) =>
    setCursor(scene.state, 'signatures', keys, Math.max(0, keys.indexOf(signature)), page),
  );
}

const SHIFT_COLUMNS = 8;

/** Left and right: another example of a signature, or the screen of an agent shifted. */
export function moveSideways(deck: Deck, by: 1 | -1): void {
  const scene = deck.scene();
  const { live, agent, differences } = scene.state;
  if (live !== null) {
    pan(deck, live, by < 0 ? 'left' : 'right');
    return;
  }
  if (agent !== null || differences === null) {
    shiftScreen(deck, by * SHIFT_COLUMNS);
    return;
  }
  const { examples, index } = exampleInView(scene);
  const next = examples[index + by];
  if (next !== undefined)
    deck.set({ ...scene.state, differences: { ...differences, example: next.id, top: null } });
}

/** Shifts a screen that is wider than its place, no further than to its last column. */
function shiftScreen(deck: Deck, by: number): void {
  const scene = deck.scene();
  const view = scene.state.agent;
  const { agent } = layoutOf(scene);
  const rect = agent.parts.screen;
  if (view === null || rect === undefined) return;
  const most = Math.max(0, (view.detail?.cols ?? 0) - inside(rect, agent.bare).columns);
  const shift = Math.max(0, Math.min(most, view.shift + by));
  deck.set({ ...scene.state, agent: { ...view, shift } });
}

/** The numbers choose an area; in the other views, which have three parts, a part. */
export function focusNumber(deck: Deck, number: number): void {
  const { state } = deck;
  if (state.agent !== null) {
    const part = AGENT_PARTS[number - 1];
    if (part !== undefined) deck.set({ ...state, agent: { ...state.agent, part, top: null } });
    return;
  }
  if (state.differences !== null) {
    const part = DIFFERENCE_PARTS[number - 1];
    if (part !== undefined) deck.set({ ...state, differences: { ...state.differences, part, top: null } });
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
