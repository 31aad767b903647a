import { formatClock } from '../../core/format.ts';
import type { Evidence, MonitorName } from '../../core/report.ts';
import { clipLine, exactly, foreign, type Line, lineWidth, tone } from '../cells.ts';
import type { Size } from '../layout/areas.ts';
import { dropCells, parseScreen, plainOf } from '../sgr.ts';
import type { AgentView } from '../store.ts';
import type { Scene, View } from './scene.ts';

/**
 * The line of the screen that the evidence rests on: the one it names if its text is (still) there, else the last
 * line with that text (legacy counts from the top of its history). Null: not in view any more.
 */
export function evidenceLine(screen: readonly string[], evidence: Evidence | undefined): number | null {
  if (evidence === undefined || evidence.line === null) return null;
  const text = foreign(evidence.text);
  if (text === '') return evidence.line < screen.length ? evidence.line : null;
  const has = (line: string | undefined): boolean => line !== undefined && foreign(line).includes(text);
  if (has(screen[evidence.line])) return evidence.line;
  const found = screen.findLastIndex(has);
  return found >= 0 ? found : null;
}

/** Which lines are marked, and for whom. */
export function evidenceMarks(
  plain: readonly string[],
  evidence: Partial<Record<MonitorName, Evidence>>,
): Map<number, string> {
  const marks = new Map<number, string>();
  const modular = evidenceLine(plain, evidence.modular);
  const legacy = evidenceLine(plain, evidence.legacy);
  if (legacy !== null) marks.set(legacy, '◀ legacy');
  if (modular !== null) marks.set(modular, modular === legacy ? '◀ both' : '◀ modular');
  return marks;
}

/** First line in view: what the operator chose, else the end of the screen, unless the evidence is above it. */
export function screenTop(top: number | null, lines: number, rows: number, marks: Iterable<number>): number {
  const last = Math.max(0, lines - rows);
  if (top !== null) return Math.min(top, last);
  const first = Math.min(last + 1, ...marks);
  return first <= last ? Math.max(0, first - 2) : last;
}

/** Lines of the captured screen without the empty ones at its end. */
export function screenLength(screen: readonly string[]): number {
  return parseScreen(screen).findLastIndex((spans) => plainOf(spans).trim() !== '') + 1;
}

function title(scene: Scene, view: AgentView): string {
  const row = scene.snapshot.rows.find((r) => r.id === view.id);
  const detail = view.detail;
  if (row === undefined) return detail === null ? view.id : `${view.id} · gone`;
  const size = detail === null ? `${row.cols}×${row.rows}` : `${detail.cols}×${detail.rows}`;
  return `${foreign(row.target)}  ${row.role} · ${foreign(row.label ?? row.kind ?? 'unknown agent')} · ${row.paneId} · ${size}`;
}

/** A line of the screen, with the mark of a monitor at its right end. */
function marked(line: Line, mark: string | undefined, width: number): Line {
  if (mark === undefined) return clipLine(line, width);
  const sign: Line = [' ', tone('accent', mark)];
  return [...exactly(line, width - lineWidth(sign)), ...sign];
}

/** The live screen of an agent in its own colours, with the lines marked that decided. */
export function agentScreenView(scene: Scene, view: AgentView, size: Size): View {
  const name = title(scene, view);
  const { detail } = view;
  const trouble = view.problem ?? detail?.problem ?? null;
  if (detail === null) {
    const body: Line[] = [
      trouble === null ? [tone('dim', 'Reading the screen…')] : [tone('bad', `! ${foreign(trouble)}`)],
    ];
    return { title: name, body };
  }
  const parsed = parseScreen(detail.screen).slice(0, screenLength(detail.screen));
  const marks = evidenceMarks(parsed.map(plainOf), detail.evidence);
  const rows = trouble === null ? size.rows : size.rows - 1;
  const top = screenTop(view.top, parsed.length, rows, marks.keys());
  const body: Line[] = trouble === null ? [] : [[tone('bad', `! ${foreign(trouble)}`)]];
  for (const [i, spans] of parsed.slice(top, top + rows).entries())
    body.push(marked(dropCells(spans, view.shift), marks.get(top + i), size.columns));
  if (parsed.length === 0) body.push([tone('dim', 'The screen is empty.')]);
  const below = parsed.length - top - rows;
  const shifted = view.shift > 0 ? `from column ${view.shift + 1}` : '';
  const foot = [shifted, top > 0 ? `${top} above ↑` : '', below > 0 ? `${below} more ↓` : ''].filter(
    (t) => t !== '',
  );
  return {
    title: name,
    right: [trouble === null ? tone('ok', 'live') : tone('bad', `as of ${formatClock(detail.capturedAt)}`)],
    body,
    foot: foot.length === 0 ? undefined : [tone('dim', foot.join(' · '))],
  };
}
