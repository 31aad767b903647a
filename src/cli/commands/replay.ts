import { MONITOR_NAMES, type MonitorName } from '../../core/report.ts';
import type { RuleBook } from '../../detect/book.ts';
import { replayLegacy } from '../../detect/legacy/replay.ts';
import { casesOf, parseRecording } from '../../detect/recording.ts';
import { type CaseVerdict, formatScore, replayModular, score } from '../../detect/score.ts';
import { findConfig, loadRules } from '../../server/direct.ts';
import { columns, print } from '../output.ts';
import { readText } from './explain.ts';

/** Options of `cutover replay`. */
export interface ReplayOptions {
  monitor?: MonitorName;
  score?: boolean;
  config?: string;
  json?: boolean;
}

type Verdict = CaseVerdict & { monitor: MonitorName };

/** `cutover replay FILE`: what each monitor says of each recorded case; `--score` against the labels. */
export async function replayCommand(file: string, options: ReplayOptions): Promise<void> {
  const cases = casesOf(parseRecording(await readText(file), file));
  const { book } = await loadRules(findConfig(options.config, process.env));
  const monitors = options.monitor === undefined ? MONITOR_NAMES : [options.monitor];
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
    print(...verdicts.map(({ expect: _label, ...verdict }) => JSON.stringify(verdict)));
    return;
  }
  const rows = verdicts.map((v) => [v.case, v.monitor, v.agent ?? '–', stateOf(v), v.rule ?? '–']);
  print(...columns([['CASE', 'MONITOR', 'AGENT', 'STATE', 'RULE'], ...rows]));
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

function stateOf({ state, detail }: CaseVerdict): string {
  if (state === null) return 'not an agent';
  return detail === null ? state : `${state}: ${detail}`;
}
