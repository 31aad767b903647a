import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { OperatorCommand, RunCommand } from '../../core/operator-command.ts';
import { emptyReport, type MonitorName, type Report } from '../../core/report.ts';
import type { CycleContext, Monitor } from '../monitor.ts';
import { reportOf } from './read.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
/** A report of a thousand agents with their screens is a tenth of it. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What a monitor of the operator's is run with. */
export interface CommandMonitorOptions {
  run: RunCommand;
  /** Passed on to the command. */
  env: Record<string, string | undefined>;
  /** How to reach the watched tmux server: `-L work`, `-S /run/x`; empty: the default one. */
  tmuxSocket: string;
  /** For tests. Default 16 MB. */
  mostBytes?: number;
}

/**
 * A command of the operator's in the place of a monitor: run once a cycle, it prints one JSON Report. Name, start and
 * duration of the report are what is measured here. Whatever the command does wrong fails the cycle and nothing else.
 */
export function createCommandMonitor(
  name: MonitorName,
  { command, timeout = DEFAULT_TIMEOUT_MS, cwd }: OperatorCommand,
  { run, env, tmuxSocket, mostBytes = MOST_BYTES }: CommandMonitorOptions,
): Monitor {
  async function cycle(context: CycleContext): Promise<Report> {
    const startedAt = context.now();
    const clock = performance.now();
    const result = await run(command, {
      timeoutMs: timeout,
      mostBytes,
      env: { ...env, CUTOVER_TICK: String(context.tick), CUTOVER_TMUX_SOCKET: tmuxSocket },
      signal: context.signal,
      ...(cwd !== undefined && { cwd }),
    });
    const durationMs = performance.now() - clock;
    const limits = { timeoutMs: timeout, mostBytes };
    const read = reportOf(result, limits, context.now());
    const subprocesses = result.end.how === 'not_started' ? 0 : 1;
    if (!read.ok) return { ...emptyReport(name, startedAt), durationMs, subprocesses, error: read.error };
    const { report } = read;
    return {
      ...report,
      monitor: name,
      startedAt,
      durationMs,
      waitedMs: Math.min(report.waitedMs, durationMs),
      subprocesses: report.subprocesses + subprocesses,
    };
  }

  return {
    name,
    external: {
      program: basename(command[0]),
      fingerprint: createHash('sha256')
        .update(JSON.stringify([command, cwd]))
        .digest('hex')
        .slice(0, 12),
      timeoutMs: timeout,
    },
    async runCycle(context) {
      const report = await cycle(context);
      if (!context.signal.aborted) for (const one of report.observations) context.onObservation?.(one);
      return report;
    },
  };
}
