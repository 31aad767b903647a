import type { CheckResult, Percentiles } from '../../core/check.ts';
import { formatCount, formatDuration, formatHours } from '../../core/format.ts';
import { MONITOR_NAMES } from '../../core/report.ts';
import { SLOW_READ_MS } from '../../core/tmux.ts';
import { cell, clip, foreign, type Line, textWidth, tone, wrap } from '../cells.ts';
import { bar, sparkline, VERDICT_SIGNS } from '../glyphs.ts';
import { roomy, type Size } from '../layout/areas.ts';
import { healthActionLines } from './health-actions.ts';
import { historyLines } from './health-history.ts';
import type { Scene, View } from './scene.ts';
import { staleWord } from './words.ts';

const LABEL = 12;
const VALUE = 9;
const GAUGE = 18;
const MOST_REASON_LINES = 3;

/** Numbers and reasons may quote what went wrong elsewhere. */
function safe(check: CheckResult): CheckResult {
  const { value, interval, bound } = check.shown;
  return {
    ...check,
    reason: foreign(check.reason),
    missing: foreign(check.missing),
    shown: { value: foreign(value), interval: foreign(interval), bound: foreign(bound) },
  };
}

/** A plain pass with one number takes half a line. */
function isSmall(check: CheckResult): boolean {
  return check.verdict === 'pass' && !check.alert && check.shown.interval === '';
}

const DRY_RUN = ' dry run';
const ALERT = ' alert';

/** `✓ missing 0`, `✓ reachable 42/42  ≥ 99.9 %`: a value never without its bound, where there is one. */
function smallText(check: CheckResult): string {
  return (
    `✓ ${check.label} ${check.shown.value} ${check.shown.bound}`.trimEnd() + (check.dryRun ? DRY_RUN : '')
  );
}

/** Two small ones to a line where both fit. */
function smallLines(checks: readonly CheckResult[], width: number): Line[] {
  const half = Math.floor((width - 2) / 2);
  const lines: Line[] = [];
  const line = (text: string): Line => [tone('ok', text.slice(0, 1)), text.slice(1)];
  for (let i = 0; i < checks.length; i++) {
    const here = smallText(checks[i] as CheckResult);
    const next = checks[i + 1];
    if (next !== undefined && textWidth(here) <= half && textWidth(smallText(next)) <= half) {
      lines.push([...line(cell(here, half)), '  ', ...line(smallText(next))]);
      i++;
    } else lines.push(line(here));
  }
  return lines;
}

/** A bar from 0 to the bound: how far the value (or the end of its interval that is judged) has come. */
function gauge(check: CheckResult): Line | null {
  const { bound, interval, value, n } = check;
  if (bound === null || bound <= 0 || value === null || !/^[<≤]/.test(check.shown.bound)) return null;
  const share = (interval?.high ?? value) / bound;
  return [
    tone('dim', '  ▕'),
    tone(share >= 1 ? 'warn' : 'accent', bar(share, GAUGE, ' ')),
    tone('dim', `▏ ${check.shown.bound}${n > 0 ? ` n ${formatCount(n)}` : ''}`),
  ];
}

/** A check as lines: the first is always shown, the others where there is room, in this order of worth. */
interface Lines {
  /** With the bound behind the value, unless the gauge below names it. */
  head(gaugeShown: boolean): Line;
  /** Why it does not pass and what is missing, broken into lines. */
  reasons: string[];
  gauge: Line | null;
  /** The first of the reasons is the bound. */
  boundBelow: boolean;
}

function checkLines(check: CheckResult, width: number): Lines {
  const sign = VERDICT_SIGNS[check.verdict];
  const { value, interval, bound } = check.shown;
  const room = width - 2 - LABEL;
  // What is told beside the colour: a word, so that it is there without colours too.
  const marks = (check.alert ? ALERT : '') + (check.dryRun ? DRY_RUN : '');
  const shown = clip(value || '–', room - marks.length);
  const left = room - Math.max(VALUE, textWidth(shown) + marks.length) - 2;
  const fits = (text: string): boolean => text !== '' && textWidth(text) <= left;
  const drawn = gauge(check);
  // A value is not shown without its bound: what finds no place behind it goes below.
  const behind = [`${interval}  ${bound}`.trim(), bound, interval].find(fits) ?? '';
  const besideGauge = fits(interval) ? interval : '';
  const below = bound !== '' && !behind.includes(bound) && drawn === null ? `bound: ${bound}` : '';
  const reason = [below, check.reason, check.missing].filter((part) => part !== '').join('; ');
  const told = check.verdict !== 'pass' || check.alert || below !== '';
  return {
    head: (gaugeShown) => [
      tone(sign.tone, `${sign.glyph} `),
      tone(
        check.alert ? 'warn' : 'plain',
        `${cell(check.label, LABEL - 1)} ${cell(shown + marks, Math.max(VALUE, textWidth(shown) + marks.length))}`,
      ),
      tone('dim', `  ${gaugeShown ? besideGauge : behind}`.trimEnd()),
    ],
    reasons: told && reason !== '' ? wrap(reason, width - 2) : [],
    gauge: drawn,
    boundBelow: below !== '',
  };
}

/** Heading, legacy, modular. */
const PERCENTILE_ROWS = 3;

function percentileLines(percentiles: Scene['snapshot']['health']['percentiles']): Line[] {
  const column = (text: string): string => cell(text, 9, 'right');
  const shown = (ms: number | null): string => column(ms === null ? '–' : formatDuration(ms));
  const row = (name: string, p: Percentiles): Line => [
    tone('dim', cell(name, 7)),
    `${shown(p.p50)}${shown(p.p95)}${shown(p.p99)}`,
  ];
  return [
    [tone('dim', `       ${column('P50')}${column('P95')}${column('P99')}`)],
    ...MONITOR_NAMES.map((name) => row(name, percentiles[name])),
  ];
}

/** What the error rate needs from here on; that it cannot be decided at all, if so. */
function forecastLines({ snapshot }: Scene, columns: number): Line[] {
  const { forecast } = snapshot.rollout;
  if (forecast === null) return [];
  if (!forecast.decidable)
    return wrap(foreign(forecast.text), columns - 2).map(
      (text, i): Line => [tone('warn', `${i === 0 ? '! ' : '  '}${text}`)],
    );
  const error = forecast.oneMoreError;
  if (error === null) return [];
  const cost = `  one more error costs ${formatHours(error.ms)}`;
  const cycles = `: ${formatCount(error.cycles)} clean cycles`;
  return [[tone('dim', textWidth(cost + cycles) <= columns ? cost + cycles : cost)]];
}

/**
 * All lines of the area at this size. There are more than fit on the smallest screens, and where there is something to
 * tell of actions.
 */
export function healthLines(scene: Scene, { columns, rows }: Size): Line[] {
  const { health, monitors } = scene.snapshot;
  if (health.checks.length === 0 && monitors.modular.cycles === 0)
    return wrap('Nothing measured yet: waiting for the first reports.', columns).map(
      (t): Line => [tone('dim', t)],
    );

  const checks = health.checks.map(safe);
  const large = checks.filter((check) => !isSmall(check)).map((check) => checkLines(check, columns));
  const small = smallLines(checks.filter(isSmall), columns);
  const spark: Line[] =
    health.recentMs.length > 1 ? [[tone('accent', sparkline(health.recentMs, columns))]] : [];

  const forecast = forecastLines(scene, columns);

  let left = rows - large.length - small.length - PERCENTILE_ROWS;
  const take = (): boolean => left-- > 0;
  const told = large.map(({ boundBelow }): number => (boundBelow && take() ? 1 : 0));
  for (const [i, { reasons }] of large.entries())
    if (told[i] === 0 && reasons.length > 0 && take()) told[i] = 1;
  const ahead = forecast.filter(take);
  const gap: Line[] = checks.length > 0 && take() ? [[]] : [];
  const gauges = large.map(({ gauge }) => gauge !== null && take());
  const sparked = spark.length > 0 && take();
  const rest = large.map(({ reasons }, i) => {
    let lines = told[i] as number;
    while (lines > 0 && lines < Math.min(MOST_REASON_LINES, reasons.length) && take()) lines++;
    return lines;
  });

  const lines = [
    ...large.flatMap((check, i) => [
      check.head(gauges[i] as boolean),
      ...(gauges[i] && check.gauge !== null ? [check.gauge] : []),
      ...shortened(check.reasons, rest[i] as number, columns - 2).map((t): Line => [tone('dim', `  ${t}`)]),
    ]),
    ...small,
    ...ahead,
    ...gap,
    ...percentileLines(health.percentiles),
    ...(sparked ? spark : []),
  ];
  const all = [...lines, ...healthActionLines(scene, columns, rows - lines.length)];
  if (!isInFull(scene)) return all;
  all.push(...serverLines(scene));
  return [...all, [], ...overTime(scene, columns, rows - all.length - 1)];
}

/** How long tmux takes to answer. */
function serverLines({ snapshot }: Scene): Line[] {
  const { readMs } = snapshot.tmux;
  if (readMs === null) return [];
  const isSlow = readMs > SLOW_READ_MS;
  return [
    [tone(isSlow ? 'warn' : 'dim', `${isSlow ? '▲ ' : ''}tmux lists its panes in ${formatDuration(readMs)}`)],
  ];
}

/** The area has the screen to itself: there health is shown over time as well. */
function isInFull({ state, size }: Scene): boolean {
  return state.focus === 'health' && (state.zoomed || !roomy(size));
}

function overTime({ state: { history } }: Scene, columns: number, rows: number): Line[] {
  if (history.health !== null && history.health.points.length > 0)
    return historyLines(history.health, columns, rows);
  const text =
    history.problem !== null
      ? foreign(history.problem)
      : history.health === null
        ? 'Health over time is being read …'
        : 'Nothing over time yet.';
  return wrap(text, columns).map((line): Line => [tone('dim', line)]);
}

/** The first `count` of the lines; the last one says by `…` that there were more. */
function shortened(lines: readonly string[], count: number, width: number): string[] {
  if (count >= lines.length || count === 0) return lines.slice(0, count);
  const last = lines[count - 1] as string;
  return [...lines.slice(0, count - 1), `${clip(last, width - 1)}…`.replace('……', '…')];
}

/** Lines in view at once; without a frame the last line says what is out of view, where something is. */
export function healthPage(lines: number, { rows }: Size, bare: boolean): number {
  return bare && lines > rows ? rows - 1 : rows;
}

/** Checks with value, interval, bound and n; percentiles of both monitors; what is done to agents. */
export function healthView(scene: Scene, size: Size, bare: boolean): View {
  const all = healthLines(scene, size);
  const page = healthPage(all.length, size, bare);
  const top = Math.max(0, Math.min(scene.state.cursors.health.index, all.length - page));
  const below = all.length - top - page;
  const out = [top > 0 ? `${top} above ↑` : '', below > 0 ? `${below} more ↓` : ''].filter((t) => t !== '');
  const foot = out.length === 0 ? undefined : [tone('dim', out.join(' · '))];
  const stale = staleWord(scene.snapshot.tmux.status);
  const body = all.slice(top, top + page);
  return {
    title: 'Health',
    right: stale === '' ? undefined : [tone('dim', stale.replace(' · ', ''))],
    body: bare && foot !== undefined ? [...body, foot] : body,
    foot,
  };
}
