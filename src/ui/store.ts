import { createStore } from 'zustand/vanilla';
import type { AgentId } from '../core/agent.ts';
import type { AgentDetail } from '../core/client.ts';
import type { SignatureDetail } from '../core/examples.ts';
import { type HealthHistory, HISTORY_SPANS, type HistorySpan, type StageChange } from '../core/history.ts';
import type { LiveScreen } from '../core/live.ts';
import type { SortBy } from './agent-order.ts';
import type { CommandId, KeyContext, VIEWS } from './binding.ts';
import {
  AGENT_PARTS,
  type AgentPart,
  AREAS,
  type AreaId,
  DIFFERENCE_PARTS,
  type DifferencePart,
} from './layout/areas.ts';
import type { Corner } from './layout/crop.ts';
import { type ListWindow, listWindow } from './layout/window.ts';
import type { Looks } from './looks.ts';
import type { Overlay } from './overlay.ts';
import {
  type AgentsTable,
  type EventsChoice,
  FIRST_LOG,
  FIRST_TABLE,
  filterOf,
  withFilter,
} from './tables.ts';

/** The selected item of a list: by its key, so that it survives sorting; `index` is where it was last. */
export interface Cursor {
  key: string | null;
  index: number;
  /** First item in view. */
  top: number;
}

/** The agent view, while it is open. */
export interface AgentView {
  id: AgentId;
  part: AgentPart;
  /** First line of the screen in view; null: wherever the evidence, or else the end, is. */
  top: number | null;
  /** Columns the screen is shifted to the left. */
  shift: number;
  detail: AgentDetail | null;
  /** Why there is no (new) detail, in words. */
  problem: string | null;
}

/** The differences view, while it is open. */
export interface DifferencesView {
  part: DifferencePart;
  /** The example in view, by its number; null: the newest. */
  example: number | null;
  /** First line of the screen in view; null: wherever the evidence, or else the end, is. */
  top: number | null;
  detail: SignatureDetail | null;
  /** Why there is no (new) detail, in words. */
  problem: string | null;
}

/** The live pane, while it is open. */
export interface LiveView {
  id: AgentId;
  paneId: string;
  target: string;
  /** A new one for each that is opened. */
  token: symbol;
  /** Keys go to the pane. */
  typing: boolean;
  /** Null: not yet. */
  screen: LiveScreen | null;
  /** The upper left cell in view; null: wherever the cursor is. */
  corner: Corner | null;
  /** Why it is not live any more, in words. */
  ended: string | null;
}

/** Health over time and the stages so far, as last asked for. */
export interface HistoryState {
  span: HistorySpan;
  health: HealthHistory | null;
  stages: StageChange[] | null;
  /** Why there is nothing (new), in words. */
  problem: string | null;
}

/** The lists that have a cursor. */
export type ListId = AreaId | 'signatures';

/** What the operator has done to the window; all else comes from the Snapshot. */
export interface UiState {
  focus: AreaId;
  cursors: Record<ListId, Cursor>;
  /** Of the agents; see `filterOf`. */
  filter: string;
  /** The filter of the area in focus is being typed. */
  typing: boolean;
  sort: SortBy;
  table: AgentsTable;
  log: EventsChoice;
  /** Null: there were no agents to look at yet. */
  looks: Looks | null;
  /** The focused area has the whole screen. */
  zoomed: boolean;
  /** The cockpit is in a popup of tmux. */
  popup: boolean;
  /** Under the agent view, if both are open. */
  differences: DifferencesView | null;
  agent: AgentView | null;
  history: HistoryState;
  /** Over everything else that fills the screen. */
  live: LiveView | null;
  overlay: Overlay | null;
  /** Commands run from the palette, the last one first. */
  recent: readonly CommandId[];
  /** The very first start: until a key is pressed, a line tells what to begin with. */
  welcome: boolean;
  /** One line above the footer until the next key. */
  notice: string;
}

export const START: Cursor = { key: null, index: 0, top: 0 };

export function initialState(): UiState {
  return {
    focus: 'agents',
    cursors: {
      agents: START,
      differences: START,
      health: START,
      stage: START,
      events: START,
      signatures: START,
    },
    filter: '',
    typing: false,
    sort: 'target',
    table: FIRST_TABLE,
    log: FIRST_LOG,
    looks: null,
    zoomed: false,
    popup: false,
    differences: null,
    agent: null,
    history: { span: 'hour', health: null, stages: null, problem: null },
    live: null,
    overlay: null,
    recent: [],
    welcome: false,
    notice: '',
  };
}

export type UiStore = ReturnType<typeof createUiStore>;

export function createUiStore(start: UiState = initialState()) {
  return createStore<UiState>(() => start);
}

/** What takes the keys now. */
export function contextOf(state: UiState): KeyContext {
  // Above everything that may come up meanwhile: what is typed for an agent must not answer a dialog.
  if (state.live?.typing === true) return 'live_typing';
  switch (state.overlay?.kind) {
    case 'palette':
      return 'palette';
    case 'help':
    case 'explain':
      return 'help';
    case 'ignore':
    case 'label':
      return 'choice_dialog';
    case 'problems':
    case 'error':
    case 'rolled_back':
      return 'message';
    case 'stage':
      return state.overlay.form.fields.length === 0 ? 'stage_dialog' : 'form';
    case 'act':
      return state.overlay.form.fields.length === 0 ? 'confirm_dialog' : 'form';
    case 'rollback':
      return 'rollback_dialog';
    default:
      return state.typing ? 'filter' : viewOf(state);
  }
}

/** The view that is open, whatever lies over it. */
export function viewOf(state: UiState): (typeof VIEWS)[number] {
  if (state.live !== null) return 'live';
  if (state.agent !== null) return 'agent';
  return state.differences === null ? 'dashboard' : 'differences';
}

/** Where the cursor is in this list: its key if it is still there, else the place where it was. -1: the list is empty. */
export function cursorIndex(cursor: Cursor, keys: readonly string[]): number {
  if (keys.length === 0) return -1;
  const found = cursor.key === null ? -1 : keys.indexOf(cursor.key);
  return found >= 0 ? found : Math.min(cursor.index, keys.length - 1);
}

/** The first item in view so that the selected one keeps its line when others come, go, or are sorted before it. */
export function anchoredTop(cursor: Cursor, keys: readonly string[]): number {
  const at = cursorIndex(cursor, keys);
  return cursor.key !== null && keys[at] === cursor.key ? cursor.top + at - cursor.index : cursor.top;
}

/** The part of a list that is in view, and which of it is selected (-1: nothing). */
export function listView(
  cursor: Cursor,
  keys: readonly string[],
  page: number,
  total: number,
): ListWindow & { selected: number } {
  const selected = cursorIndex(cursor, keys);
  return { selected, ...listWindow(anchoredTop(cursor, keys), selected, page, total) };
}

export type Step = 'up' | 'down' | 'page_up' | 'page_down' | 'home' | 'end';

/** A place in a list of `total` after a step; a page is one less than what is in view, so that a line is kept. */
export function stepped(index: number, step: Step, page: number, total: number): number {
  const leap = Math.max(1, page - 1);
  const delta = { up: -1, down: 1, page_up: -leap, page_down: leap, home: -total, end: total }[step];
  return Math.max(0, Math.min(total - 1, index + delta));
}

export function setCursor(
  state: UiState,
  area: ListId,
  keys: readonly string[],
  index: number,
  page: number,
): UiState {
  const { top } = listWindow(anchoredTop(state.cursors[area], keys), index, page, keys.length);
  const cursor = { key: keys[index] ?? null, index: Math.max(0, index), top };
  return { ...state, cursors: { ...state.cursors, [area]: cursor } };
}

/** Moves the cursor of an area through its list. */
export function move(
  state: UiState,
  area: ListId,
  keys: readonly string[],
  step: Step,
  page: number,
): UiState {
  if (keys.length === 0) return state;
  const index = stepped(cursorIndex(state.cursors[area], keys), step, page, keys.length);
  return setCursor(state, area, keys, index, page);
}

export function focusOn(state: UiState, focus: AreaId): UiState {
  return { ...state, focus, live: null, agent: null, differences: null };
}

/** Health over the next longer span, then over the shortest again. */
export function cycleSpan(state: UiState): UiState {
  const at = HISTORY_SPANS.indexOf(state.history.span);
  const span = HISTORY_SPANS[(at + 1) % HISTORY_SPANS.length] as HistorySpan;
  return { ...state, history: { ...state.history, span, health: null } };
}

/** The next or the previous area; in the agent view its next part. */
export function cycleFocus(state: UiState, by: 1 | -1): UiState {
  if (state.live !== null) return state;
  if (state.agent !== null) {
    const at = AGENT_PARTS.indexOf(state.agent.part) + by + AGENT_PARTS.length;
    return {
      ...state,
      agent: { ...state.agent, part: AGENT_PARTS[at % AGENT_PARTS.length] as AgentPart, top: null },
    };
  }
  if (state.differences !== null) {
    const at = DIFFERENCE_PARTS.indexOf(state.differences.part) + by + DIFFERENCE_PARTS.length;
    const part = DIFFERENCE_PARTS[at % DIFFERENCE_PARTS.length] as DifferencePart;
    return { ...state, differences: { ...state.differences, part, top: null } };
  }
  const at = AREAS.indexOf(state.focus) + by + AREAS.length;
  return { ...state, focus: AREAS[at % AREAS.length] as AreaId };
}

export function openAgent(state: UiState, id: AgentId): UiState {
  if (state.agent?.id === id) return { ...state, live: null };
  const part = state.agent?.part ?? 'screen';
  return { ...state, live: null, agent: { id, part, top: null, shift: 0, detail: null, problem: null } };
}

/** Opens the differences by signature, or goes back to them from an agent. */
export function openDifferences(state: UiState): UiState {
  const differences = state.differences ?? {
    part: 'signatures',
    example: null,
    top: null,
    detail: null,
    problem: null,
  };
  return { ...state, live: null, agent: null, differences };
}

/** One level up: out of the live pane, of the agent view, of the differences, of the full area, then to the unfiltered list, then to the agents. */
export function back(state: UiState): UiState {
  if (state.live !== null) return { ...state, live: null };
  if (state.agent !== null) return { ...state, agent: null };
  if (state.differences !== null) return { ...state, differences: null };
  if (state.zoomed) return { ...state, zoomed: false };
  if (filterOf(state) !== '') return withFilter(state, '');
  return { ...state, focus: 'agents' };
}

const RECENT_KEPT = 5;

/** The palette closes, and the command is among the recent ones. */
export function chosen(state: UiState, command: CommandId): UiState {
  const recent = [command, ...state.recent.filter((one) => one !== command)].slice(0, RECENT_KEPT);
  return { ...state, overlay: null, recent };
}
