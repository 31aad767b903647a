import { setTimeout as after } from 'node:timers/promises';
import { loadRules } from '../config/agent-files.ts';
import { loadSettings, type Settings } from '../config/settings.ts';
import type { Divergence, Signature } from '../core/divergence.ts';
import type { FlagsState } from '../core/flags.ts';
import type { MonitorName, Observation, Report } from '../core/report.ts';
import type { RulesState } from '../core/rules-state.ts';
import type { TmuxServer } from '../core/tmux.ts';
import { TmuxError } from '../core/tmux.ts';
import { openFlags } from '../flags/store.ts';
import { labelsPath, openLabels } from '../journal/labels.ts';
import type { Monitor } from '../monitors/monitor.ts';
import { createTmux } from '../tmux/reader.ts';
import { ReadingTurns } from '../tmux/turns.ts';
import { Comparison } from './comparison.ts';
import { externalOf, openMonitors } from './monitors.ts';
import { Roster } from './roster.ts';

/** One cycle of both monitors and what their comparison says. */
export interface Once {
  at: number;
  /** The rules that modular judged by. */
  rules: RulesState;
  reports: Record<MonitorName, Report>;
  divergences: Divergence[];
  signatures: Signature[];
  /** Divergences that are open questions: neither timing nor refinement, and not judged. */
  open: number;
}

/** What a single cycle is run on. */
export interface OnceOptions {
  server: TmuxServer;
  flagsPath: string;
  /** The config folder, with the files of the custom agents. */
  configFolder: string;
  env: Record<string, string | undefined>;
  signal: AbortSignal;
}

/** A single cycle with all that was known after it. */
export interface OnceHeld {
  once: Once;
  flags: FlagsState;
  roster: Roster;
  comparison: Comparison;
  tmux: ReturnType<typeof createTmux>;
  settings: Settings;
}

/**
 * Runs both monitors once, side by side, and compares them. Throws TmuxError when the server cannot be read, CutoverError
 * when the settings are wrong.
 */
export async function runOnce(options: OnceOptions): Promise<Once> {
  return (await holdOnce(options)).once;
}

/** The same, with what it was made from. Throws as runOnce. */
export async function holdOnce(options: OnceOptions): Promise<OnceHeld> {
  const now = () => Date.now();
  const at = now();
  const store = await openFlags({ path: options.flagsPath, env: options.env, now });
  const state = store.state();
  const flags = state.effective;
  await store.close();
  const labels = await openLabels(labelsPath(options.flagsPath));
  const { book, state: rules } = await loadRules(options.configFolder);
  const settings = await loadSettings(options.configFolder);
  const turns = new ReadingTurns();
  const tmux = createTmux(options.server, { turns });
  const monitors = openMonitors({
    server: options.server,
    tmux,
    turns,
    settings,
    env: options.env,
    book: () => book,
  });
  const roster = new Roster();
  const comparison = new Comparison(
    roster,
    now,
    () => labels.standing().judgements,
    () => book,
    externalOf(monitors),
  );
  const run = (monitor: Monitor, onObservation: (observation: Observation) => void) =>
    monitor.runCycle({
      tick: 0,
      now,
      sleep: (ms) => after(ms, undefined, { signal: options.signal }).catch(() => undefined),
      signal: options.signal,
      flags,
      onObservation,
    });
  // Modular first: it takes a fraction of a second, and legacy's observations find it there to be compared with.
  const modular = await run(monitors.modular, (o) => roster.observe('modular', o));
  throwIfUnreadable(modular);
  const legacy = await run(monitors.legacy, (observation) => {
    roster.observe('legacy', observation);
    comparison.legacyObserved(observation, now());
  });
  throwIfUnreadable(legacy);
  comparison.legacyReported(legacy, modular.startedAt, now());
  const signatures = comparison.signatures();
  const once: Once = {
    at,
    rules,
    reports: { legacy, modular },
    divergences: comparison.divergences(),
    signatures,
    open: signatures.filter((row) => row.open).length,
  };
  return { once, flags: state, roster, comparison, tmux, settings };
}

function throwIfUnreadable({ error }: Report): void {
  if (error !== null && error.kind !== 'timeout' && error.kind !== 'exception' && error.kind !== 'crash') {
    throw new TmuxError(error.kind, error.message, error.mend);
  }
}
