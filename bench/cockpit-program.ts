import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import xterm from '@xterm/headless';
import { spawn } from 'node-pty';

const BIN = join(import.meta.dirname, '../bin/cutover');

/** The built cockpit in a terminal, as a bench uses it. */
export interface CockpitProgram {
  pid: number;
  press(keys: string): void;
  /** What is on the screen, a line each. */
  text(): string;
  /** Resolves as soon as the screen shows it. */
  shows(text: string | RegExp): Promise<void>;
  /** Resolves with the next that it writes. */
  draws(): Promise<void>;
  /** Resident memory in MB. */
  rssMb(): number;
  quit(): Promise<void>;
}

/** Starts engine and cockpit in one process at 120×40, so that one figure holds both. `folder`: what it may write. */
export function startCockpit(server: string, folder: string, args: readonly string[]): CockpitProgram {
  const { CI, TMUX, TMUX_PANE, ...env } = process.env;
  const pty = spawn(
    process.execPath,
    [BIN, '--no-server', '-L', server, '--flags', join(folder, 'flags.json'), ...args],
    {
      name: 'xterm-256color',
      cols: 120,
      rows: 40,
      env: { ...env, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder },
    },
  );
  const terminal = new xterm.Terminal({ cols: 120, rows: 40, allowProposedApi: true, scrollback: 0 });
  terminal.onData((reply) => pty.write(reply));
  let heard = (): void => {};
  pty.onData((data) => terminal.write(data, () => heard()));
  const ended = new Promise<void>((done) => pty.onExit(() => done()));
  const text = (): string => {
    const buffer = terminal.buffer.active;
    return Array.from(
      { length: terminal.rows },
      (_, y) => buffer.getLine(y)?.translateToString(true) ?? '',
    ).join('\n');
  };
  return {
    pid: pty.pid,
    press: (keys) => pty.write(keys),
    text,
    async shows(wanted) {
      const seen = () => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text()));
      while (!seen()) await Promise.race([new Promise<void>((done) => (heard = done)), after(500)]);
    },
    draws: () => new Promise<void>((done) => (heard = done)),
    rssMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pty.pid}/status`, 'utf8'))?.[1]) / 1024,
    async quit() {
      pty.write('q');
      const kill = setTimeout(() => pty.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(kill);
      terminal.dispose();
    },
  };
}
