import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import xterm from '@xterm/headless';
import { type IPty, spawn } from 'node-pty';
import { type Screen, screenOf } from './cells.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/cutover');
/** Nothing of these is passed on: they change what the program does, or name a place of the one who films. */
const HIDDEN =
  /^(CI|NODE_ENV|VITEST.*|NO_COLOR|FORCE_COLOR|TMUX|TMUX_PANE|TMUX_ORC.*|CUTOVER_.*|COLORFGBG|LC_.*)$/;
const LOOK_EVERY_MS = 20;

/** Something that the program wrote, and when, in ms since its start. */
export interface Written {
  at: number;
  data: string;
}

/** The built program in a terminal, driven by keys; its screen can be read and everything it writes is kept. */
export class Player {
  readonly written: Written[] = [];
  private readonly startedAt = performance.now();
  private readonly folder = mkdtempSync(join(tmpdir(), 'cutover-film-'));
  private readonly terminal: InstanceType<typeof xterm.Terminal>;
  private readonly pty: IPty;
  private exitCode: number | null = null;

  constructor(args: readonly string[], { columns, rows }: { columns: number; rows: number }) {
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
    const kept = Object.entries(process.env).filter(([name]) => !HIDDEN.test(name));
    this.pty = spawn(process.execPath, [PROGRAM, ...args], {
      name: 'xterm-256color',
      cols: columns,
      rows,
      // An operator whom nothing is known of: no settings, no state, a clock that is the same for everybody.
      env: {
        ...Object.fromEntries(kept),
        LANG: 'C.UTF-8',
        TZ: 'UTC',
        XDG_CONFIG_HOME: this.folder,
        XDG_STATE_HOME: this.folder,
      },
    });
    this.pty.onData((data) => {
      this.written.push({ at: this.now(), data });
      this.terminal.write(data);
    });
    // A terminal answers questions about its size and colours.
    this.terminal.onData((reply) => this.pty.write(reply));
    this.pty.onExit(({ exitCode }) => {
      this.exitCode = exitCode;
    });
  }

  /** Milliseconds since the start. */
  now(): number {
    return performance.now() - this.startedAt;
  }

  /** What the terminal shows, without spaces at the ends of lines. */
  text(): string {
    const buffer = this.terminal.buffer.active;
    const line = (y: number) => buffer.getLine(buffer.viewportY + y)?.translateToString(true) ?? '';
    return Array.from({ length: this.terminal.rows }, (_, y) => line(y).trimEnd()).join('\n');
  }

  screen(): Screen {
    return screenOf(this.terminal);
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    this.pty.resize(columns, rows);
  }

  press(keys: string): void {
    this.pty.write(keys);
  }

  /** Waits until the screen shows this. Throws with the screen when it does not in time. */
  async shows(pattern: RegExp, withinMs = 60_000): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (!pattern.test(this.text())) {
      if (performance.now() > deadline)
        throw new Error(`${pattern} was not shown within ${withinMs} ms; the screen:\n${this.text()}`);
      await after(LOOK_EVERY_MS);
    }
    await this.still();
  }

  /** Presses a key until the screen shows this. Throws when it does not after many times. */
  async pressUntil(keys: string, pattern: RegExp, most = 12): Promise<void> {
    for (let i = 0; i < most && !pattern.test(this.text()); i++) {
      this.press(keys);
      await this.still(300);
    }
    await this.shows(pattern, 1000);
  }

  /** Waits until a frame is whole: nothing was written for a moment. */
  async still(ms = 150): Promise<void> {
    let count: number;
    do {
      count = this.written.length;
      await after(ms);
    } while (this.written.length !== count);
  }

  /** Waits for the end; its exit code. */
  async ended(withinMs = 20_000): Promise<number> {
    const deadline = performance.now() + withinMs;
    while (this.exitCode === null) {
      if (performance.now() > deadline) throw new Error(`it has not ended; the screen:\n${this.text()}`);
      await after(LOOK_EVERY_MS);
    }
    return this.exitCode;
  }

  /** Ends it, if it has not ended, and removes what was made for it. */
  async close(): Promise<void> {
    if (this.exitCode === null) this.pty.kill('SIGTERM');
    await this.ended().catch(() => this.pty.kill('SIGKILL'));
    this.terminal.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
