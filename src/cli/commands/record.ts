import { type Recorded, record } from '../../server/direct.ts';
import { serverOf } from '../options.ts';
import { print } from '../output.ts';
import { rulesOf } from '../rules.ts';

/** Options of `cutover record`. */
export interface RecordCommandOptions {
  socketName?: string;
  socketPath?: string;
  filter?: string;
  config?: string;
  /** Seconds. */
  duration?: number;
  /** Seconds. */
  interval: number;
  redact: string[];
  append?: boolean;
  force?: boolean;
}

/** What ends a recording in good order; a terminal that is closed does too. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `cutover record FILE`: the changing screens of panes, until the time is over or Ctrl-C. */
export async function recordCommand(file: string, options: RecordCommandOptions): Promise<void> {
  const book = await rulesOf(options);
  const abort = new AbortController();
  const end = () => abort.abort();
  for (const signal of SIGNALS) process.on(signal, end);
  try {
    const recorded = await record({
      server: serverOf(options),
      file,
      mode: options.append === true ? 'append' : options.force === true ? 'replace' : 'new',
      filter: options.filter ?? null,
      redact: options.redact,
      book,
      intervalMs: options.interval * 1000,
      durationMs: options.duration === undefined ? null : options.duration * 1000,
      signal: abort.signal,
      onStart() {
        if (process.stderr.isTTY) process.stderr.write(`recording to ${file}, Ctrl-C ends it\n`);
      },
    });
    print(...summary(recorded, file, options));
  } finally {
    for (const signal of SIGNALS) process.off(signal, end);
  }
}

function summary(recorded: Recorded, file: string, options: RecordCommandOptions): string[] {
  const { panes, frames, failedLooks, failure } = recorded;
  const lines = [`${count(panes, 'pane')}, ${count(frames, 'frame')}: ${file}`];
  if (panes === 0) {
    const what = options.filter === undefined ? 'runs an agent' : 'matches the filter';
    lines.push(`no pane ${what}; see \`cutover once\`, or name panes with --filter`);
  }
  if (failedLooks > 0) lines.push(`tmux did not answer ${count(failedLooks, 'time')}: ${failure}`);
  return lines;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
