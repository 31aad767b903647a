import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import xterm from '@xterm/headless';
import { build } from 'esbuild';
import { type IPty, spawn } from 'node-pty';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleOptions } from '../../scripts/bundle.mjs';
import { PATIENCE } from '../support/tmux-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'cutover-ui-'));
const program = join(folder, 'cockpit.js');
const running: IPty[] = [];

beforeAll(async () => {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  await build({
    ...bundleOptions,
    entryPoints: { cockpit: join(import.meta.dirname, 'support/cockpit-program.ts') },
    outdir: folder,
  });
});

afterEach(() => {
  for (const pty of running.splice(0)) pty.kill('SIGKILL');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Session {
  pty: IPty;
  terminal: xterm.Terminal;
  raw: () => string;
  exit: Promise<{ exitCode: number; signal?: number }>;
  until(text: string): Promise<string>;
}

function text(terminal: xterm.Terminal): string {
  const buffer = terminal.buffer.active;
  return Array.from({ length: terminal.rows }, (_, y) =>
    buffer.getLine(buffer.viewportY + y)?.translateToString(true),
  ).join('\n');
}

/** Starts the cockpit in a pty of its own, with a shell's last line above it, and waits for the dashboard. */
async function start(argument = '', env: Record<string, string> = {}): Promise<Session> {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        !/^(CI|NODE_ENV|VITEST.*|NO_COLOR|FORCE_COLOR|COLORFGBG|LC_.*|LANG)$/.test(entry[0]),
    ),
  );
  const terminal = new xterm.Terminal({ cols: 120, rows: 40, allowProposedApi: true });
  await new Promise<void>((done) => terminal.write('$ cutover\r\n', done));
  const pty = spawn(process.execPath, [program, argument], {
    cols: 120,
    rows: 40,
    name: env.TERM ?? 'xterm-256color',
    env: { ...clean, LANG: 'C.UTF-8', ...env },
  });
  running.push(pty);
  let raw = '';
  pty.onData((data) => {
    raw += data;
    terminal.write(data);
  });
  // Replies of the terminal (size, colours) go back, as in a real one.
  terminal.onData((data) => pty.write(data));
  const exit = new Promise<{ exitCode: number; signal?: number }>((resolve) => pty.onExit(resolve));
  const until = (wanted: string): Promise<string> =>
    vi.waitFor(
      () => {
        const screen = text(terminal);
        if (!screen.includes(wanted)) throw new Error(`"${wanted}" is not shown:\n${screen}`);
        return screen;
      },
      { timeout: 30_000 * PATIENCE, interval: 20 },
    );
  await until('Differences');
  expect(terminal.buffer.active.type).toBe('alternate');
  return { pty, terminal, raw: () => raw, exit, until };
}

/** The terminal is as it was before: main screen with the shell's line, cursor, no paste brackets. */
async function expectRestored({ terminal, raw, until }: Session): Promise<string> {
  const screen = await until('$ cutover');
  expect(terminal.buffer.active.type).toBe('normal');
  expect(raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(raw().lastIndexOf('\u001b[?25l'));
  expect(terminal.modes.bracketedPasteMode).toBe(false);
  expect(raw()).not.toContain('\u001b[3J');
  return screen;
}

describe('the terminal is given back', () => {
  it.each([
    ['q', 'q', 'quit', 0],
    ['Ctrl-C', '\u0003', 'quit', 0],
    ['Ctrl-C in a dialog', 'R\u0003', 'quit', 0],
  ])('after %s', async (_name, keys, reason, code) => {
    const session = await start();
    session.pty.write(keys);
    expect((await session.exit).exitCode).toBe(code);
    await session.until(`left: ${reason}, listeners: 0`);
    await expectRestored(session);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ])('after %s, and what comes after the cockpit still runs', async (signal, code) => {
    const session = await start();
    session.pty.kill(signal);
    expect(await session.exit).toMatchObject({ exitCode: code });
    await session.until(`left: ${signal}, listeners: 0`);
    await expectRestored(session);
  });

  it('after a crash of the cockpit, with what happened below it', async () => {
    const session = await start('cockpit');
    session.pty.kill('SIGUSR2');
    expect((await session.exit).exitCode).toBe(1);
    await session.until('left: crash');
    expect(await expectRestored(session)).toContain('cutover: the cockpit stopped: TypeError');
  });

  it('after a crash of the engine beside it', async () => {
    const session = await start('engine');
    session.pty.kill('SIGUSR2');
    expect((await session.exit).exitCode).toBe(1);
    await session.until('left: crash');
    expect(await expectRestored(session)).toContain('cutover: the cockpit stopped: Error: the engine broke');
  });
});

describe('colours', () => {
  const COLOUR = /\u001b\[[0-9;]*(3[0-7]|9[0-7])m/;

  it('are there on a terminal', async () => {
    const session = await start();
    expect(session.raw()).toMatch(COLOUR);
  });

  it.each([
    ['NO_COLOR', '', { NO_COLOR: '1' }],
    ['TERM=dumb', '', { TERM: 'dumb' }],
    ['--no-color', 'no-color', {}],
  ])('are not there with %s', async (_name, argument, env) => {
    const session = await start(argument, env as Record<string, string>);
    await session.until('R ROLLBACK');
    expect(session.raw()).not.toMatch(/\u001b\[[0-9;]+m/);
  });
});

it('draws by resizing the pty', async () => {
  const session = await start();
  session.pty.resize(80, 24);
  session.terminal.resize(80, 24);
  await session.until('[1 Agents 12]');
  session.pty.write('\u001b[200~q\u001b[201~');
  session.pty.write('4');
  await session.until('[4 Stage]');
});
