import type { AgentDetail } from '../../core/client.ts';
import { formatAge, formatClock } from '../../core/format.ts';
import type { AgentRow, Snapshot } from '../../core/snapshot.ts';
import { foreign } from '../cells.ts';
import { parseScreen, plainOf } from '../sgr.ts';
import type { AgentView } from '../store.ts';
import { evidenceMarks, screenLength } from '../views/agent-screen.ts';
import { verdictLines } from '../views/agent-verdicts.ts';
import { isQuiet, sideText } from '../views/words.ts';
import { plainScene } from './scene.ts';
import { INDENT, oneOf, type PlainOptions, paragraphs, plainLines, sentence } from './text.ts';

function historyText({ history }: AgentDetail, options: PlainOptions): string[] {
  if (history.length === 0) return [];
  const said = history.map(({ at, monitor, state }) =>
    oneOf(`${INDENT}${formatClock(at)} ${monitor}: ${foreign(state)}`, options),
  );
  return ['Last 15 minutes', ...said];
}

/** The screen as it is; the line that a verdict rests on says so at its end. */
function screenText(detail: AgentDetail, options: PlainOptions): string[] {
  const { cols, rows, capturedAt, problem } = detail;
  const lines = parseScreen(detail.screen).slice(0, screenLength(detail.screen)).map(plainOf);
  const marks = evidenceMarks(lines, detail.evidence);
  const shown = lines.map((line, i) => {
    const mark = marks.get(i);
    return oneOf(`${INDENT}${line.trimEnd()}${mark === undefined ? '' : `   ${mark}`}`.trimEnd(), options);
  });
  const title = `Screen, ${cols}×${rows}, at ${formatClock(capturedAt)}`;
  const stale =
    problem === null ? [] : sentence(`! ${foreign(problem)}: the last one that is known`, options);
  return [oneOf(title, options), ...stale, ...(shown.length === 0 ? [`${INDENT}it is empty`] : shown)];
}

/** What is said of an agent, in a line to be heard: `shop:1.0 developer claude: waiting plan for 00:42; legacy: idle`. */
export function agentSentence(row: AgentRow, { monitors }: Snapshot, now: number): string {
  const { modular, legacy, differs } = row;
  const since = modular === null ? '' : ` for ${formatAge(now - modular.since)}`;
  const other =
    legacy === null && (row.legacyPending || !monitors.legacy.enabled) ? '' : `; legacy: ${sideText(legacy)}`;
  const open = differs === null || isQuiet(differs.cause) || differs.judged !== null ? '' : '; they differ';
  const name = foreign(row.label ?? row.kind ?? 'unknown agent');
  return `${foreign(row.target)} ${row.role} ${name}: ${row.stale ? 'stale, ' : ''}${sideText(modular)}${since}${other}${open}`;
}

/** One agent as text: what each monitor says of it and why, what it said before, its screen. */
export function agentText(
  row: AgentRow,
  detail: AgentDetail,
  snapshot: Snapshot,
  now: number,
  options: PlainOptions,
): string[] {
  const scene = plainScene(snapshot, now, options.width);
  const view: AgentView = { id: row.id, part: 'verdicts', top: null, shift: 0, detail, problem: null };
  const width = options.width - INDENT.length;
  const said = plainLines(verdictLines(scene, view, width), { ...options, width });
  const name = foreign(row.label ?? row.kind ?? 'unknown agent');
  return paragraphs(
    [oneOf(`${foreign(row.target)}  ${row.role} · ${name} · ${row.paneId} · ${foreign(row.title)}`, options)],
    said.map((line) => (line === '' ? '' : INDENT + line)),
    historyText(detail, options),
    screenText(detail, options),
  );
}
