import type { CheckResult, Percentiles } from '../../core/check.ts';
import { formatCount, formatDuration } from '../../core/format.ts';
import { MONITOR_NAMES } from '../../core/report.ts';
import { cell, clip, foreign, type Line, textWidth, tone, wrap } from '../cells.ts';
import { bar, sparkline, VERDICT_SIGNS } from '../glyphs.ts';
import type { Size } from '../layout/areas.ts';
import type { Scene, View } from './scene.ts';

/** How much is shown, the roomiest first; the first that fits is taken. */
const LEVELS = [
  { gauges: true, spark: true, gaps: true, reasons: 2 },
  { gauges: true, spark: false, gaps: true, reasons: 1 },
  { gauges: true, spark: false, gaps: false, reasons: 1 },
  { gauges: false, spark: false, gaps: false, reasons: 1 },
  { gauges: false, spark: false, gaps: false, reasons: 0 },
] as const;
type Level = (typeof LEVELS)[number];

const LABEL = 14;
const GAUGE = 18;

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

/** `✓ missing 0`, `✓ reachable 42/42  ≥ 99.9 %`: a value never without its bound, where there is one. */
function smallText(check: CheckResult): string {
  return `✓ ${check.label} ${check.shown.value} ${check.shown.bound}`.trimEnd();
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

/** Reasons of a verdict that is not a pass, and what is still missing, as one text. */
function reasonText(check: CheckResult): string {
  const parts = [check.reason, check.missing].filter((part) => part !== '');
  return parts.join('; ');
}

function checkLines(check: CheckResult, width: number, level: Level): Line[] {
  const sign = VERDICT_SIGNS[check.verdict];
  const label = cell(check.label, LABEL - 1);
  const value = cell(check.shown.value || '–', 9);
  const bound = level.gauges && gauge(check) !== null ? '' : check.shown.bound;
  const room = Math.max(0, width - 12 - LABEL);
  const both = [check.shown.interval, bound].filter((text) => text !== '').join('  ');
  // Without room for the interval the bound stays: a value is never shown without it.
  const numbers = textWidth(both) <= room ? both : bound || check.shown.interval;
  const lines: Line[] = [
    [
      tone(sign.tone, `${sign.glyph} `),
      tone(check.alert ? 'warn' : 'plain', `${label} ${value} `),
      tone('dim', clip(numbers, room)),
    ],
  ];
  const drawn = level.gauges ? gauge(check) : null;
  if (drawn !== null) lines.push(drawn);
  if (check.verdict !== 'pass' || check.alert) {
    const text = reasonText(check);
    if (text !== '') {
      const wrapped = wrap(text, width - 2);
      const cut = wrapped.slice(0, level.reasons);
      if (wrapped.length > level.reasons && level.reasons > 0)
        cut[level.reasons - 1] = `${clip(cut[level.reasons - 1] as string, width - 3)}…`;
      lines.push(...cut.map((t): Line => [tone('dim', `  ${t}`)]));
    }
  }
  return lines;
}

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

function lines(scene: Scene, width: number, level: Level): Line[] {
  const { health } = scene.snapshot;
  const checks = health.checks.map(safe);
  const large = checks.filter((check) => !isSmall(check));
  const small = checks.filter(isSmall);
  const out: Line[] = [
    ...large.flatMap((check) => checkLines(check, width, level)),
    ...smallLines(small, width),
  ];
  const gap: Line[] = level.gaps && out.length > 0 ? [[]] : [];
  out.push(...gap, ...percentileLines(health.percentiles));
  if (level.spark && health.recentMs.length > 1)
    out.push([tone('accent', sparkline(health.recentMs, width))]);
  return out;
}

/** All lines of the area at this size; there are more than fit only on the smallest screens. */
export function healthLines(scene: Scene, size: Size): Line[] {
  const { health, monitors } = scene.snapshot;
  if (health.checks.length === 0 && monitors.modular.cycles === 0)
    return wrap('Nothing measured yet: waiting for the first reports.', size.columns).map(
      (t): Line => [tone('dim', t)],
    );
  let all: Line[] = [];
  for (const level of LEVELS) {
    all = lines(scene, size.columns, level);
    if (all.length <= size.rows) return all;
  }
  return all;
}

/** Checks with value, interval, bound and n; percentiles of both monitors. */
export function healthView(scene: Scene, size: Size): View {
  const all = healthLines(scene, size);
  const top = Math.max(0, Math.min(scene.state.cursors.health.index, all.length - size.rows));
  const below = all.length - top - size.rows;
  return {
    title: 'Health',
    body: all.slice(top, top + size.rows),
    foot: below > 0 ? [tone('dim', `${below} more ↓`)] : undefined,
  };
}
