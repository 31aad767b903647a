import { type IPty, spawn } from 'node-pty';

/** Characters that wait to be taken in; beyond that the client is not read: tmux then leaves out what nobody would see. */
const MOST_WAITING = 256 * 1024;
/** What the client is told about its terminal: its colours are passed on as they are. */
const TERM = 'xterm-256color';
/** A client that is to end gets this long to do so by itself, in ms. */
const END_WITHIN_MS = 1000;

/** What a client draws goes here. */
export interface ClientListener {
  /** Calls `done` when it has been taken in. */
  data(text: string, done: () => void): void;
  exit(): void;
}

/** A client of tmux in a terminal that nobody sees. It only looks: nothing typed into it gets anywhere. */
export class HiddenClient {
  readonly #pty: IPty;
  readonly #ended = Promise.withResolvers<void>();
  #waiting = 0;
  #isEnded = false;

  /** `args`: of tmux. Throws when no terminal can be had. */
  constructor(
    args: string[],
    size: { cols: number; rows: number },
    env: Record<string, string | undefined>,
    listener: ClientListener,
  ) {
    // In an environment of tmux it would refuse to attach.
    const { TMUX, TMUX_PANE, ...rest } = env;
    this.#pty = spawn('tmux', args, { name: TERM, ...size, env: { ...rest, TERM } });
    this.#pty.onData((text) => {
      this.#waiting += text.length;
      if (this.#waiting > MOST_WAITING) this.#pty.pause();
      listener.data(text, () => {
        this.#waiting -= text.length;
        if (this.#waiting <= MOST_WAITING) this.#pty.resume();
      });
    });
    this.#pty.onExit(() => {
      this.#isEnded = true;
      this.#ended.resolve();
      listener.exit();
    });
  }

  /** Tells tmux that nobody looks at this terminal: otherwise the program in the pane would be told that somebody does. */
  loseFocus(): void {
    this.#pty.write('\u001b[O');
  }

  resize(cols: number, rows: number): void {
    if (!this.#isEnded) this.#pty.resize(cols, rows);
  }

  /** Ends the client, and resolves when it has ended. */
  async end(): Promise<void> {
    if (!this.#isEnded) {
      this.#pty.resume();
      this.#pty.kill('SIGHUP');
    }
    const timer = setTimeout(() => this.#pty.kill('SIGKILL'), END_WITHIN_MS);
    await this.#ended.promise;
    clearTimeout(timer);
  }
}
