import { CutoverError, messageOf } from '../core/errors.ts';
import type { LiveListener, LivePane, Stroke } from '../core/live.ts';
import type { TmuxCommand } from '../core/tmux.ts';
import { HiddenClient } from './client.ts';
import { type Geometry, sameGeometry } from './geometry.ts';
import { HiddenScreen } from './screen.ts';
import { HiddenSession } from './session.ts';
import { sweepLiveSessions } from './sweep.ts';
import { Typist } from './typist.ts';

/** Between two frames, in ms. */
const FRAME_MS = 100;
/** How often is looked where the pane is and how large its window, in ms: nothing tells of that by itself. */
const LOOK_MS = 300;

/** With what a live pane is made. */
export interface LiveParts {
  /** On the server of the pane. */
  tmux: TmuxCommand;
  /** Arguments for tmux that name that server. */
  server: readonly string[];
  env: Record<string, string | undefined>;
}

/** Shows a pane live, see OpenLive. What earlier ones have left behind is taken away first. */
export async function openLivePane(
  parts: LiveParts,
  paneId: string,
  listener: LiveListener,
): Promise<LivePane> {
  void sweepLiveSessions(parts.tmux);
  const session = new HiddenSession(parts.tmux);
  const geometry = await session.find(paneId);
  if (geometry === null || geometry.home === null)
    throw new CutoverError('pane_gone', 'the pane is gone', 'its agent may run in another one');
  const live = new Live(parts, paneId, session, geometry, listener);
  try {
    await live.open();
  } catch (error) {
    await live.close();
    throw error instanceof CutoverError
      ? error
      : new CutoverError('live', `no terminal can be had: ${messageOf(error)}`, 'attach to it by `a`');
  }
  return live;
}

class Live implements LivePane {
  readonly #parts: LiveParts;
  readonly #paneId: string;
  readonly #session: HiddenSession;
  readonly #screen: HiddenScreen;
  readonly #typist: Typist;
  readonly #listener: LiveListener;
  #client: HiddenClient | null = null;
  #geometry: Geometry;
  /** The window is in view: before that the client shows an empty one. */
  #shown = false;
  #frameTimer: NodeJS.Timeout | null = null;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #lookTimer: NodeJS.Timeout | null = null;
  #closing: Promise<void> | null = null;

  constructor(
    parts: LiveParts,
    paneId: string,
    session: HiddenSession,
    geometry: Geometry,
    listener: LiveListener,
  ) {
    this.#parts = parts;
    this.#paneId = paneId;
    this.#session = session;
    this.#geometry = geometry;
    this.#listener = listener;
    this.#screen = new HiddenScreen(geometry);
    this.#typist = new Typist(parts.tmux, paneId, (why) => this.#end(why));
  }

  async open(): Promise<void> {
    const { server, env } = this.#parts;
    await this.#session.create(this.#geometry);
    const args = ['-u', '-N', '-T', '256,RGB', ...server, ...this.#session.attachArguments()];
    const client = new HiddenClient(args, this.#geometry, env, {
      data: (text, done) =>
        this.#screen.write(text, () => {
          done();
          this.#changed();
        }),
      exit: () => this.#end('its session has ended'),
    });
    this.#client = client;
    await this.#session.attached(() => client.loseFocus());
    await this.#session.standBehind(this.#geometry.home!);
    await this.#session.show(this.#geometry.window);
    this.#shown = true;
    // It may have been drawn already, and never be drawn again.
    this.#changed();
    this.#lookLater();
  }

  type(strokes: readonly Stroke[]): void {
    if (this.#closing === null) this.#typist.add(strokes);
  }

  paste(text: string): void {
    if (this.#closing === null) this.#typist.add([{ paste: text }]);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#frameTimer ?? undefined);
    clearTimeout(this.#lookTimer ?? undefined);
    await this.#session.remove();
    await this.#client?.end();
    this.#screen.dispose();
  }

  #end(why: string): void {
    if (this.#closing !== null) return;
    void this.close();
    if (this.#shown) this.#listener.ended(why);
  }

  /** A frame at once, unless one has just been drawn. */
  #changed(): void {
    if (this.#closing !== null || !this.#shown || this.#frameTimer !== null) return;
    const wait = Math.max(0, this.#drawnAt + FRAME_MS - performance.now());
    this.#frameTimer = setTimeout(() => {
      this.#frameTimer = null;
      const screen = this.#screen.of(this.#geometry);
      this.#drawnAt = performance.now();
      this.#listener.show(screen);
    }, wait);
  }

  #lookLater(): void {
    if (this.#closing !== null) return;
    this.#lookTimer = setTimeout(() => void this.#look(), LOOK_MS);
  }

  /** Follows the pane into another window and its window to another size, and ends when either is at home nowhere. */
  async #look(): Promise<void> {
    try {
      const now = await this.#session.find(this.#paneId);
      if (this.#closing !== null) return;
      if (now === null) return this.#end('the pane is gone');
      if (now.home === null) return this.#end('its session has been killed');
      const before = this.#geometry;
      this.#geometry = now;
      if (now.cols !== before.cols || now.rows !== before.rows) {
        this.#screen.resize(now.cols, now.rows);
        this.#client?.resize(now.cols, now.rows);
      }
      if (now.window !== before.window) await this.#session.show(now.window);
      if (!sameGeometry(before, now) || !now.active) this.#changed();
      this.#lookLater();
    } catch (error) {
      this.#end(messageOf(error));
    }
  }
}
