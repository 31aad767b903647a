import type { EngineClient } from '../core/client.ts';
import { messageOf } from '../core/errors.ts';
import type { OpenLive } from '../core/live.ts';
import { stripControls } from '../core/text.ts';
import type { ThemeName } from '../core/themes.ts';
import type { Binding } from './binding.ts';
import { worded } from './key-words.ts';
import { BINDINGS } from './keymap.ts';
import { steadyTerminal } from './steady.ts';
import { chooseTheme, makeThemes } from './theme.ts';

export interface UiOptions {
  client: EngineClient;
  /** Recorded with every change of the stage. */
  who: string;
  color: 'auto' | 'none';
  theme?: ThemeName;
  /** Signs and frames in ASCII, or not; left out: as the locale says. */
  ascii?: boolean;
  /** Every command with its keys; left out: as they come. */
  bindings?: readonly Binding[];
  /** Tells what to begin with, until a key is pressed; called then. Left out: the operator has been here before. */
  welcomed?: () => void;
  /** Nothing is written: stages and the rollback are shown, their keys are dead. */
  readOnly?: boolean;
  /** Takes the operator's tmux to a pane; left out: the cockpit runs in none. */
  goTo?: (paneId: string) => Promise<void>;
  /** Gives this terminal to a client of tmux that shows a pane, until it is detached or the signal aborts; left out: nothing does. */
  attach?: (paneId: string, signal: AbortSignal) => Promise<void>;
  /** Shows panes live in the cockpit; left out: they are recorded. */
  live?: OpenLive;
  /** Starts the server again after it has ended; left out: this window does not. */
  restart?: () => Promise<void>;
  /** The cockpit is in a popup of tmux: what takes the operator elsewhere closes it. */
  popup?: boolean;
  stdin?: NodeJS.ReadStream;
  stdout?: NodeJS.WriteStream;
}

/** Why the cockpit was left. */
export type QuitReason = 'quit' | 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'hangup' | 'crash';

/** As a shell names a process that ended by a signal: 128 and its number. */
const EXIT_CODES: Record<QuitReason, number> = {
  quit: 0,
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
  hangup: 129,
  crash: 1,
};
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Ages are drawn anew with every snapshot, and after this long without one: a drawn frame costs more than it tells. */
const TICK_MS = 5000;
/** What the engine says is drawn ten times a second at most (DESIGN.md §4); what keys do, as soon as they do it. */
const SNAPSHOT_EVERY_MS = 100;
const MAX_FPS = 60;

/**
 * Attaches once nothing is read from the terminal here any more. Ink stops listening and lets Node read on: what the terminal
 * answers to tmux then came here now and then, and tmux, which found nothing to read, gave the client up.
 */
function lettingGo(
  stdin: NodeJS.ReadStream,
  attach: (paneId: string, signal: AbortSignal) => Promise<void>,
): (paneId: string, signal: AbortSignal) => Promise<void> {
  return async (paneId, signal) => {
    // Only a turn after Ink has let go of it does it count as read by nobody; and Node stops reading a turn after it is told to.
    await new Promise((released) => setImmediate(released));
    stdin.pause();
    await new Promise((stopped) => setImmediate(stopped));
    await attach(paneId, signal);
  };
}

/**
 * Draws the cockpit until the operator quits (or the terminal goes, or the process is told to end); resolves with
 * why. Restores the terminal, sets `process.exitCode`, never calls process.exit, leaves the client open.
 */
export async function runCockpit(options: UiOptions): Promise<QuitReason> {
  const stdout = options.stdout ?? process.stdout;
  const stdin = options.stdin ?? process.stdin;
  const choice = chooseTheme(process.env, options);
  // Ink's colours are decided when it is loaded; it does not look at NO_COLOR itself.
  if (choice.colour === 'none') process.env.FORCE_COLOR = '0';
  const [{ render }, { appOf }, { Controller }] = await Promise.all([
    import('ink'),
    import('./components/app.tsx'),
    import('./controller.ts'),
  ]);

  const left = Promise.withResolvers<{ reason: QuitReason; error?: unknown }>();
  const leave = (reason: QuitReason, error?: unknown): void => left.resolve({ reason, error });
  const controller = new Controller({
    client: options.client,
    who: options.who,
    readOnly: options.readOnly ?? false,
    ...(options.goTo !== undefined && { goTo: options.goTo }),
    ...(options.attach !== undefined && { attach: lettingGo(stdin, options.attach) }),
    ...(options.live !== undefined && { live: options.live }),
    ...(options.restart !== undefined && { restart: options.restart }),
    popup: options.popup ?? false,
    bindings: worded(options.bindings ?? BINDINGS, choice.ascii),
    ...(options.welcomed !== undefined && { welcomed: options.welcomed }),
    themes: makeThemes(choice),
    size: { columns: stdout.columns || 80, rows: stdout.rows || 24 },
    snapshotEveryMs: SNAPSHOT_EVERY_MS,
    clock: Date.now,
    onQuit: () => leave('quit'),
  });

  const onSignal = (signal: NodeJS.Signals): void => leave(signal as (typeof SIGNALS)[number]);
  const onCrash = (error: unknown): void => leave('crash', error);
  const onStreamGone = (): void => leave('hangup');
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('uncaughtException', onCrash);
  // Stays: what is still written to a terminal that is gone fails later.
  stdout.on('error', onStreamGone);
  stdin.on('end', onStreamGone);
  stdin.on('error', onStreamGone);
  const ticker = setInterval(() => controller.tick(), TICK_MS);
  let { bells } = options.client.snapshot();
  const unsubscribe = options.client.subscribe((snapshot) => {
    ticker.refresh();
    if ((snapshot.bells ?? 0) > (bells ?? 0)) stdout.write('\u0007');
    bells = snapshot.bells;
  });

  let flush: () => Promise<void> = async () => {};
  const terminal = steadyTerminal(stdout, {
    blank() {
      controller.blank();
      return flush();
    },
    resized: (size) => controller.resize(size),
  });

  let outcome: { reason: QuitReason; error?: unknown };
  try {
    const instance = render(appOf(controller), {
      stdout: terminal.stdout,
      stdin,
      interactive: true,
      alternateScreen: true,
      incrementalRendering: true,
      maxFps: MAX_FPS,
      exitOnCtrlC: false,
      patchConsole: true,
    });
    flush = () => instance.waitUntilRenderFlush();
    const exited = instance.waitUntilExit().then(
      () => leave('quit'),
      (error: unknown) => leave('crash', error),
    );
    outcome = await left.promise;
    await controller.leave();
    instance.unmount();
    await exited;
    instance.cleanup();
  } finally {
    clearInterval(ticker);
    terminal.release();
    unsubscribe();
    controller.dispose();
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('uncaughtException', onCrash);
    stdin.off('end', onStreamGone);
    stdin.off('error', onStreamGone);
  }
  if (outcome.reason !== 'quit') process.exitCode = EXIT_CODES[outcome.reason];
  if (outcome.reason === 'crash') {
    const { error } = outcome;
    const said = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    process.stderr.write(`${stripControls(`cutover: the cockpit stopped: ${said}`)}\n`);
  }
  return outcome.reason;
}
