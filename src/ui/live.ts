import { messageOf } from '../core/errors.ts';
import type { LivePane, OpenLive, Stroke } from '../core/live.ts';
import type { Deck } from './deck.ts';
import { meant } from './go.ts';
import { moved } from './layout/crop.ts';
import type { LiveView, UiStore } from './store.ts';
import { layoutOf } from './views/frame.ts';
import { liveCrop, liveRoom } from './views/live.ts';

/** Columns by which the part in view is shifted at once. */
const SHIFT = 10;

/** Opens and closes live panes as the state of the window wants it: whatever closes the view closes the pane. */
export class LiveSeat {
  readonly #open: OpenLive;
  readonly #store: UiStore;
  #token: symbol | null = null;
  #pane: Promise<LivePane | null> = Promise.resolve(null);
  readonly #closing = new Set<Promise<void>>();

  constructor(open: OpenLive, store: UiStore) {
    this.#open = open;
    this.#store = store;
  }

  /** To be called when the state has changed. */
  follow(): void {
    const { live } = this.#store.getState();
    const wanted = live?.token ?? null;
    if (wanted === this.#token) return;
    this.#leave();
    this.#token = wanted;
    if (live !== null) this.#pane = this.#enter(live);
  }

  /** Types into the pane that is open. */
  type(strokes: readonly Stroke[]): void {
    void this.#pane.then((pane) => pane?.type(strokes));
  }

  paste(text: string): void {
    void this.#pane.then((pane) => pane?.paste(text));
  }

  /** Closes what is open, and resolves when nothing of it is left in tmux. */
  async close(): Promise<void> {
    this.#leave();
    await Promise.all(this.#closing);
  }

  async #enter({ token, paneId }: LiveView): Promise<LivePane | null> {
    const change = (over: Partial<LiveView>): void => {
      const { live } = this.#store.getState();
      if (live?.token === token) this.#store.setState({ live: { ...live, ...over } });
    };
    try {
      return await this.#open(paneId, {
        show: (screen) => change({ screen }),
        ended: (why) => change({ ended: why }),
      });
    } catch (error) {
      change({ ended: messageOf(error) });
      return null;
    }
  }

  #leave(): void {
    const pane = this.#pane;
    this.#pane = Promise.resolve(null);
    this.#token = null;
    const closing = pane.then((open) => open?.close()).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

/** Shows the pane of the agent that is meant live. */
export function openLive(deck: Deck): void {
  const agent = meant(deck);
  if (agent === undefined || deck.live === null) {
    const notice =
      agent === undefined
        ? 'no agent is selected'
        : 'these panes are recorded: there is nothing live to be shown';
    deck.set({ ...deck.state, notice });
    return;
  }
  const { id, paneId, target } = agent;
  const view = {
    id,
    paneId,
    target,
    token: Symbol(paneId),
    typing: false,
    screen: null,
    corner: null,
    ended: null,
  };
  deck.set({ ...deck.state, live: view });
}

/** From now on, or no longer, keys go to the pane. */
export function setTyping(deck: Deck, typing: boolean): void {
  const { live } = deck.state;
  if (live === null) return;
  // What is typed is typed where the cursor is: that has to be in view.
  deck.set({ ...deck.state, live: { ...live, typing, corner: typing ? null : live.corner } });
}

/** Shows the part where the cursor is again. */
export function followCursor(deck: Deck): void {
  const { live } = deck.state;
  if (live !== null) deck.set({ ...deck.state, live: { ...live, corner: null } });
}

/** Moves the part of the pane that is in view: by lines, by pages, to an end, or sideways. */
export function pan(deck: Deck, live: LiveView, step: PanStep): void {
  if (live.screen === null) return;
  const room = liveRoom(layoutOf(deck.scene()).live);
  const { cols, rows } = live.screen;
  const page = Math.max(1, room.rows - 1);
  const [columns, lines] = {
    up: [0, -1],
    down: [0, 1],
    page_up: [0, -page],
    page_down: [0, page],
    home: [0, -rows],
    end: [0, rows],
    left: [-SHIFT, 0],
    right: [SHIFT, 0],
  }[step] as [number, number];
  const corner = moved(liveCrop(live, room), { columns: cols, rows }, columns, lines);
  deck.set({ ...deck.state, live: { ...live, corner } });
}
export type PanStep = 'up' | 'down' | 'page_up' | 'page_down' | 'home' | 'end' | 'left' | 'right';

/** What is typed is typed into what is shown, or is about to be: it waits for a pane that is being opened. */
function takesKeys({ ended, screen }: LiveView): boolean {
  return ended === null && screen?.covered !== true;
}

/**
 * One key while the agent is typed to: `names` as the cockpit knows it, `strokes` for the pane. Only the key that ends the
 * typing means something here, also when the pane has gone: what was meant for an agent must not steer the cockpit.
 */
export function typeThrough(deck: Deck, names: readonly string[], strokes: readonly Stroke[]): void {
  const { live } = deck.state;
  if (names.some((name) => deck.commandOf(name) === 'live.stop')) setTyping(deck, false);
  else if (live !== null && takesKeys(live)) deck.live?.type(strokes);
}

/** A pasted text while the agent is typed to. */
export function pasteThrough(deck: Deck, text: string): void {
  const { live } = deck.state;
  if (live !== null && takesKeys(live)) deck.live?.paste(text);
}
