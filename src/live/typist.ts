import type { Stroke } from '../core/live.ts';
import { type TmuxCommand, wholeArgument } from '../core/tmux.ts';

const TIMEOUT_MS = 3000;
/** Characters that go to tmux at once. */
const MOST_TEXT = 1000;

/** A text to be pasted: what is no text in it could end the brackets around it, or be a key. */
export function pasted(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** The commands of tmux that type these into a pane: characters as they are, keys by their names. */
export function typingCommands(paneId: string, strokes: readonly Stroke[]): string[][] {
  const commands: string[][] = [];
  let kind: 'text' | 'key' | null = null;
  for (const stroke of strokes) {
    if ('text' in stroke) {
      const last = commands.at(-1);
      if (kind === 'text' && (last?.at(-1)?.length ?? 0) + stroke.text.length <= MOST_TEXT)
        last!.push(last!.pop()! + stroke.text);
      else commands.push(['send-keys', '-t', paneId, '-l', '--', stroke.text]);
      kind = 'text';
    } else {
      if (kind === 'key') commands.at(-1)!.push(stroke.key);
      else commands.push(['send-keys', '-t', paneId, '--', stroke.key]);
      kind = 'key';
    }
  }
  return commands.map((command) => command.map(wholeArgument));
}

/**
 * Types into a pane by its id: whichever pane of the window other people have chosen, and whatever their keys mean to tmux.
 * One process at a time; what is pressed meanwhile goes with the next.
 */
export class Typist {
  readonly #tmux: TmuxCommand;
  readonly #paneId: string;
  readonly #failed: (why: string) => void;
  #waiting: (Stroke | { paste: string })[] = [];
  #busy = false;

  /** `failed`: told in words when tmux says no. */
  constructor(tmux: TmuxCommand, paneId: string, failed: (why: string) => void) {
    this.#tmux = tmux;
    this.#paneId = paneId;
    this.#failed = failed;
  }

  /** Takes what is pressed or pasted. */
  add(what: readonly (Stroke | { paste: string })[]): void {
    this.#waiting.push(...what);
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#waiting.length > 0) {
        const all = this.#waiting.splice(0);
        for (let from = 0; from < all.length; ) {
          const first = all[from]!;
          if ('paste' in first) {
            await this.#paste(first.paste);
            from++;
            continue;
          }
          const end = all.findIndex((one, i) => i > from && 'paste' in one);
          const strokes = all.slice(from, end === -1 ? all.length : end) as Stroke[];
          for (const command of typingCommands(this.#paneId, strokes)) await this.#run(command);
          from += strokes.length;
        }
      }
    } catch (error) {
      this.#waiting = [];
      this.#failed((error as Error).message);
    } finally {
      this.#busy = false;
    }
  }

  async #paste(text: string): Promise<void> {
    const buffer = `cutover-live-${process.pid}`;
    await this.#run(['load-buffer', '-b', buffer, '-'], pasted(text));
    await this.#run(['paste-buffer', '-d', '-p', '-b', buffer, '-t', this.#paneId]);
  }

  async #run(args: string[], input?: string): Promise<void> {
    const run = await this.#tmux(args, { timeoutMs: TIMEOUT_MS, ...(input !== undefined && { input }) });
    if (run.code !== 0) throw new Error(`tmux: ${run.stderr.trim() || 'no answer'}`);
  }
}
