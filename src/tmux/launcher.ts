import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { TmuxCommand, TmuxRun } from '../core/tmux.ts';

/**
 * What the shell does, for ever the same text: it reads how many arguments and bytes of input follow, the arguments a
 * line each, and starts tmux with them; nothing that it reads is ever taken for shell. The mark ends what was printed.
 * `cat` takes what tmux has left of its input, which would be read as the next order.
 */
const SCRIPT = `
IFS= read -r mark || exit
while read -r count bytes; do
  case "$count$bytes" in '' | *[!0-9]*) exit 3 ;; esac
  set --
  while [ "$count" -gt 0 ]; do
    IFS= read -r argument || exit
    set -- "$@" "$argument"
    count=$((count - 1))
  done
  if [ "$bytes" -gt 0 ]; then
    head -c "$bytes" | { tmux "$@"; code=$?; cat > /dev/null; exit $code; }
  else
    tmux "$@" < /dev/null
  fi
  printf '\\n%s %d\\n' "$mark" "$?"
  printf '\\n%s 0\\n' "$mark" >&2
done
`;

/** What a shell says when there is no such program. */
const NOT_FOUND = 127;
/** After it has failed it is let alone for so long, in ms. */
const PAUSE_MS = 10_000;

/**
 * A small process that starts tmux processes in the place of this one. Starting one copies the page tables of who starts
 * it: from an engine with a hundred megabytes that costs more than all that tmux does, from a shell next to nothing.
 * One at a time; it is started when it is first needed, and ends with whoever holds it, however that ends.
 */
export class TmuxLauncher {
  #shell: Shell | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #tryAt = 0;
  #isClosed = false;

  /** Starts `tmux ARGS` when the one before is over; null: it cannot, or nothing is known of what tmux did. */
  run(args: readonly string[], options: LaunchOptions): Promise<TmuxRun | null> {
    const run = this.#last.then(() => this.#run(args, options));
    this.#last = run;
    return run;
  }

  /** Ends it, when what it does is done. */
  close(): void {
    this.#isClosed = true;
    this.#shell?.end();
  }

  async #run(args: readonly string[], options: LaunchOptions): Promise<TmuxRun | null> {
    // An argument is a line for the shell.
    const cannot = this.#isClosed || args.some((argument) => argument.includes('\n'));
    if (cannot || performance.now() < this.#tryAt) return null;
    const shell = this.#shell ?? new Shell();
    this.#shell = shell;
    const run = await shell.run(args, options);
    if (run !== null && run.code !== NOT_FOUND && !run.timedOut) return run;
    shell.kill();
    this.#shell = null;
    if (run?.timedOut === true) return run;
    this.#tryAt = performance.now() + PAUSE_MS;
    return null;
  }
}

type LaunchOptions = Parameters<TmuxCommand>[1];

class Shell {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #mark = randomBytes(16).toString('hex');
  readonly #stdout = new Printed(this.#mark);
  readonly #stderr = new Printed(this.#mark);
  #hasEnded = false;
  /** Called when what is run is over, or the shell. */
  #over: () => void = () => {};

  constructor() {
    // Of a process group of its own: it can be killed with the tmux that it waits for, and Ctrl-C is not for it.
    this.#child = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const { stdin, stdout, stderr } = this.#child;
    for (const [stream, printed] of [
      [stdout, this.#stdout],
      [stderr, this.#stderr],
    ] as const)
      stream.on('data', (chunk: Buffer) => {
        printed.take(chunk);
        if (this.#isDone) this.#over();
      });
    for (const event of ['error', 'exit'])
      this.#child.on(event, () => {
        this.#hasEnded = true;
        this.#over();
      });
    // Its end is heard of by `exit`.
    stdin.on('error', () => {});
    stdin.write(`${this.#mark}\n`);
    // It keeps nobody alive: while it runs something, the timer of that does.
    this.#child.unref();
    for (const pipe of [stdin, stdout, stderr]) (pipe as unknown as { unref(): void }).unref();
  }

  /** null: it has ended. */
  async run(args: readonly string[], { timeoutMs, input = '' }: LaunchOptions): Promise<TmuxRun | null> {
    if (this.#hasEnded) return null;
    const given = Buffer.from(input);
    const timedOut = await new Promise<boolean>((done) => {
      const timer = setTimeout(() => done(true), timeoutMs);
      this.#over = () => {
        clearTimeout(timer);
        done(false);
      };
      this.#child.stdin.write([`${args.length} ${given.length}`, ...args, ''].join('\n'));
      this.#child.stdin.write(given);
    });
    this.#over = () => {};
    if (!timedOut && !this.#isDone) return null;
    const [out, err] = [this.#stdout.use(), this.#stderr.use()];
    return { code: timedOut ? null : out.code, stdout: out.text, stderr: err.text, timedOut };
  }

  end(): void {
    this.#child.stdin.end();
  }

  /** Kills it with whatever it has started: of a tmux client without a terminal nothing is lost by that. */
  kill(): void {
    const { pid, stdout, stderr } = this.#child;
    // A client hands its ends of the pipes to the server: one that is stopped never closes them.
    for (const stream of [stdout, stderr]) stream.destroy();
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // All of them have ended already.
    }
  }

  get #isDone(): boolean {
    return this.#stdout.isWhole && this.#stderr.isWhole;
  }
}

/** What one tmux prints on one of the pipes, up to the mark. */
class Printed {
  readonly #mark: RegExp;
  readonly #longest: number;
  #chunks: Buffer[] = [];
  #code: number | null = null;

  constructor(mark: string) {
    this.#mark = new RegExp(`\\n${mark} (\\d{1,3})\\n$`);
    this.#longest = mark.length + 6;
  }

  get isWhole(): boolean {
    return this.#code !== null;
  }

  take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    // The mark may come in pieces.
    if (chunk.length < this.#longest) this.#chunks = [Buffer.concat(this.#chunks)];
    const end = this.#mark.exec(this.#chunks.at(-1)!.subarray(-this.#longest).toString('latin1'));
    if (end !== null) this.#code = Number(end[1]);
  }

  /** What was printed, and the code after it; from now on the next is taken. */
  use(): { text: string; code: number | null } {
    const whole = Buffer.concat(this.#chunks);
    const code = this.#code;
    const length = code === null ? whole.length : whole.lastIndexOf('\n', whole.length - 2);
    this.#chunks = [];
    this.#code = null;
    return { text: whole.toString('utf8', 0, length), code };
  }
}
