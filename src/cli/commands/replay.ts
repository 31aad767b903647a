import { formatClock } from '../../core/format.ts';
import { MONITOR_NAMES, type MonitorName } from '../../core/report.ts';
import { stripControls } from '../../core/text.ts';
import type { RuleBook } from '../../detect/book.ts';
import { replayLegacy } from '../../detect/legacy/replay.ts';
import {
  endOfRecording,
  isSinceEpoch,
  legacyVerdicts,
  modularVerdicts,
  type VerdictChange,
} from '../../detect/playback.ts';
import { casesOf, parseRecording } from '../../detect/recording.ts';
import { type CaseVerdict, formatScore, replayModular, score } from '../../detect/score.ts';
import { columns } from '../columns.ts';
import { print, printJsonLines } from '../output.ts';
import { rulesOf } from '../rules.ts';
import { readText } from './explain.ts';

/** Options of `cutover replay`. */
export interface ReplayOptions {
  monitor?: MonitorName;
  score?: boolean;
  config?: string;
  verdicts?: boolean;
  /** Seconds between two looks at a pane, with `verdicts`. */
  interval?: number;
  json?: boolean;
}

/** As `cutover record` looks at its panes. */
const DEFAULT_INTERVAL_S = 1;

type Verdict = CaseVerdict & { monitor: MonitorName };

/**
 * `cutover replay FILE`: what each monitor says of each recorded case; `--score` against the labels, `--verdicts` from
 * change to change.
 */
export async function replayCommand(file: string, options: ReplayOptions): Promise<void> {
  const frames = parseRecording(await readText(file), file);
  const cases = casesOf(frames);
  const book = await rulesOf(options);
  const monitors = options.monitor === undefined ? MONITOR_NAMES : [options.monitor];
  if (options.verdicts === true) {
    printVerdicts(changesOf(cases, monitors, frames, options, book), options);
    return;
  }
  if (options.score === true) {
    const texts = monitors.map((monitor) => {
      const verdicts = [...cases].map(([name, frames]) => verdictOf(monitor, name, frames, book));
      return `${monitor}\n${formatScore(score(verdicts))}`;
    });
    print(texts.join('\n\n'));
    return;
  }
  const verdicts = [...cases].flatMap(([name, frames]) =>
    monitors.map((m) => verdictOf(m, name, frames, book)),
  );
  if (options.json === true) {
    printJsonLines(verdicts.map(({ expect: _label, ...verdict }) => verdict));
    return;
  }
  const rows = verdicts.map((v) => [
    stripControls(v.case),
    v.monitor,
    v.agent ?? '–',
    stateOf(v),
    v.rule ?? '–',
  ]);
  print(...columns([['CASE', 'MONITOR', 'AGENT', 'STATE', 'RULE'], ...rows]));
}

function changesOf(
  cases: ReturnType<typeof casesOf>,
  monitors: readonly MonitorName[],
  frames: Parameters<typeof replayModular>[0],
  { interval = DEFAULT_INTERVAL_S }: ReplayOptions,
  book: RuleBook,
): VerdictChange[] {
  const until = endOfRecording(frames);
  const playback = { everyMs: interval * 1000, book, ...(until !== undefined && { until }) };
  return [...cases].flatMap(([name, own]) =>
    monitors.flatMap((monitor) =>
      (monitor === 'modular' ? modularVerdicts : legacyVerdicts)(own, name, playback),
    ),
  );
}

function printVerdicts(changes: readonly VerdictChange[], { json }: ReplayOptions): void {
  if (json === true) {
    printJsonLines(changes);
    return;
  }
  const rows = changes.map((c) => [
    stripControls(c.case),
    c.monitor,
    timeOf(c.t),
    c.agent ?? '–',
    stateOf(c),
    c.rule ?? '–',
  ]);
  print(...columns([['CASE', 'MONITOR', 'TIME', 'AGENT', 'STATE', 'RULE'], ...rows]));
}

/** The local time of day, with its day; or what has passed since the start of the case. */
function timeOf(t: number): string {
  if (!isSinceEpoch(t)) return `+${(t / 1000).toFixed(1)} s`;
  const day = new Date(t);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())} ${formatClock(t)}`;
}

function verdictOf(
  monitor: MonitorName,
  name: string,
  frames: Parameters<typeof replayModular>[0],
  book: RuleBook,
): Verdict {
  if (monitor === 'modular') {
    const { case: id, ...verdict } = replayModular(frames, name, book);
    return { case: id, monitor, ...verdict };
  }
  const { case: id, ...verdict } = replayLegacy(frames, name);
  const expect = frames.at(-1)?.expect;
  return { case: id, monitor, ...verdict, ...(expect !== undefined && { expect }) };
}

function stateOf({ state, detail }: Pick<CaseVerdict, 'state' | 'detail'>): string {
  if (state === null) return 'not an agent';
  return detail === null ? state : `${state}: ${detail}`;
}
