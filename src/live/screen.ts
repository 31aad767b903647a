import xterm from '@xterm/headless';
import type { LiveScreen } from '../core/live.ts';
import { readPane } from './cells.ts';
import type { Geometry } from './geometry.ts';
import { WIDTHS } from './widths.ts';

/**
 * A terminal that nobody sees. It takes what tmux draws for our client and keeps it as cells: what a title, a clipboard, a
 * link or a question to the terminal was goes no further.
 */
export class HiddenScreen {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  #cursorShown = true;

  constructor({ cols, rows }: Pick<Geometry, 'cols' | 'rows'>) {
    this.#terminal = new xterm.Terminal({ cols, rows, scrollback: 0, allowProposedApi: true });
    this.#terminal.unicode.register(WIDTHS);
    this.#terminal.unicode.activeVersion = WIDTHS.version;
    this.#onCursorMode('h', true);
    this.#onCursorMode('l', false);
  }

  /** Calls back when all of it has been taken in. */
  write(data: string, done: () => void): void {
    this.#terminal.write(data, done);
  }

  resize(cols: number, rows: number): void {
    this.#terminal.resize(cols, rows);
  }

  /** What is to be seen of the pane now. */
  of(geometry: Geometry): LiveScreen {
    const { pane, panes, mode, covered, active } = geometry;
    const { active: buffer } = this.#terminal.buffer;
    const at: [number, number] = active
      ? [buffer.cursorX - pane.left, buffer.cursorY - pane.top]
      : [...geometry.cursor];
    const inside = at[0] >= 0 && at[1] >= 0 && at[0] < pane.cols && at[1] < pane.rows;
    return {
      cols: pane.cols,
      rows: pane.rows,
      lines: covered ? [] : readPane(buffer, pane),
      cursor: inside && active && this.#cursorShown && !covered ? at : null,
      at: [clamp(at[0], pane.cols), clamp(at[1], pane.rows)],
      panes,
      mode,
      covered,
    };
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  /** xterm keeps to itself whether the cursor is shown. */
  #onCursorMode(final: 'h' | 'l', shown: boolean): void {
    this.#terminal.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
      if (parameters.includes(25)) this.#cursorShown = shown;
      return false;
    });
  }
}

function clamp(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, at));
}
