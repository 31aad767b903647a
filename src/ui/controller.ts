import type { AgentId } from '../core/agent.ts';
import type { EngineClient } from '../core/client.ts';
import { CutoverError, messageOf } from '../core/errors.ts';
import { STAGES, type Stage } from '../core/stage.ts';
import { type CommandId, commandFor, takesText } from './keymap.ts';
import { AREAS, type AreaId, inside, type Size, tooSmall } from './layout/areas.ts';
import { problemsOf } from './problems.ts';
import { listsCache, nextWaiting } from './selectors.ts';
import {
  back,
  contextOf,
  createUiStore,
  cursorIndex,
  cycleFocus,
  cycleSort,
  erase,
  focusOn,
  initialState,
  move,
  type Overlay,
  openAgent,
  type Step,
  setCursor,
  stepped,
  type,
  type UiState,
  type UiStore,
} from './store.ts';
import type { Theme } from './theme.ts';
import { evidenceMarks, screenLength, screenTop } from './views/agent-screen.ts';
import { verdictLines } from './views/agent-verdicts.ts';
import { agentHeadingRows } from './views/agents.ts';
import { differencesPage } from './views/differences.ts';
import { composeFrame, type Frame, layoutOf } from './views/frame.ts';
import { healthLines } from './views/health.ts';
import { helpLines } from './views/help.ts';
import type { Scene } from './views/scene.ts';
import { stageCursor } from './views/stage.ts';

export interface ControllerOptions {
  client: EngineClient;
  /** Recorded with every write. */
  who: string;
  readOnly: boolean;
  themes: { screen: Theme; behind: Theme };
  size: Size;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Called once, when the operator quits. */
  onQuit: () => void;
}

/** Turns keys into changes of the window and commands to the engine, and both into frames. */
export class Controller {
  readonly #options: ControllerOptions;
  readonly #store: UiStore = createUiStore(initialState());
  readonly #listsOf = listsCache();
  readonly #listeners = new Set<() => void>();
  readonly #release: () => void;
  #size: Size;
  #receivedAt: number;
  #frame: Frame;
  #dueFrame = false;
  /** The agent whose detail is being asked for; a second request never starts before the first has ended. */
  #asking: AgentId | null = null;
  #askAgain = false;

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#receivedAt = options.clock();
    this.#frame = composeFrame(this.#scene(), options.themes);
    const unsubscribeStore = this.#store.subscribe(() => this.#redraw());
    const unsubscribeEngine = options.client.subscribe(() => {
      this.#receivedAt = options.clock();
      this.#redraw();
      this.#askDetail();
    });
    this.#release = () => {
      unsubscribeStore();
      unsubscribeEngine();
    };
  }

  /** The frame to show; the same object until something visible changes. */
  readonly frame = (): Frame => this.#frame;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get state(): UiState {
    return this.#store.getState();
  }

  /** Time has passed: ages may have to be drawn anew. */
  tick(): void {
    this.#redraw();
  }

  resize(size: Size): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#redraw();
  }

  dispose(): void {
    this.#release();
    this.#listeners.clear();
  }

  /** A key by its name (see `keyNames`). */
  key(name: string): void {
    const state = this.state;
    if (state.notice !== '') this.#set({ ...state, notice: '' });
    if (tooSmall(this.#size)) {
      if (name === 'q' || name === 'ctrl-c') this.#options.onQuit();
      return;
    }
    const context = contextOf(state);
    const command = commandFor(name, context, this.state, this.#options.readOnly);
    if (command !== undefined) this.#run(command);
    else if (takesText(context) && [...name].length === 1) this.#set(type(this.state, name));
  }

  /** Pasted text is text: it goes into the filter if that is being typed, and never does anything else. */
  paste(text: string): void {
    if (contextOf(this.state) === 'filter')
      this.#set(type(this.state, text.replace(/[\u0000-\u001f\u007f]+/g, ' ')));
  }

  #scene(): Scene {
    const snapshot = this.#options.client.snapshot();
    const state = this.#store.getState();
    return {
      snapshot,
      state,
      lists: this.#listsOf(snapshot, state),
      problems: problemsOf(snapshot),
      now: snapshot.at + Math.max(0, this.#options.clock() - this.#receivedAt),
      size: this.#size,
      readOnly: this.#options.readOnly,
    };
  }

  /** Composes once for all that happens at the same moment, and tells only of frames that look different. */
  #redraw(): void {
    if (this.#dueFrame) return;
    this.#dueFrame = true;
    queueMicrotask(() => {
      this.#dueFrame = false;
      const next = composeFrame(this.#scene(), this.#options.themes);
      if (sameFrame(this.#frame, next)) return;
      this.#frame = next;
      for (const listener of this.#listeners) listener();
    });
  }

  #set(state: UiState): void {
    this.#store.setState(state);
  }

  #overlay(overlay: Overlay | null): void {
    this.#set({ ...this.state, overlay });
  }

  #run(command: CommandId): void {
    const state = this.state;
    switch (command) {
      case 'focus.next':
        return this.#set(cycleFocus(state, 1));
      case 'focus.previous':
        return this.#set(cycleFocus(state, -1));
      case 'focus.1':
      case 'focus.2':
      case 'focus.3':
      case 'focus.4':
      case 'focus.5':
        return this.#focusNumber(Number(command.slice(-1)));
      case 'focus.differences':
        return this.#set(focusOn(state, 'differences'));
      case 'focus.stage':
        return this.#focusStage();
      case 'move.up':
      case 'move.down':
      case 'move.page_up':
      case 'move.page_down':
      case 'move.home':
      case 'move.end':
        return this.#move(command.slice(5) as Step);
      case 'move.left':
      case 'move.right':
        return this.#shift(command === 'move.left' ? -8 : 8);
      case 'open':
        return this.#open();
      case 'back':
        return this.#set(back(state));
      case 'quit':
      case 'quit.now':
        return this.#options.onQuit();
      case 'stage.preview':
        return void this.#preview();
      case 'stage.choose':
        if (state.overlay?.kind === 'stage')
          this.#overlay({ ...state.overlay, choice: state.overlay.choice === 'cancel' ? 'write' : 'cancel' });
        return;
      case 'stage.accept':
        return this.#acceptStage();
      case 'stage.confirm':
        return void this.#writeStage();
      case 'rollback.ask':
        return this.#overlay({ kind: 'rollback', busy: false });
      case 'rollback.confirm':
        return void this.#rollBack();
      case 'cancel':
        return this.#cancel();
      case 'filter.start':
        return this.#set({ ...focusOn(state, 'agents'), typing: true });
      case 'filter.keep':
        return this.#set({ ...state, typing: false });
      case 'filter.clear':
        return this.#set({ ...state, typing: false, filter: '' });
      case 'erase':
        return this.#set(erase(state));
      case 'sort':
        return this.#set(cycleSort(state));
      case 'next_waiting':
        return this.#nextWaiting();
      case 'refresh':
        this.#options.client.refresh();
        return this.#set({ ...state, notice: 'asked both monitors for a cycle' });
      case 'problems':
        return this.#overlay({ kind: 'problems' });
      case 'help':
        return this.#overlay({ kind: 'help', scroll: 0 });
    }
  }

  #focusNumber(number: number): void {
    const state = this.state;
    if (state.agent !== null && number <= 3)
      return this.#set({
        ...state,
        agent: { ...state.agent, part: (['screen', 'verdicts', 'history'] as const)[number - 1]! },
      });
    const area = AREAS[number - 1] as AreaId;
    if (area === 'stage') return this.#focusStage();
    if (state.agent === null) this.#set(focusOn(state, area));
  }

  /** The selector starts at the stage that holds. */
  #focusStage(): void {
    const current = this.#options.client.snapshot().stage.current;
    const state = focusOn(this.state, 'stage');
    this.#set(setCursor(state, 'stage', STAGES, STAGES.indexOf(current), STAGES.length));
  }

  #move(step: Step): void {
    const scene = this.#scene();
    const { state, lists } = scene;
    if (state.overlay?.kind === 'help') {
      const scroll = stepped(
        state.overlay.scroll,
        step,
        this.#size.rows - 4,
        helpLines(scene.readOnly).length,
      );
      return this.#overlay({
        kind: 'help',
        scroll: Math.min(scroll, Math.max(0, helpLines(scene.readOnly).length - this.#size.rows + 4)),
      });
    }
    if (state.agent !== null) return this.#scrollAgent(scene, step);
    const { dashboard } = layoutOf(scene);
    const area = state.typing ? 'agents' : state.focus;
    const size = inside(dashboard.parts[area] ?? { x: 0, y: 0, ...sizeAsRect(this.#size) }, dashboard.bare);
    if (area === 'health') {
      const over = Math.max(1, healthLines(scene, size).length - size.rows + 1);
      return this.#set(
        move(
          state,
          'health',
          Array.from({ length: over }, (_, i) => String(i)),
          step,
          size.rows,
        ),
      );
    }
    const page = {
      agents: size.rows - agentHeadingRows(size) - (dashboard.bare ? 1 : 0),
      differences: differencesPage(size),
      events: size.rows,
      stage: STAGES.length,
    }[area];
    this.#set(move(state, area, lists.keys[area], step, page));
  }

  #scrollAgent(scene: Scene, step: Step): void {
    const view = scene.state.agent;
    if (view === null) return;
    const { agent } = layoutOf(scene);
    const rect = agent.parts[view.part];
    if (rect === undefined || view.part === 'history') return;
    const size = inside(rect, agent.bare);
    const screen = view.detail?.screen ?? [];
    const total =
      view.part === 'screen' ? screenLength(screen) : verdictLines(scene, view, size.columns).length;
    const marks =
      view.detail === null || view.part !== 'screen'
        ? []
        : evidenceMarks(screen, view.detail.evidence).keys();
    const last = Math.max(0, total - size.rows);
    const top =
      view.part === 'screen' ? screenTop(view.top, total, size.rows, marks) : Math.min(view.top ?? 0, last);
    this.#set({ ...scene.state, agent: { ...view, top: stepped(top, step, size.rows, last + 1) } });
  }

  /** Shifts a screen that is wider than its place, no further than to its last column. */
  #shift(by: number): void {
    const state = this.state;
    if (state.agent === null) return;
    const scene = this.#scene();
    const { agent } = layoutOf(scene);
    const rect = agent.parts.screen;
    if (rect === undefined) return;
    const room = inside(rect, agent.bare).columns;
    const widest = Math.max(state.agent.detail?.cols ?? 0, room);
    const shift = Math.max(0, Math.min(widest - room, state.agent.shift + by));
    this.#set({ ...state, agent: { ...state.agent, shift } });
  }

  #open(): void {
    const { state, lists, snapshot } = this.#scene();
    const area = state.focus;
    if (area === 'stage' || area === 'health') return;
    const index = cursorIndex(state.cursors[area], lists.keys[area]);
    const id = {
      agents: () => lists.rows[index]?.id,
      differences: () => lists.differences[index]?.agentId,
      events: () => lists.events[index]?.agentId,
    }[area]();
    if (id === undefined) return;
    if (id === null || !snapshot.rows.some((row) => row.id === id))
      return this.#set({
        ...state,
        notice: id === null ? 'this event is about no agent' : 'that agent is gone',
      });
    this.#show(id);
  }

  #show(id: AgentId): void {
    const { state, lists } = this.#scene();
    const at = lists.keys.agents.indexOf(id);
    const selected = at < 0 ? state : setCursor(state, 'agents', lists.keys.agents, at, this.#size.rows);
    this.#set(openAgent(selected, id));
    this.#askDetail();
  }

  #nextWaiting(): void {
    const { state, lists } = this.#scene();
    const from =
      state.agent?.id ?? lists.keys.agents[cursorIndex(state.cursors.agents, lists.keys.agents)] ?? null;
    const id = nextWaiting(lists.rows, from);
    if (id === null) return this.#set({ ...state, notice: 'no agent waits' });
    if (state.agent !== null) return this.#show(id);
    const index = lists.keys.agents.indexOf(id);
    const scene = this.#scene();
    const rect = layoutOf({ ...scene, state: focusOn(state, 'agents') }).dashboard.parts.agents;
    const page = rect === undefined ? 1 : Math.max(1, rect.height - 3);
    this.#set(setCursor(focusOn(state, 'agents'), 'agents', lists.keys.agents, index, page));
  }

  #cancel(): void {
    const { overlay } = this.state;
    const busy = (overlay?.kind === 'stage' || overlay?.kind === 'rollback') && overlay.busy;
    // What is being written cannot be called back; its outcome closes the dialog.
    if (!busy) this.#overlay(null);
  }

  async #preview(): Promise<void> {
    const stage = STAGES[stageCursor(this.#scene())] as Stage;
    this.#overlay({ kind: 'stage', stage, preview: null, choice: 'cancel', typed: '', busy: false });
    try {
      const preview = await this.#options.client.previewStage(stage);
      const { overlay } = this.state;
      if (overlay?.kind === 'stage' && overlay.stage === stage) this.#overlay({ ...overlay, preview });
    } catch (thrown) {
      this.#error('Cannot change the stage', thrown);
    }
  }

  #acceptStage(): void {
    const { overlay } = this.state;
    if (overlay?.kind !== 'stage') return;
    if (overlay.stage === 'legacy_disabled') {
      if (overlay.typed.trim() === overlay.stage) void this.#writeStage();
    } else if (overlay.choice === 'write') void this.#writeStage();
    else this.#cancel();
  }

  async #writeStage(): Promise<void> {
    const { overlay } = this.state;
    if (overlay?.kind !== 'stage' || overlay.preview === null || overlay.busy) return;
    const { stage, preview } = overlay;
    this.#overlay({ ...overlay, busy: true });
    const why =
      preview.warnings.length === 0 ? 'by hand' : `by hand, although: ${preview.warnings.join('; ')}`;
    try {
      const written = await this.#options.client.setStage(stage, preview.revision, {
        who: this.#options.who,
        why,
      });
      const notice = `${stage} written in ${Math.round(written.writtenMs)} ms, read back in ${Math.round(written.readBackMs)} ms`;
      this.#set({ ...this.state, overlay: null, notice });
    } catch (thrown) {
      this.#error('The stage was not changed', thrown);
    }
  }

  async #rollBack(): Promise<void> {
    const { overlay } = this.state;
    if (overlay?.kind !== 'rollback' || overlay.busy) return;
    const before = this.#options.client.snapshot().rollback?.at ?? null;
    const why = 'rollback key';
    this.#overlay({ kind: 'rollback', busy: true });
    try {
      const written = await this.#options.client.rollBack({ who: this.#options.who, why });
      this.#overlay({ kind: 'rolled_back', written, why, before });
    } catch (thrown) {
      this.#error('NOT ROLLED BACK', thrown);
    }
  }

  #error(title: string, thrown: unknown): void {
    const mend = thrown instanceof CutoverError ? thrown.mend : '';
    this.#overlay({ kind: 'error', title, message: messageOf(thrown), mend });
  }

  /** Asks for the open agent's detail; while an answer is outstanding only remembers that it was asked. */
  #askDetail(): void {
    const open = this.state.agent;
    if (open === null) return;
    if (this.#asking !== null) {
      this.#askAgain = true;
      return;
    }
    this.#asking = open.id;
    void this.#receiveDetail(open.id);
  }

  async #receiveDetail(id: AgentId): Promise<void> {
    const store = (patch: Partial<NonNullable<UiState['agent']>>): void => {
      const { agent } = this.state;
      if (agent?.id === id) this.#set({ ...this.state, agent: { ...agent, ...patch } });
    };
    try {
      store({ detail: await this.#options.client.agentDetail(id), problem: null });
    } catch (thrown) {
      store({ problem: messageOf(thrown) });
    }
    this.#asking = null;
    if (!this.#askAgain) return;
    this.#askAgain = false;
    this.#askDetail();
  }
}

function sizeAsRect({ columns, rows }: Size): { width: number; height: number } {
  return { width: columns, height: rows };
}

function sameFrame(a: Frame, b: Frame): boolean {
  return (
    a.size.columns === b.size.columns &&
    a.size.rows === b.size.rows &&
    a.blocks.length === b.blocks.length &&
    a.blocks.every((block, i) => {
      const other = b.blocks[i] as (typeof b.blocks)[number];
      return (
        block.id === other.id &&
        block.text === other.text &&
        block.rect.y === other.rect.y &&
        block.rect.height === other.rect.height
      );
    })
  );
}
