import { type ChildProcess, execFile, spawn as spawnChild } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import xterm from '@xterm/headless';
import { type IPty, spawn } from 'node-pty';
import { expect } from 'vitest';
import { until } from './tmux-server.ts';

const BIN = join(import.meta.dirname, '../../bin/cutover');
const CACHES = join(import.meta.dirname, '../../node_modules/.cache/tests');

/** The environment of an operator's shell: nothing of the test runner's. */
function operatorEnv(extra: Record<string, string> = {}): Record<string, string> {
  const hidden = new Set(['CI', 'NODE_ENV', 'VITEST', 'NO_COLOR', 'FORCE_COLOR', 'TMUX', 'TMUX_PANE']);
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !hidden.has(name) && !/^(VITEST|TMUX_ORC)/.test(name),
  );
  // No folder can be made there: nothing of a test's operator is remembered. What is compiled is, for the next test.
  const fixed = { LANG: 'C.UTF-8', XDG_STATE_HOME: '/dev/null', XDG_CACHE_HOME: CACHES };
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...fixed, ...extra };
}

/** A frame is drawn in some milliseconds; a busy machine may take its time. */
const WHOLE_WITHIN_MS = 20_000;

/** What a run of the program without a terminal did. */
export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the built program without a terminal. */
export function run(
  args: string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [BIN, ...args],
      { env: operatorEnv(options.env), cwd: options.cwd, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') reject(error);
        else resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

/** Starts the built program without a terminal, its output on pipes. */
export function start(
  args: string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): ChildProcess {
  return spawnChild(process.execPath, [BIN, ...args], { env: operatorEnv(options.env), cwd: options.cwd });
}

/** The built program in a terminal of its own, its screen read as a person sees it. */
export class Program {
  private readonly pty: IPty;
  private readonly terminal: InstanceType<typeof xterm.Terminal>;
  private raw = '';
  exit: { exitCode: number; signal?: number } | null = null;

  constructor(
    args: string[],
    options: {
      cols?: number;
      rows?: number;
      env?: Record<string, string>;
      cwd?: string;
      /** Another program than the built one. */
      entry?: string;
      /** Where a cockpit's engine is: in its process, or in a server that it starts or finds. */
      engine?: 'own' | 'server';
    } = {},
  ) {
    const isCockpit = options.entry === undefined && (args[0] ?? '-').startsWith('-');
    const own = isCockpit && options.engine !== 'server' ? ['--no-server'] : [];
    const { cols = 120, rows = 40, entry = BIN } = options;
    this.terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 0 });
    this.pty = spawn(process.execPath, [entry, ...args, ...own], {
      name: options.env?.TERM ?? 'xterm-256color',
      cols,
      rows,
      env: operatorEnv(options.env),
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    });
    this.pty.onData((data) => {
      this.raw += data;
      this.terminal.write(data);
    });
    // A terminal answers questions about its size and colours; without the answers a program may wait for them.
    this.terminal.onData((reply) => this.pty.write(reply));
    this.pty.onExit((exit) => {
      this.exit = exit;
    });
  }

  get pid(): number {
    return this.pty.pid;
  }

  /** Everything the program has written so far, sequences included. */
  get written(): string {
    return this.raw;
  }

  /** The rendered lines, without trailing spaces. */
  lines(): string[] {
    const buffer = this.terminal.buffer.active;
    return Array.from({ length: this.terminal.rows }, (_, y) =>
      (buffer.getLine(buffer.viewportY + y)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  text(): string {
    return this.lines().join('\n');
  }

  get inAlternateScreen(): boolean {
    return this.terminal.buffer.active.type === 'alternate';
  }

  press(keys: string): void {
    this.pty.write(keys);
  }

  resize(cols: number, rows: number): void {
    this.terminal.resize(cols, rows);
    this.pty.resize(cols, rows);
  }

  kill(signal: string): void {
    this.pty.kill(signal);
  }

  /** Closes the terminal, as a window that is closed or a connection that breaks. */
  hangUp(): void {
    (this.pty as IPty & { destroy(): void }).destroy();
  }

  /** Waits until the screen shows this, and returns the screen. */
  async shows(pattern: RegExp | string, timeoutMs = 45_000): Promise<string> {
    try {
      return await until(
        String(pattern),
        () => {
          const text = this.text();
          const seen = typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
          return seen && text;
        },
        timeoutMs,
      );
    } catch (error) {
      throw new Error(`${(error as Error).message}; the screen shows:\n${this.text()}`);
    }
  }

  /** Waits for the end of the program. */
  async ended(timeoutMs = 30_000): Promise<{ exitCode: number; signal?: number }> {
    return until('the end of the program', () => this.exit ?? undefined, timeoutMs);
  }

  /** Ends it if it has not ended. */
  async close(): Promise<void> {
    if (this.exit === null) this.pty.kill('SIGKILL');
    await this.ended().catch(() => undefined);
    this.terminal.dispose();
  }

  /**
   * What holds for every screen of the cockpit: one header, one footer, borders closed, nothing wiped behind it. A frame
   * arrives in pieces: it is waited for until it is whole.
   */
  async expectSoundScreen(): Promise<void> {
    const deadline = performance.now() + WHOLE_WITHIN_MS;
    for (;;) {
      try {
        return this.expectWhole();
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
      await new Promise((again) => setTimeout(again, 20));
    }
  }

  private expectWhole(): void {
    const lines = this.lines();
    expect(lines.filter((line) => /^\s*cutover\b/.test(line))).toHaveLength(1);
    expect(lines.filter((line) => /\? help/.test(line))).toHaveLength(1);
    const count = (pattern: RegExp) => (this.text().match(pattern) ?? []).length;
    expect(count(/[┏╭]/g)).toBe(count(/[┓╮]/g));
    expect(count(/[┗╰]/g)).toBe(count(/[┛╯]/g));
    expect(this.raw).not.toContain('\u001b[3J');
  }
}

/** A folder of a test's own. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'cutover-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
