import { durationMs } from '../../core/duration.ts';
import { formatHours, formatPercent } from '../../core/format.ts';
import { cell, clip, foreign, type Line, textWidth, tone } from '../cells.ts';
import { type FieldName, textOf } from '../form.ts';
import { VERDICT_SIGNS } from '../glyphs.ts';
import { dialogRows } from '../layout/areas.ts';
import type { Overlay, RolloutAct } from '../overlay.ts';
import {
  buttons,
  cutTo,
  type Dialog,
  diffLines,
  fieldLines,
  INNER,
  lastLines,
  paragraph,
  shortPath,
  WIDTH,
  yesNo,
} from './dialog-parts.ts';
import { reasonLines } from './rollback-dialogs.ts';
import { byText, freezeText, gateText, momentText } from './rollout-words.ts';
import type { Scene } from './scene.ts';

type Act = Extract<Overlay, { kind: 'act' }>;

/** The stage as the rollout has it: during a drill or after a rollback the file says `disabled`. */
function stageWords(scene: Scene): string {
  const { current, percentage } = scene.snapshot.stage;
  return `${current} ${formatPercent(percentage)}`;
}

/** `y  do it        n  cancel`. */
function question(overlay: Act, scene: Scene, words: string): Line[] {
  if (overlay.busy) return lastLines(overlay, []);
  return [yesNo(scene, 'act.confirm', words)];
}

/** What the act does, its fields, and Enter: for what can be taken back by the same key. */
function asked(
  overlay: Act,
  scene: Scene,
  words: string,
  go: string,
  labels: Partial<Record<FieldName, Line>> = {},
): Line[] {
  const { form } = overlay;
  const fields = form.fields.flatMap(({ name }, i) => fieldLines(form, i, labels[name] ?? ['reason']));
  const last = lastLines(overlay, [buttons(form, go)]);
  const room = dialogRows(scene.size) - fields.length - last.length - 3;
  return [...cutTo(paragraph(words), room), [], ...fields, [], ...last, []];
}

function pauseDialog(overlay: Act, scene: Scene): Dialog {
  const { bake } = scene.snapshot.rollout;
  const clock = bake.ofMs === null ? '' : `, and the bake clock stands at ${formatHours(bake.ms)}`;
  const words = `It stays at ${stageWords(scene).replace(' %', '%')}: no next stage${clock}. A rollback is not held.`;
  return { title: 'Pause the rollout', width: WIDTH, body: asked(overlay, scene, words, 'Pause') };
}

function resumeDialog(overlay: Act, scene: Scene): Dialog {
  const { sub, bake } = scene.snapshot.rollout;
  const paused =
    sub.kind === 'paused'
      ? `Paused ${momentText(sub.at, scene.now)} ${byText(sub)}: ${foreign(sub.why)}. `
      : '';
  const clock = bake.ofMs === null ? '' : ` The bake clock goes on from ${formatHours(bake.ms)}.`;
  const words = `${paused}It goes on at ${stageWords(scene).replace(' %', '%')}.${clock}`;
  return { title: 'Resume the rollout', width: WIDTH, body: asked(overlay, scene, words, 'Resume') };
}

function freezeDialog(overlay: Act, scene: Scene): Dialog {
  const span = textOf(overlay.form, 'span');
  const ms = span === '' ? null : durationMs(span);
  const until =
    span === ''
      ? 'until lifted'
      : ms === null || ms === 0
        ? 'as 12h, 90 min, 3 d'
        : `until ${momentText(scene.now + ms, scene.now)}`;
  const words =
    'No next stage until it ends; the bake goes on. A rollback is not frozen. Leave the time empty to freeze until it is lifted.';
  return {
    title: 'Freeze the rollout',
    width: WIDTH,
    body: asked(overlay, scene, words, 'Freeze', { span: [`how long (${until})`] }),
  };
}

function unfreezeDialog(overlay: Act, scene: Scene): Dialog {
  const { freeze } = scene.snapshot.rollout;
  const words = freeze === null ? 'Nothing is frozen.' : `Frozen ${freezeText(freeze, scene.now)}.`;
  return { title: 'Lift the freeze', width: WIDTH, body: asked(overlay, scene, words, 'Lift it') };
}

function drillDialog(overlay: Act, scene: Scene): Dialog {
  const stage = stageWords(scene);
  return {
    title: 'Rollback drill',
    width: WIDTH,
    body: [
      [tone('strong', stage), '  →  ', tone('strong', 'disabled 0 %'), '  →  ', tone('strong', stage)],
      ...paragraph(
        'This is real: it writes disabled to the flags file, waits until legacy has served a cycle, and restores the stage. Each step is timed. Meanwhile legacy serves all agents and the bake clock stands; the evidence stays.',
      ),
      [],
      ...question(overlay, scene, 'start the drill'),
      [],
    ],
  };
}

function approveDialog(overlay: Act, scene: Scene): Dialog {
  const { next, bake } = scene.snapshot.rollout;
  // The approval itself is what is asked here.
  const gates = scene.snapshot.rollout.gates.filter(({ id }) => id !== 'approval');
  const labels = Math.min(24, Math.max(0, ...gates.map(({ label }) => textWidth(foreign(label)))));
  const to = next?.stage ?? 'the next stage';
  // Everything that is approved has to be seen: on a small screen without the empty lines between.
  const rows = dialogRows(scene.size) - 3;
  const gap: Line[] = gates.length + 2 <= rows ? [[]] : [];
  const line = (gate: (typeof gates)[number]): Line => {
    const { glyph, tone: colour } = VERDICT_SIGNS[gate.verdict];
    const text = `${cell(foreign(gate.label), labels)}  ${gateText(gate)}${gate.dryRun ? ' (dry run)' : ''}`;
    return [tone(colour, `${glyph} `), clip(text, INNER - 2)];
  };
  // What does not pass comes first.
  const order = [...gates].sort((a, b) => Number(a.verdict === 'pass') - Number(b.verdict === 'pass'));
  return {
    title: `Approve ${to.toUpperCase()}`,
    width: WIDTH,
    body: [
      [
        tone('strong', stageWords(scene)),
        '  →  ',
        tone('strong', to),
        tone('dim', bake.ofMs === null ? '' : `   bake ${formatHours(bake.ms)} of ${formatHours(bake.ofMs)}`),
      ],
      ...cutTo(order.map(line), rows - 2 * gap.length),
      [tone('dim', 'Any change of stage, settings or evidence makes it void.')],
      ...gap,
      ...question(overlay, scene, 'approve'),
      ...gap,
    ],
  };
}

function retryDialog(overlay: Act, scene: Scene): Dialog {
  const { stage, preview, form } = overlay;
  const { sub } = scene.snapshot.rollout;
  const title = `Begin again at ${stage.toUpperCase()}`;
  const before: Line[] =
    sub.kind === 'rolled_back'
      ? [
          [tone('bad', `Rolled back ${momentText(sub.at, scene.now)} from ${sub.from} ${byText(sub)}`)],
          ...reasonLines(sub.who, sub.why, sub.evidence),
        ]
      : [['It is not rolled back any more.']];
  const field = fieldLines(form, 0, ['What has been mended? Type the reason:']);
  const ask = lastLines(overlay, [buttons(form, 'Begin again')]);
  const rows = dialogRows(scene.size);
  // First of all why it was rolled back; of the diff what there is room for.
  const most = rows - field.length - ask.length - 4;
  const shown = cutTo(before, most, 8);
  const left = rows - shown.length - 1 - field.length - ask.length;
  const gap: Line[] = left >= 8 ? [[]] : [];
  const verb = 'This writes';
  const diff =
    preview === null
      ? [[tone('dim', 'Reading the flags file…')] as Line]
      : diffLines(preview, Math.max(1, left - 4 * gap.length));
  return {
    title,
    width: WIDTH,
    body: [
      ...shown,
      ...gap,
      ...(preview === null
        ? []
        : [[`${verb} ${shortPath(foreign(preview.path), INNER - verb.length - 2)}:`] as Line]),
      ...diff,
      ...gap,
      ...field,
      ...gap,
      ...ask,
      ...gap,
    ],
  };
}

const DIALOGS: Record<RolloutAct, (overlay: Act, scene: Scene) => Dialog> = {
  pause: pauseDialog,
  resume: resumeDialog,
  approve: approveDialog,
  freeze: freezeDialog,
  unfreeze: unfreezeDialog,
  drill: drillDialog,
  retry: retryDialog,
};

/** What an act on the rollout does, and the question whether to do it. */
export function actDialog(overlay: Act, scene: Scene): Dialog {
  return DIALOGS[overlay.act](overlay, scene);
}
