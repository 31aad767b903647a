import { throttle } from 'es-toolkit';
import type { Key } from 'ink';
import type { EngineClient } from '../core/client.ts';
import type { OpenLive } from '../core/live.ts';
import type { Binding, CommandId } from './binding.ts';
import { COMMANDS } from './commands.ts';
import type { Deck } from './deck.ts';
import { agentFeed, historyFeed, signatureFeed } from './feeds.ts';
import { beginLooking, look } from './jumps.ts';
import { commandFor, type Situation, takesText } from './keyboard.ts';
import { BINDINGS } from './keymap.ts';
import { keyNames } from './keys.ts';
import { type Size, tooSmall } from './layout/areas.ts';
import { LiveSeat, pasteThrough, typeThrough } from './live.ts';
import { problemsOf } from './problems.ts';
import { RollbackWatch } from './rollback-watch.ts';
import { listsCache } from './selectors.ts';
import { contextOf, createUiStore, initialState, type UiState, type UiStore } from './store.ts';
import { strokesOf } from './strokes.ts';
import type { Themes } from './theme.ts';
import { type } from './typing.ts';
import { composeFrame, type Frame, sameFrame } from './views/frame.ts';
import type { Scene } from './views/scene.ts';

export interface ControllerOptions {
  client: EngineClient;
  /** Recorded with every write. */
  who: string;
  readOnly: boolean;
  themes: Themes;
  /** Left out: as they come. */
  bindings?: readonly Binding[];
  /** See UiOptions. */
  welcomed?: () => void;
  size: Size;
  /** See Deck; left out: none. */
  goTo?: Deck['goTo'];
  /** Gives this terminal to a client of tmux, until that is detached or the signal aborts; left out: nothing does. */
  attach?: (paneId: string, signal: AbortSignal) => Promise<void>;
  /** Shows panes live; left out: there are none. */
  live?: OpenLive;
  restart?: Deck['restart'];
  /** The cockpit is in a popup of tmux. */
  popup?: boolean;
  /** Snapshots are looked at once in so many ms; keys are answered at once all the same. Left out: each of them. */
  snapshotEveryMs?: number;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Called when the operator quits. */
  onQuit: () => void;
}

/**
 * Turns keys into changes of the window and commands to the engine, and both into frames. Ink only hears of frames
 * that look different from the last one: a snapshot that changes nothing visible costs no drawing.
 */
export class Controller implements Deck {
  readonly client: EngineClient;
  readonly who: string;
  readonly #options: ControllerOptions;
  readonly #bindings: readonly Binding[];
  readonly goTo: Deck['goTo'];
  readonly attach: Deck['attach'];
  readonly restart: Deck['restart'];
  readonly live: Deck['live'];
  readonly #store: UiStore;
  readonly #agent: ReturnType<typeof agentFeed>;
  readonly #signature: ReturnType<typeof signatureFeed>;
  readonly #history: ReturnType<typeof historyFeed>;
  readonly #rollbacks: RollbackWatch;
  readonly #listsOf = listsCache();
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: (() => void)[];
  #size: Size;
  #receivedAt: number;
  #frame: Frame;
  #frameIsDue = false;
  /** The terminal is getting another size: nothing is drawn for the old one. */
  #blank = false;
  readonly #leaving = new AbortController();
  /** Resolves when the terminal is ours again. */
  #handedOver: Promise<void> = Promise.resolve();

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#bindings = options.bindings ?? BINDINGS;
    this.client = options.client;
    this.who = options.who;
    this.goTo = options.goTo ?? null;
    this.restart = options.restart ?? null;
    const { attach } = options;
    this.attach = attach === undefined ? null : (paneId) => this.#handOver(paneId, attach);
    this.#store = createUiStore({
      ...initialState(),
      popup: options.popup ?? false,
      welcome: options.welcomed !== undefined,
    });
    this.live = options.live === undefined ? null : new LiveSeat(options.live, this.#store);
    this.#size = options.size;
    this.#receivedAt = options.clock();
    this.#rollbacks = new RollbackWatch(options.client.snapshot());
    const lists = () => this.#listsOf(this.client.snapshot(), this.state);
    this.#agent = agentFeed(options.client, this.#store);
    this.#signature = signatureFeed(options.client, this.#store, lists);
    this.#history = historyFeed(options.client, this.#store, () => options.client.snapshot().at);
    beginLooking(this);
    this.#frame = composeFrame(this.scene(), options.themes);
    const nowAndThen = throttle(() => this.#look(), options.snapshotEveryMs ?? 0);
    this.#unsubscribe = [
      () => nowAndThen.cancel(),
      this.#store.subscribe(() => this.#redraw()),
      this.#store.subscribe(() => this.#rollbacks.show(this)),
      this.#store.subscribe(() => this.live?.follow()),
      this.#store.subscribe(() => this.#history.askOnce()),
      options.client.subscribe(() => {
        this.#receivedAt = options.clock();
        if (options.snapshotEveryMs === undefined) this.#look();
        else nowAndThen();
      }),
    ];
  }

  /** Looks at what the engine says now. */
  #look(): void {
    beginLooking(this);
    this.#rollbacks.see(this);
    this.#redraw();
    this.#agent.ask();
    this.#askSignature();
    this.#history.askOnce();
  }

  get size(): Size {
    return this.#size;
  }

  get state(): UiState {
    return this.#store.getState();
  }

  set(state: UiState): void {
    this.#store.setState(state);
  }

  scene(): Scene {
    const snapshot = this.client.snapshot();
    const state = this.state;
    return {
      snapshot,
      state,
      lists: this.#listsOf(snapshot, state),
      problems: problemsOf(snapshot, this.#bindings),
      now: snapshot.at + Math.max(0, this.#options.clock() - this.#receivedAt),
      size: this.#size,
      readOnly: this.#options.readOnly,
      bindings: this.#bindings,
    };
  }

  askDetail(): void {
    this.#agent.ask();
    this.#signature.ask();
  }

  /** Examples come with legacy's reports: asked for only when the signature has been seen since. */
  #askSignature(): void {
    const { differences } = this.state;
    if (differences === null) return;
    const newest = differences.detail?.examples[0]?.at ?? 0;
    const signature = this.client
      .snapshot()
      .signatures.find((row) => row.signature === differences.detail?.signature);
    if (signature === undefined || signature.lastAt > newest) this.#signature.ask();
  }

  quit(): void {
    this.#options.onQuit();
  }

  /** The frame to show; the same object until something visible changes. */
  readonly frame = (): Frame => this.#frame;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Time has passed: ages may have to be drawn anew. */
  tick(): void {
    this.#redraw();
  }

  resize(size: Size): void {
    const same = size.columns === this.#size.columns && size.rows === this.#size.rows;
    if (same && !this.#blank) return;
    this.#blank = false;
    this.#size = size;
    this.#redraw();
  }

  /** Shows nothing until the next `resize`. */
  blank(): void {
    this.#blank = true;
    this.#show({ size: this.#size, blocks: [] });
  }

  /** Ends what is open in tmux; resolves when nothing is left of it. To be called before the terminal is given back. */
  async leave(): Promise<void> {
    this.#leaving.abort();
    await Promise.all([this.#handedOver, this.live?.close()]);
  }

  /** Lets go of the engine; nothing is drawn any more. */
  dispose(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#listeners.clear();
  }

  /** What was pressed: for the agent while it is typed to, else keys of the cockpit. */
  input(input: string, key: Key): void {
    // Typed quickly, several arrive at once, and the first of them may change what the others mean.
    const each = key.meta ? [input] : [...input];
    for (const one of each.length === 0 ? [input] : each) {
      if (this.state.live?.typing !== true) for (const name of keyNames(one, key)) this.key(name);
      else typeThrough(this, keyNames(one, key), strokesOf(one, key));
    }
  }

  /** A key by its name (see `keyNames`). One that means nothing here does nothing. */
  key(name: string): void {
    if (tooSmall(this.#size)) {
      const command = commandFor(name, { ...this.#situation(), context: 'dashboard' });
      if (command === 'quit' || command === 'quit.now') this.quit();
      return;
    }
    if (this.state.welcome) {
      this.set({ ...this.state, welcome: false });
      this.#options.welcomed?.();
    }
    if (this.state.notice !== '') this.set({ ...this.state, notice: '' });
    const at = this.#situation();
    const before = at.state;
    const command = commandFor(name, at);
    if (command !== undefined) COMMANDS[command](this);
    else if (takesText(at.context) && [...name].length === 1) this.set(type(this.state, name));
    else if (at.readOnly && commandFor(name, { ...at, readOnly: false }) !== undefined)
      this.set({ ...this.state, notice: 'read-only: nothing can be changed from here' });
    look(this, before);
  }

  commandOf(name: string): CommandId | undefined {
    return commandFor(name, this.#situation());
  }

  /** Pasted text is text: it goes into the filter or a field if one is being typed, and never does anything else. */
  paste(text: string): void {
    if (this.state.live?.typing === true) {
      pasteThrough(this, text);
      return;
    }
    if (!takesText(contextOf(this.state))) return;
    this.set(type(this.state, text.replace(/[\u0000-\u001f\u007f]+/g, ' ')));
  }

  /** How the terminal is handed to another program and taken back; set by what draws. */
  suspend: ((whatFor: () => Promise<void>) => Promise<void>) | null = null;

  async #handOver(paneId: string, attach: NonNullable<ControllerOptions['attach']>): Promise<void> {
    const { signal } = this.#leaving;
    const run = () => attach(paneId, signal);
    const done = this.suspend === null ? run() : this.suspend(run);
    this.#handedOver = done.catch(() => {});
    await done;
  }

  #situation(): Situation {
    const { state } = this;
    const { rollout } = this.client.snapshot();
    return {
      bindings: this.#bindings,
      context: contextOf(state),
      state,
      rollout,
      readOnly: this.#options.readOnly,
    };
  }

  #show(frame: Frame): void {
    this.#frame = frame;
    for (const listener of this.#listeners) listener();
  }

  /** Composes once for all that happens at the same moment. */
  #redraw(): void {
    if (this.#frameIsDue) return;
    this.#frameIsDue = true;
    queueMicrotask(() => {
      this.#frameIsDue = false;
      if (this.#blank) return;
      const next = composeFrame(this.scene(), this.#options.themes);
      if (!sameFrame(this.#frame, next)) this.#show(next);
    });
  }
}
