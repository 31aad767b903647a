import { formatAge, formatClock } from '../../core/format.ts';
import type { Judgement } from '../../core/judgement.ts';
import { type Evidence, MONITOR_NAMES, type MonitorName } from '../../core/report.ts';
import type { AgentRow, MonitorView } from '../../core/snapshot.ts';
import { foreign, type Line, lineWidth, tone, wrap } from '../cells.ts';
import { STATE_SIGNS } from '../glyphs.ts';
import type { Size } from '../layout/areas.ts';
import type { AgentView } from '../store.ts';
import { agentActionLines } from './agent-actions.ts';
import { countdown } from './countdown.ts';
import type { Scene, View } from './scene.ts';
import { causeText, isQuiet, judgementText, judgementTone, remark, roughAge } from './words.ts';

const INDENT = 10;

/** A labelled text over as many lines as it needs. */
function labelled(
  label: string,
  text: string,
  width: number,
  first: (text: string) => Line = (t) => [t],
): Line[] {
  return wrap(foreign(text), Math.max(8, width - INDENT)).map((part, i) => [
    tone('dim', (i === 0 ? label : '').padEnd(INDENT)),
    ...first(part),
  ]);
}

function said(name: MonitorName, row: AgentRow, scene: Scene, width: number): Line[] {
  const view = row[name];
  const label = tone('strong', name.padEnd(INDENT));
  if (view === null) return [[label, tone('dim', absence(name, row, scene))]];
  const sign = STATE_SIGNS[view.state];
  const more = remark(view);
  const colon = more === '' || view.state === 'rate_limited' ? '' : ':';
  const since = formatAge(scene.now - view.since);
  const state: Line = [label, tone(sign.tone, `${sign.glyph} ${sign.word}${colon} ${more}`.trimEnd())];
  const left = countdown(view, scene.now);
  const behind: Line = left === '' ? [] : [tone('dim', ' · '), tone('strong', left)];
  const whole: Line = [...state, ...behind, tone('dim', `   for ${since}`)];
  if (lineWidth(whole) <= width) return [whole];
  const rest = labelled('  for', since, width);
  if (lineWidth([...state, ...behind]) <= width) return [[...state, ...behind], ...rest];
  return [state, ...(left === '' ? [] : labelled('  left', left, width)), ...rest];
}

/** Why a monitor has nothing to say of an agent. */
function absence(name: MonitorName, row: AgentRow, scene: Scene): string {
  const { enabled, cycles } = scene.snapshot.monitors[name];
  if (!enabled) return 'is not run';
  const waits = cycles === 0 || (name === 'legacy' && row.legacyPending);
  return waits ? 'waiting for its first report' : 'not seen as an agent';
}

function evidenceLines(evidence: Evidence | undefined, view: MonitorView, width: number): Line[] {
  const rule = evidence?.rule ?? view.rule;
  const line = evidence === undefined ? view.line : evidence.line;
  const text = evidence?.text ?? view.text;
  const region = evidence?.region?.replaceAll('_', ' ') ?? '';
  const where = [line === null ? '' : `line ${line + 1}`, region].filter((part) => part !== '').join(', ');
  const out = labelled('  rule', rule, width);
  if (where !== '') out.push(...labelled('  where', where, width));
  if (text !== '') out.push(...labelled('  text', text.replace(/ {2,}/g, ' '), width).slice(0, 3));
  const near = evidence?.nearly ?? null;
  if (near !== null)
    out.push(...labelled('  nearly', near.rule, width), ...labelled('', `(${near.why})`, width));
  return out;
}

function monitorLines(
  name: MonitorName,
  row: AgentRow,
  view: AgentView,
  scene: Scene,
  width: number,
): Line[] {
  const word = row[name];
  const out = said(name, row, scene, width);
  if (word === null) return out;
  out.push(...evidenceLines(view.detail?.evidence[name], word, width));
  for (const note of word.notes)
    out.push(...wrap(foreign(note), width - 2).map((text): Line => [`  ${text}`]));
  const age = scene.now - word.at;
  if (age > 2 * scene.snapshot.intervalMs)
    out.push(...labelled('  age', `${roughAge(age)} old`, width, (t) => [tone('warn', t)]));
  return out;
}

function judgedLine(judgement: Judgement | null, now: number): Line {
  if (judgement === null) return [tone('dim', '  not judged yet')];
  return [
    '  ',
    tone(judgementTone(judgement.verdict), judgementText(judgement, now)),
    tone('dim', `, by ${foreign(judgement.who)}`),
  ];
}

/** The last label that an operator gave a screen of this agent. */
function labelLines(view: AgentView, width: number): Line[] {
  const label = view.detail?.label ?? null;
  if (label === null) return [];
  const { state, detail } = label.expect;
  const said = typeof detail === 'string' ? `${state}: ${detail}` : (state ?? 'not an agent');
  const text = `${said}, by ${label.who} at ${formatClock(label.at)}`;
  return [[], ...labelled('labelled', text, width)];
}

function causeLines(view: AgentView, width: number, now: number): Line[] {
  const divergence = view.detail?.divergence ?? null;
  if (view.detail === null) return [];
  if (divergence === null) return [[tone('dim', 'the two do not differ')]];
  const out = labelled('cause', `${causeText(divergence)}: ${divergence.why}`, width, (t) => [
    tone(isQuiet(divergence.cause) ? 'plain' : 'warn', t),
  ]);
  if (divergence.gapMs !== null)
    out.push(...labelled('  frames', `${roughAge(divergence.gapMs)} apart`, width));
  out.push([], ...labelled('signature', divergence.signature, width));
  const { signature } = view.detail;
  if (signature !== null) {
    const on = signature.agents === 1 ? '1 agent' : `${signature.agents} agents`;
    out.push([tone('dim', `  seen ${signature.times} times on ${on}`)], judgedLine(signature.judgement, now));
  }
  return out;
}

/** All lines of what the monitors say; the smallest screens scroll through them. */
export function verdictLines(scene: Scene, view: AgentView, width: number): Line[] {
  const row = scene.snapshot.rows.find((r) => r.id === view.id);
  if (row === undefined)
    return wrap('This agent is gone: its pane or its process has ended. Esc goes back.', width).map((t) => [
      tone('warn', t),
    ]);
  const monitors = [...MONITOR_NAMES]
    .reverse()
    .flatMap((name) => [...monitorLines(name, row, view, scene, width), []]);
  const stale: Line[] = row.stale ? [[tone('warn', 'stale: tmux does not answer')], []] : [];
  const acted = agentActionLines(scene, row, width);
  return [...stale, ...monitors, ...acted, ...causeLines(view, width, scene.now), ...labelLines(view, width)];
}

/** What each monitor says of the agent, and why they differ. */
export function agentVerdictsView(scene: Scene, view: AgentView, size: Size, focused: boolean): View {
  const all = verdictLines(scene, view, size.columns);
  const last = Math.max(0, all.length - size.rows);
  const top = focused ? Math.min(view.top ?? 0, last) : 0;
  const below = all.length - top - size.rows;
  return {
    title: 'What the monitors say',
    body: all.slice(top, top + size.rows),
    foot: below > 0 ? [tone('dim', `${below} more ↓`)] : undefined,
  };
}
