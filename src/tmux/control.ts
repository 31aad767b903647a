import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { TmuxRun, TmuxServer } from '../core/tmux.ts';
import { serverArguments } from './server.ts';

/** What a block of output begins with. tmux(1), "CONTROL MODE": `%begin`, time, number of the command, flags. */
const BEGIN = /^%begin (\d+ \d+ \d+)$/;
/** A client gets this long to end by itself, in ms. */
const END_WITHIN_MS = 1000;

/** Separates what tmux prints to a control client into the output of commands, and what they complain of. */
export class ControlBlocks {
  #id: string | null = null;
  #lines: string[] = [];
  #rest = '';
  readonly #onBlock: (text: string, isError: boolean) => void;

  /** `onBlock` hears of each whole block. What stands between blocks are notices, which nobody asked for. */
  constructor(onBlock: (text: string, isError: boolean) => void) {
    this.#onBlock = onBlock;
  }

  take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (this.#id === null) {
      this.#id = BEGIN.exec(line)?.[1] ?? null;
      return;
    }
    const isError = line === `%error ${this.#id}`;
    if (!isError && line !== `%end ${this.#id}`) {
      this.#lines.push(line);
      return;
    }
    const block = this.#lines.map((one) => `${one}\n`).join('');
    this.#id = null;
    this.#lines = [];
    this.#onBlock(block, isError);
  }
}

interface Waiting {
  end: string;
  stdout: string[];
  stderr: string[];
  resolve(run: TmuxRun): void;
}

/**
 * A client of tmux that stays: `tmux -C attach`, in which commands cost no process. It draws nothing, counts for no size
 * and hears of no output. It is asked to end and never killed with SIGKILL, which tmux 3.6a was seen not to survive well.
 */
export class ControlClient {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended = Promise.withResolvers<void>();
  #waiting: Waiting | null = null;
  #said = '';
  #isEnded = false;

  constructor(server: TmuxServer) {
    const { TMUX, TMUX_PANE, ...env } = process.env;
    const args = [
      '-u',
      '-N',
      ...serverArguments(server),
      '-C',
      'attach',
      '-f',
      'read-only,ignore-size,no-output',
    ];
    this.#child = spawn('tmux', args, { env });
    const blocks = new ControlBlocks((text, isError) => this.#block(text, isError));
    const decoder = new StringDecoder('utf8');
    this.#child.stdout.on('data', (chunk: Buffer) => blocks.take(decoder.write(chunk)));
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString('utf8')).slice(-1000);
    });
    this.#child.stdin.on('error', () => {});
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('close', () => this.#end(this.#said));
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Carries out the commands, a line each; one caller at a time. A client that ends has `code` 1. */
  run(commands: string, timeoutMs: number): Promise<TmuxRun> {
    if (this.#isEnded) return Promise.resolve(ended(this.#said));
    if (this.#waiting !== null) throw new Error('a control client does one thing at a time');
    const end = `x${randomBytes(12).toString('hex')}x`;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting = null;
        resolve({ code: null, stdout: '', stderr: '', timedOut: true });
      }, timeoutMs);
      this.#waiting = {
        end: `${end}\n`,
        stdout: [],
        stderr: [],
        resolve(run) {
          clearTimeout(timer);
          resolve(run);
        },
      };
      this.#child.stdin.write(`${commands}display-message -p '${end}'\n`);
    });
  }

  /** Detaches, and resolves when the client has ended, or has been asked to for a second. */
  async close(): Promise<void> {
    if (this.#isEnded) return;
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGTERM'), END_WITHIN_MS);
    const given = setTimeout(() => this.#leave(), 2 * END_WITHIN_MS);
    await this.#ended.promise;
    clearTimeout(timer);
    clearTimeout(given);
  }

  /** A client that does not end keeps this process from nothing. */
  #leave(): void {
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    this.#child.unref();
    this.#ended.resolve();
  }

  #block(text: string, isError: boolean): void {
    const waiting = this.#waiting;
    if (waiting === null) {
      // The first block answers the attach.
      if (isError) this.#said = text;
      return;
    }
    if (!isError && text === waiting.end) {
      this.#waiting = null;
      const [stdout, stderr] = [waiting.stdout.join(''), waiting.stderr.join('')];
      waiting.resolve({ code: stderr === '' ? 0 : 1, stdout, stderr, timedOut: false });
      return;
    }
    (isError ? waiting.stderr : waiting.stdout).push(text);
  }

  #end(said: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#waiting?.resolve(ended(said));
    this.#waiting = null;
    this.#ended.resolve();
  }
}

const ended = (said: string): TmuxRun => ({
  code: 1,
  stdout: '',
  stderr: said || 'the control client has ended',
  timedOut: false,
});
