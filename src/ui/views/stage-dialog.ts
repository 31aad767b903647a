import { formatHours } from '../../core/format.ts';
import { STAGES, type Stage } from '../../core/stage.ts';
import { clip, foreign, type Line, tone, wrap } from '../cells.ts';
import { VERDICT_SIGNS } from '../glyphs.ts';
import { keyOf } from '../key-words.ts';
import { dialogRows } from '../layout/areas.ts';
import type { Overlay } from '../overlay.ts';
import {
  buttons,
  cutTo,
  type Dialog,
  diffLines,
  fieldLines,
  INNER,
  lastLines,
  shortPath,
  space,
  WIDTH,
} from './dialog-parts.ts';
import { verdictCounts } from './rollout-line.ts';
import { gateText, measuredGates, openGates } from './rollout-words.ts';
import type { Scene } from './scene.ts';

const MOST_OPEN = 4;

/** Whether this stage comes after the one that holds. */
export function isForward(stage: Stage, scene: Scene): boolean {
  return STAGES.indexOf(stage) > STAGES.indexOf(scene.snapshot.stage.current);
}

function stageTitle(stage: Stage, current: Stage): string {
  const step = STAGES.indexOf(stage) - STAGES.indexOf(current);
  const name = stage.toUpperCase();
  if (step === 0) return `Write ${name} again`;
  return step > 0 ? `Advance to ${name}` : `Go back to ${name}`;
}

/** Stages between the one that holds and this one: nothing is known of modular in them. */
function skipped(stage: Stage, scene: Scene): Stage[] {
  return STAGES.slice(STAGES.indexOf(scene.snapshot.stage.current) + 1, STAGES.indexOf(stage));
}

/**
 * Whether an operator has to say why this stage is to come: evidence is missing, or a stage is left out. Nothing is
 * asked for to begin: from `disabled` to `canary`, where the evidence comes from.
 */
export function asksReason(stage: Stage, scene: Scene, warnings: readonly string[]): boolean {
  if (!isForward(stage, scene)) return false;
  if (skipped(stage, scene).length > 0) return true;
  const { gates } = scene.snapshot.rollout;
  // The gates say it all; the engine's warnings are for when there are none to go by.
  const open = gates.length > 0 ? openGates(gates).length > 0 : warnings.length > 0;
  return scene.snapshot.stage.current !== 'disabled' && open;
}

/** What speaks against going on, a line each: stages left out, the gates that do not pass, else what the engine warns of. */
function againstLines(stage: Stage, scene: Scene, warnings: readonly string[]): string[] {
  const out = skipped(stage, scene).map((name) => `${name} is left out: nothing is known of it`);
  // The bake has a line of its own; the look can only come after it.
  const gates = openGates(scene.snapshot.rollout.gates)
    .filter(({ id }) => id !== 'bake' && id !== 'look')
    // Before anything has begun only what fails speaks against it: evidence comes later.
    .filter(({ verdict }) => verdict === 'fail' || scene.snapshot.stage.current !== 'disabled')
    .map((gate) => `${gate.label}: ${gateText(gate)}`);
  return [...out, ...(scene.snapshot.rollout.gates.length > 0 ? gates : warnings)];
}

/** The fourth and later ones are only counted. */
function openLines(against: readonly string[]): Line[] {
  const shown = against.length > MOST_OPEN ? against.slice(0, MOST_OPEN - 1) : against;
  const lines = shown.map((text): Line => [tone('warn', `! ${clip(foreign(text), INNER - 2)}`)]);
  const rest = against.length - shown.length;
  return rest === 0 ? lines : [...lines, [tone('warn', `! ${rest} more`), tone('dim', ': see 4 Stage')]];
}

function bakeLine(ms: number, ofMs: number): Line {
  const { glyph, tone: colour } = VERDICT_SIGNS[ms >= ofMs ? 'pass' : 'inconclusive'];
  return ['Bake   ', tone(colour, glyph), ` ${formatHours(ms)} of ${formatHours(ofMs)}`];
}

/** How far the bake is, and that the stage could not be decided at all, if so. */
function standingLines(stage: Stage, scene: Scene): Line[] {
  const { gates, bake, forecast } = scene.snapshot.rollout;
  const verdicts = gates.length > 0 ? measuredGates(gates) : scene.snapshot.health.checks;
  const undecidable =
    forecast !== null && forecast.stage === stage && !forecast.decidable
      ? wrap(foreign(forecast.text), INNER - 2)
      : [];
  return [
    [
      'Gates  ',
      ...verdictCounts(
        verdicts.map(({ verdict }) => verdict),
        false,
      ),
    ],
    ...(bake.ofMs === null ? [] : [bakeLine(bake.ms, bake.ofMs)]),
    ...undecidable.map((text, i): Line => [tone('warn', `${i === 0 ? '! ' : '  '}${text}`)]),
  ];
}

/** What would be written, what speaks against it, and the question. */
export function stageDialog(overlay: Extract<Overlay, { kind: 'stage' }>, scene: Scene): Dialog {
  const { stage, preview, form } = overlay;
  const title = stageTitle(stage, scene.snapshot.stage.current);
  if (preview === null) return { title, width: WIDTH, body: [[tone('dim', 'Reading the flags file…')], []] };

  const forward = isForward(stage, scene);
  const against = forward ? openLines(againstLines(stage, scene, preview.warnings)) : [];
  const standing = forward ? standingLines(stage, scene) : [];
  const go = forward
    ? form.fields.some(({ name }) => name === 'reason')
      ? 'Advance although inconclusive'
      : 'Advance'
    : 'Write it';
  const fields = form.fields.flatMap(({ name }, i): Line[] =>
    name === 'name'
      ? [
          ['Legacy will not be run at all, not even as a shadow.'],
          ...fieldLines(form, i, ['To go on type ', tone('strong', 'legacy_disabled'), ':']),
        ]
      : [['Not all evidence is in. To advance all the same,'], ...fieldLines(form, i, ['type the reason:'])],
  );
  const ask = lastLines(overlay, [
    buttons(form, go, form.fields.length === 0 ? keyOf(scene.bindings, 'stage.confirm') : ''),
  ]);
  const changed = preview.diff.some((line) => line.kind !== 'same');
  const verb = changed ? 'This writes' : 'Nothing changes in';
  // The question is never cut, whatever there is to say: a line of the diff is kept as well.
  const most = dialogRows(scene.size) - 2 - fields.length - ask.length;
  const said = cutTo([...standing, ...against], most);
  const { tight, room } = space(
    scene,
    1 + said.length + fields.length + ask.length + (fields.length > 0 ? 1 : 0),
  );
  const gap: Line[] = tight ? [] : [[]];
  return {
    title,
    width: WIDTH,
    body: [
      [`${verb} ${shortPath(foreign(preview.path), INNER - verb.length - 2)}:`],
      ...gap,
      ...diffLines(preview, room),
      ...gap,
      ...said,
      ...(said.length === 0 ? [] : gap),
      ...fields,
      ...(fields.length === 0 ? [] : gap),
      ...ask,
      ...gap,
    ],
  };
}
