import { formatClock, formatCount, formatHours, formatPercent } from '../../core/format.ts';
import type { Gate, Look } from '../../core/rollout.ts';
import { cell, clip, foreign, type Line, textWidth, tone, wrap } from '../cells.ts';
import { VERDICT_SIGNS } from '../glyphs.ts';
import type { Tone } from '../theme.ts';
import {
  becauseText,
  byText,
  drillStep,
  drillSteps,
  freezeText,
  gateText,
  momentText,
  nextText,
  openGates,
} from './rollout-words.ts';
import type { Scene } from './scene.ts';
import { stageHistoryLines } from './stage-history.ts';

const LABEL = 12;
/** Room for `look at the error rate`. */
const MOST_LABEL = 24;

/** A text behind its label, broken into lines that keep clear of it. */
function fact(label: string, text: string, width: number, colour: Tone = 'plain'): Line[] {
  return wrap(foreign(text), width - LABEL - 1).map((part, i) => [
    tone('dim', ` ${cell(i === 0 ? label : '', LABEL)}`),
    tone(colour, part),
  ]);
}

/** Where the file, what is in effect, and what is observed do not agree. */
export function disagreementLines(scene: Scene): Line[] {
  const { desired, effective } = scene.snapshot.flags;
  if (
    desired.rollout_stage !== effective.rollout_stage ||
    desired.rollout_percentage !== effective.rollout_percentage
  )
    return [
      [
        tone('bad', ` file ${desired.rollout_stage} ${formatPercent(desired.rollout_percentage)}, `),
        tone('bad', `in effect ${effective.rollout_stage} ${formatPercent(effective.rollout_percentage)}`),
      ],
    ];
  if (!effective.use_modular_monitor && effective.rollout_percentage > 0)
    return [[tone('bad', ' use_modular_monitor is false: legacy alone')]];
  return [];
}

/** How the rollout stands, in words: what it waits for, or who stopped it and why. */
function standing(scene: Scene): { label: string; text: string; tone: Tone }[] {
  const { rollout } = scene.snapshot;
  const { sub, drill, freeze, bake, approval } = rollout;
  const { now } = scene;
  const out: { label: string; text: string; tone: Tone }[] = [];
  const add = (label: string, text: string, colour: Tone = 'warn'): void => {
    out.push({ label, text, tone: colour });
  };
  if (sub.kind === 'rolled_back') {
    add(
      'rolled back',
      `${momentText(sub.at, now)} from ${sub.from} ${byText(sub)}${becauseText(sub.why)}`,
      'bad',
    );
    for (const line of sub.evidence) add('', `✗ ${line}`, 'bad');
  }
  if (sub.kind === 'paused')
    add('paused', `${momentText(sub.at, now)} ${byText(sub)}${becauseText(sub.why)}`);
  if (drill !== null)
    add('drill', `of ${drill.stage} ${byText(drill)} since ${formatClock(drill.at)}: ${drillStep(drill)}`);
  if (freeze !== null) add('frozen', freezeText(freeze, now));
  if (sub.kind === 'awaiting_approval')
    add('waits', `for an approval since ${momentText(sub.since, now)}: A shows it`);
  if (approval !== null)
    add('approved', `${momentText(approval.at, now)} ${byText(approval)}${becauseText(approval.why)}`, 'ok');
  const stopped = sub.kind === 'paused' || sub.kind === 'rolled_back' || drill !== null;
  if (!stopped && bake.ofMs !== null && !bake.running && bake.why !== '') add('bake', `stands: ${bake.why}`);
  return out;
}

/** Nobody has stopped it: what is next comes by itself, or by an approval. */
function goesOn({ snapshot: { rollout } }: Scene): boolean {
  const { kind } = rollout.sub;
  return rollout.drill === null && (kind === 'running' || kind === 'awaiting_approval');
}

/** What matters now in a few lines: what stopped it or when it goes on, and what is missing. */
export function stageSummary(scene: Scene, width: number): Line[] {
  const { rollout } = scene.snapshot;
  const line = (colour: Tone, text: string): Line => [tone(colour, ` ${clip(foreign(text), width - 1)}`)];
  const lines = standing(scene).map(({ label, text, tone: colour }) =>
    line(colour, `${label} ${text}`.trim()),
  );
  const next = nextText(rollout, false);
  if (rollout.sub.kind === 'rolled_back') return lines;
  if (next !== '' && goesOn(scene)) lines.push(line('plain', next));
  const missing = missingGates(rollout).filter(({ id }) => id !== 'bake' && id !== 'look');
  const [first] = missing;
  if (first !== undefined) {
    const more = missing.length > 1 ? `  +${missing.length - 1} more` : '';
    const text = `${VERDICT_SIGNS[first.verdict].glyph} ${first.label}: ${first.missing || first.shown}`;
    lines.push([tone('warn', ` ${clip(foreign(text), width - 1 - textWidth(more))}`), tone('dim', more)]);
  }
  const error = rollout.forecast?.oneMoreError ?? null;
  if (rollout.forecast !== null && !rollout.forecast.decidable)
    lines.push(line('warn', rollout.forecast.text));
  else if (error !== null) lines.push(line('dim', `one more error costs ${formatHours(error.ms)}`));
  return lines;
}

function gateLines(gate: Gate, labels: number, width: number): Line[] {
  const { glyph, tone: colour } = VERDICT_SIGNS[gate.verdict];
  const indent = 3 + labels + 2;
  const dry = gate.dryRun ? 'dry run; ' : '';
  const text = `${dry}${gateText(gate)}`;
  // Broken only where it has to be: value, interval and bound stay apart, by a comma where not by their distance.
  const parts =
    textWidth(text) <= width - indent ? [text] : wrap(text.replaceAll('  ', ', '), width - indent);
  return parts.map(
    (part, i): Line => [
      tone(colour, i === 0 ? ` ${glyph} ` : '   '),
      tone(gate.verdict === 'pass' ? 'plain' : 'strong', cell(i === 0 ? foreign(gate.label) : '', labels)),
      tone(gate.verdict === 'pass' ? 'dim' : 'plain', `  ${part}`),
    ],
  );
}

/**
 * The gates that the next stage waits for. None for canary: it begins by the operator's word, and the evidence comes
 * from it. The first look goes without saying as long as the bake is not done.
 */
function missingGates({ gates, next, looks }: Scene['snapshot']['rollout']): Gate[] {
  if (next === null || next.stage === 'canary') return [];
  const open = openGates(gates);
  const baking = looks.length === 0 && open.some(({ id }) => id === 'bake');
  return open.filter(({ id }) => !(id === 'look' && baking));
}

/** What the next stage waits for comes first: it is what somebody can do something about. */
function gateSections({ snapshot: { rollout } }: Scene, width: number): { open: Line[]; others: Line[] } {
  const { gates, next, sub } = rollout;
  const lines = (some: readonly Gate[]): Line[] => {
    const labels = Math.min(MOST_LABEL, Math.max(0, ...some.map(({ label }) => textWidth(foreign(label)))));
    return some.flatMap((gate) => gateLines(gate, labels, width));
  };
  const waiting = sub.kind === 'rolled_back' ? [] : missingGates(rollout);
  const others = gates.filter((gate) => !waiting.includes(gate));
  return {
    open:
      waiting.length === 0 || next === null
        ? []
        : [[tone('dim', ` missing for ${next.stage.toUpperCase()}`)], ...lines(waiting)],
    others:
      others.length === 0
        ? []
        : [[], [tone('dim', waiting.length > 0 ? ' other gates' : ' gates')], ...lines(others)],
  };
}

/** A look with its confidence: that of an extension is held to a stricter one. */
function lookText(look: Look, index: number, now: number): string {
  const verdict = look.passed ? '✓ passed' : '✗ failed';
  return `${index + 1}. ${momentText(look.at, now)} at ${formatHours(look.bakeMs)} of bake: ${look.shown}, at ${formatPercent(100 * (1 - look.alpha))}; ${verdict}`;
}

function drillText(scene: Scene): string {
  const { drilled } = scene.snapshot.rollout;
  if (drilled === null) return '';
  const steps = drillSteps(drilled);
  const how = drilled.passed ? '✓ passed' : `✗ failed: ${drilled.problem}`;
  return `${how}, ${momentText(drilled.at, scene.now)} ${byText(drilled)}${steps === '' ? '' : `: ${steps}`}`;
}

/** Who served last, and the realised share. */
function servedLines(scene: Scene, width: number): Line[] {
  const { authority, flags, intervalMs } = scene.snapshot;
  const served = authority.lastServed;
  const lines: Line[] = [];
  if (flags.status === 'missing')
    lines.push(...fact('file', 'no flags file yet: defaults hold', width, 'dim'));
  if (served !== null) {
    const late = served.lateMs > intervalMs ? `, ${Math.round(served.lateMs / 1000)} s late` : '';
    lines.push(...fact('last', `cycle ${formatCount(served.tick)} by ${served.monitor}${late}`, width));
  }
  if (authority.ticks > 0) {
    const share = formatPercent((100 * authority.modularTicks) / authority.ticks, 1);
    const of = `${formatCount(authority.modularTicks)} of ${formatCount(authority.ticks)}`;
    lines.push(...fact('share', `modular ${of}, ${share}`, width));
  }
  return lines;
}

/** Everything there is to say of the rollout, below the list of stages. */
export function stageDetails(scene: Scene, width: number): Line[] {
  const { rollout, rollback } = scene.snapshot;
  const { outcome, forecast, looks } = rollout;
  const next = nextText(rollout, false);
  const drilled = drillText(scene);
  const gates = gateSections(scene, width);
  const lines: Line[] = [
    [],
    ...disagreementLines(scene),
    ...standing(scene).flatMap(({ label, text, tone: colour }) => fact(label, text, width, colour)),
    ...(next === '' || !goesOn(scene) ? [] : fact('next', next, width)),
    ...(outcome.step === 'own_health' && outcome.reason !== '' && goesOn(scene)
      ? fact('holds', outcome.reason, width)
      : []),
    ...gates.open,
    ...(forecast === null
      ? []
      : fact('forecast', forecast.text, width, forecast.decidable ? 'plain' : 'warn')),
    ...(forecast?.helps ?? []).flatMap((help) => fact('', `would help: ${help}`, width, 'dim')),
    ...(drilled === '' ? [] : fact('last drill', drilled, width)),
    ...gates.others,
    [],
    ...looks.flatMap((look, i) =>
      fact(i === 0 ? 'looks' : '', lookText(look, i, scene.now), width, look.passed ? 'plain' : 'warn'),
    ),
    ...servedLines(scene, width),
    // After a restart the rollout may know less than the proof does.
    ...(rollback !== null && rollout.sub.kind !== 'rolled_back' && scene.snapshot.stage.current === 'disabled'
      ? fact(
          'rolled',
          `${momentText(rollback.at, scene.now)} from ${rollback.from.stage} ${byText(rollback)}${becauseText(rollback.why)}`,
          width,
          'warn',
        )
      : []),
  ];
  const { stages } = scene.state.history;
  if (stages !== null && stages.length > 0)
    lines.push(
      [],
      [tone('dim', ' stages so far')],
      ...stageHistoryLines(stages, width - 1, scene.now).map((line): Line => [' ', ...line]),
    );
  if (scene.readOnly) lines.push(...fact('keys', 'read-only: nothing can be changed here', width, 'dim'));
  return lines;
}
