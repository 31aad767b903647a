import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';
import { render } from 'ink';
import { vi } from 'vitest';
import type { OpenLive } from '../../../src/core/live.ts';
import type { Binding } from '../../../src/ui/binding.ts';
import { appOf } from '../../../src/ui/components/app.tsx';
import { Controller } from '../../../src/ui/controller.ts';
import { worded } from '../../../src/ui/key-words.ts';
import { BINDINGS } from '../../../src/ui/keymap.ts';
import type { Size } from '../../../src/ui/layout/areas.ts';
import { makeThemes, type ThemeChoice } from '../../../src/ui/theme.ts';
import { PATIENCE } from '../../support/tmux-server.ts';
import { FakeClient } from './fake-client.ts';
import { NOW } from './sample-snapshot.ts';

/** A terminal without a pty: what Ink writes goes to a headless xterm, whose screen is read. */
export class FakeTerminal {
  readonly xterm: xterm.Terminal;
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Everything that was written, escape sequences included. */
  written = '';
  rawMode = false;

  constructor(columns: number, rows: number) {
    this.xterm = new xterm.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      scrollback: 100,
      convertEol: true,
    });
    const out = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.written += chunk.toString();
        this.xterm.write(chunk, done);
      },
    });
    this.stdout = Object.assign(out, { columns, rows, isTTY: true }) as unknown as NodeJS.WriteStream;
    const input = new PassThrough();
    this.stdin = Object.assign(input, {
      isTTY: true,
      setRawMode: (on: boolean) => {
        this.rawMode = on;
      },
      ref: () => input,
      unref: () => input,
    }) as unknown as NodeJS.ReadStream;
  }

  type(keys: string): void {
    (this.stdin as unknown as PassThrough).write(keys);
  }

  resize(columns: number, rows: number): void {
    this.xterm.resize(columns, rows);
    Object.assign(this.stdout, { columns, rows });
    this.stdout.emit('resize');
  }

  /** The lines of the screen, without trailing spaces. */
  lines(): string[] {
    const buffer = this.xterm.buffer.active;
    return Array.from(
      { length: this.xterm.rows },
      (_, y) => buffer.getLine(buffer.viewportY + y)?.translateToString(true) ?? '',
    );
  }

  text(): string {
    return this.lines().join('\n');
  }

  get alternate(): boolean {
    return this.xterm.buffer.active.type === 'alternate';
  }
}

export const PLAIN: ThemeChoice = { colour: 'none', ascii: false };

export interface Shown {
  terminal: FakeTerminal;
  controller: Controller;
  client: FakeClient;
  quits: number;
  /** Milliseconds by which the clock has gone on. */
  later(ms: number): void;
  /** Types, and waits until the screen satisfies the condition. */
  press(keys: string, until: (screen: string) => boolean): Promise<string>;
  until(condition: (screen: string) => boolean): Promise<string>;
  /** Resolves when all that was drawn has reached the screen. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Draws the cockpit through Ink onto a terminal of this size. */
export async function show(
  size: Size,
  options: {
    client?: FakeClient;
    choice?: ThemeChoice;
    readOnly?: boolean;
    goTo?: (paneId: string) => Promise<void>;
    attach?: (paneId: string, signal: AbortSignal) => Promise<void>;
    live?: OpenLive;
    popup?: boolean;
    bindings?: readonly Binding[];
    welcomed?: () => void;
  } = {},
): Promise<Shown> {
  const terminal = new FakeTerminal(size.columns, size.rows);
  const client = options.client ?? new FakeClient();
  let now = NOW;
  const shown: { quits: number } = { quits: 0 };
  const controller = new Controller({
    client,
    who: 'ana',
    readOnly: options.readOnly ?? false,
    themes: makeThemes(options.choice ?? PLAIN),
    ...(options.goTo !== undefined && { goTo: options.goTo }),
    ...(options.attach !== undefined && { attach: options.attach }),
    ...(options.live !== undefined && { live: options.live }),
    popup: options.popup ?? false,
    bindings: worded(options.bindings ?? BINDINGS, options.choice?.ascii),
    ...(options.welcomed !== undefined && { welcomed: options.welcomed }),
    size,
    clock: () => now,
    onQuit: () => {
      shown.quits++;
    },
  });
  const instance = render(appOf(controller), {
    stdout: terminal.stdout,
    stdin: terminal.stdin,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: 1000,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const until = (condition: (screen: string) => boolean): Promise<string> =>
    vi.waitFor(
      () => {
        const screen = terminal.text();
        if (!condition(screen)) throw new Error(`not shown yet:\n${screen}`);
        return screen;
      },
      { timeout: 15_000 * PATIENCE, interval: 5 },
    );
  await until((screen) => screen.trim() !== '' && terminal.rawMode);
  return Object.assign(shown, {
    terminal,
    controller,
    client,
    later: (ms: number) => {
      now += ms;
      controller.tick();
    },
    press: (keys: string, condition: (screen: string) => boolean) => {
      terminal.type(keys);
      return until(condition);
    },
    until,
    settled: async () => {
      await instance.waitUntilRenderFlush();
      await new Promise<void>((done) => terminal.xterm.write('', done));
    },
    close: async () => {
      instance.unmount();
      await instance.waitUntilExit();
      instance.cleanup();
      controller.dispose();
    },
  });
}
