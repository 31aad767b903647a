import { formatClock, formatCount, formatDuration, formatPercent } from '../../core/format.ts';
import type { HealthHistory, HistoryPoint, HistorySpan, MonitorPoint } from '../../core/history.ts';
import { MONITOR_NAMES, type MonitorName } from '../../core/report.ts';
import { cell, ends, exactly, type Line, textWidth, tone } from '../cells.ts';
import { brailleChart, rangeOf } from '../chart.ts';

/** Lines of a chart where there is room, and where there is not. */
const TALL = 3;
const FLAT = 1;
/** From so many lines for the whole on charts are tall. */
const TALL_ROWS = 26;
/** From so many columns on two charts stand side by side. */
const SIDE_BY_SIDE = 110;
const GAP = 4;

const SPANS: Record<HistorySpan, string> = { hour: '1 h', day: '24 h', stage: 'this stage' };

interface Chart {
  /** What is drawn, with its last value. */
  head: string;
  courses: (number | null)[][];
  /** The scale; null: from the smallest to the largest value. */
  scale: { low: number; high: number } | null;
  unit(value: number): string;
}

/** Health over time as charts: errors, durations of both monitors, agreement; `rows`: how many lines there are for it. */
export function historyLines(history: HealthHistory, columns: number, rows: number): Line[] {
  const { span, points } = history;
  const title: Line = [tone('strong', `Over ${SPANS[span]}`), tone('dim', `  ${timesOf(history)}`)];
  const [latency, other] = [
    MONITOR_NAMES.map((name) => durations(points, name)),
    [errors(points), agreement(points)],
  ];
  const twoColumns = columns >= SIDE_BY_SIDE;
  const height = rows >= (twoColumns ? TALL_ROWS / 2 : TALL_ROWS) ? TALL : FLAT;
  const width = twoColumns ? Math.floor((columns - GAP) / 2) : columns;
  const left = latency.map((chart) => chartLines(chart, width, height));
  const right = other.map((chart) => chartLines(chart, width, height));
  const charts = twoColumns
    ? left.flatMap((lines, i) =>
        lines.map((line, y): Line => [...exactly(line, width), ' '.repeat(GAP), ...right[i]![y]!]),
      )
    : [...left, ...right].flat();
  return [title, ...charts, ...parts(points, columns)];
}

/** From when to when, so that the ends of the charts mean something. */
function timesOf({ span, from, to }: HealthHistory): string {
  const day = (ms: number): string =>
    new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const moment = (ms: number): string =>
    `${span === 'hour' ? '' : `${day(ms)} `}${formatClock(ms).slice(0, 5)}`;
  return `${moment(from)} to ${moment(to)}`;
}

function chartLines({ head, courses, scale, unit }: Chart, width: number, height: number): Line[] {
  const range = scale ?? rangeOf(courses);
  if (range === null) {
    const blank: Line[] = Array.from({ length: height }, () => []);
    return [[tone('dim', `${head}: nothing measured`)], ...blank];
  }
  const { low, high } = range;
  const label = `${unit(low)} to ${unit(high)}`;
  const named: Line = [head];
  const first =
    textWidth(head) + textWidth(label) + 2 > width ? named : ends(named, [tone('dim', label)], width);
  return [
    first,
    ...brailleChart(courses, { width, height, low, high }).map((text): Line => [tone('accent', text)]),
  ];
}

const lastOf = (values: readonly (number | null)[]): number | null =>
  values.findLast((value) => value !== null) ?? null;

function durations(points: readonly HistoryPoint[], name: MonitorName): Chart {
  const course = (key: 'p50' | 'p95' | 'p99') => points.map(({ monitors }) => monitors[name][key]);
  const courses = [course('p50'), course('p95'), course('p99')];
  const words = courses.map((values, i) => {
    const last = lastOf(values);
    return `${['P50', 'P95', 'P99'][i]} ${last === null ? 'n too small' : formatDuration(last)}`;
  });
  const known = words.filter((word) => !word.endsWith('small'));
  return {
    head: `${cell(name, 8)} ${known.length === 0 ? '' : words.join('  ')}`.trimEnd(),
    courses,
    scale: null,
    unit: formatDuration,
  };
}

function errors(points: readonly HistoryPoint[]): Chart {
  const of = points.map(({ monitors: { modular } }) => modular);
  const sum = (key: 'cycles' | 'failed'): number =>
    of.reduce((total, point: MonitorPoint) => total + point[key], 0);
  const [cycles, failed] = [sum('cycles'), sum('failed')];
  const shares = of.map((point) => (point.cycles === 0 ? null : (100 * point.failed) / point.cycles));
  const percent = cycles === 0 ? '' : ` (${formatPercent((100 * failed) / cycles, 3)})`;
  return {
    head: `errors   ${formatCount(failed)} of ${formatCount(cycles)} cycles of modular failed${percent}`,
    courses: [shares],
    scale: { low: 0, high: Math.max(1, rangeOf([shares])?.high ?? 0) },
    unit: (value) => formatPercent(value, 0),
  };
}

function agreement(points: readonly HistoryPoint[]): Chart {
  const shares = points.map(({ compared, differing }) =>
    compared === 0 ? null : (100 * (compared - differing)) / compared,
  );
  const compared = points.reduce((total, point) => total + point.compared, 0);
  const differing = points.reduce((total, point) => total + point.differing, 0);
  const percent = compared === 0 ? '' : ` ${formatPercent((100 * (compared - differing)) / compared, 2)}`;
  const low = Math.min(95, Math.floor(rangeOf([shares])?.low ?? 100));
  return {
    head: `agreement${percent}${compared === 0 ? '' : ` of ${formatCount(compared)} comparisons`}`,
    courses: [shares],
    scale: compared === 0 ? null : { low, high: 100 },
    unit: (value) => formatPercent(value, 0),
  };
}

/** How a usual cycle spends its time: legacy waits between its samples, both wait for each other's reads, and that is no work. */
function parts(points: readonly HistoryPoint[], columns: number): Line[] {
  return MONITOR_NAMES.flatMap((name): Line[] => {
    const last = points.findLast(({ monitors }) => monitors[name].workMs !== null)?.monitors[name];
    if (last === undefined || last.workMs === null || last.waitedMs === null) return [];
    const work = `${formatDuration(last.workMs)} of work`;
    const waits = last.waitedMs < 1 ? 'no wait' : `${formatDuration(last.waitedMs)} of waiting`;
    const text = `${cell(name, 8)} a usual cycle: ${work}, ${waits} for samples and reads`;
    return [[tone('dim', textWidth(text) <= columns ? text : `${cell(name, 8)} ${work}, ${waits}`)]];
  });
}
