import type { StagePreview } from '../../core/client.ts';
import { formatClock, formatCount, formatDuration, formatPercent } from '../../core/format.ts';
import { STAGES, type Stage } from '../../core/stage.ts';
import { cell, clip, foreign, type Line, textWidth, tone, wrap } from '../cells.ts';
import { dialogRows } from '../layout/areas.ts';
import type { Overlay } from '../store.ts';
import { gateCounts } from './header.ts';
import { explainDialog, ignoreDialog, labelDialog } from './judging-dialogs.ts';
import type { Scene } from './scene.ts';

/** A dialog before it has a place. */
export interface Dialog {
  title: string;
  width: number;
  body: Line[];
  foot?: Line;
}

const WIDTH = 62;
const INNER = WIDTH - 4;
const MOST_WARNINGS = 4;

const paragraph = (text: string, width = INNER): Line[] => wrap(foreign(text), width).map((part) => [part]);

/** The end of a path, which is what tells files apart. */
function shortPath(path: string, width: number): string {
  if (textWidth(path) <= width) return path;
  const parts = path.split('/');
  let out = parts.pop() as string;
  while (parts.length > 0 && textWidth(out) + textWidth(parts.at(-1) as string) + 3 <= width)
    out = `${parts.pop()}/${out}`;
  return clip(`…/${out}`, width);
}

/** The changed lines of a diff with one unchanged neighbour at each side, cut to `rows`. */
export function diffLines(preview: StagePreview, rows: number): Line[] {
  const { diff } = preview;
  const near = (i: number): boolean => [i - 1, i, i + 1].some((j) => (diff[j]?.kind ?? 'same') !== 'same');
  const lines: Line[] = [];
  let gap = false;
  diff.forEach((line, i) => {
    if (!near(i)) {
      gap = lines.length > 0;
      return;
    }
    if (gap) lines.push([tone('dim', '      …')]);
    gap = false;
    const sign = { same: ' ', removed: '-', added: '+' }[line.kind];
    const colour = { same: 'dim', removed: 'bad', added: 'ok' }[line.kind] as 'dim' | 'bad' | 'ok';
    lines.push([tone(colour, `  ${sign} ${clip(foreign(line.text), INNER - 4)}`)]);
  });
  if (lines.length <= rows) return lines;
  const cut = lines.slice(0, Math.max(1, rows - 1));
  return [...cut, [tone('dim', `      … ${lines.length - cut.length} lines more`)]];
}

function stageTitle(stage: Stage, current: Stage): string {
  const step = STAGES.indexOf(stage) - STAGES.indexOf(current);
  const name = stage.toUpperCase();
  if (step === 0) return `Write ${name} again`;
  return step > 0 ? `Advance to ${name}` : `Go back to ${name}`;
}

function buttons(choice: 'cancel' | 'write', go: string): Line {
  const chosen = (text: string, on: boolean): Line => [
    on ? tone('accent', `[ ${text} ]`) : tone('plain', `  ${text}  `),
  ];
  return [
    '       ',
    ...chosen('Cancel', choice === 'cancel'),
    '    ',
    ...chosen(go, choice === 'write'),
    tone('dim', '  y'),
  ];
}

/** What does not pass: each on a line, the fourth and later ones only counted. */
function warningLines(warnings: readonly string[]): Line[] {
  const shown = warnings.length > MOST_WARNINGS ? warnings.slice(0, MOST_WARNINGS - 1) : warnings;
  const lines = shown.map((text): Line => [tone('warn', `! ${clip(foreign(text), INNER - 2)}`)]);
  const rest = warnings.length - shown.length;
  return rest === 0 ? lines : [...lines, [tone('warn', `! ${rest} more`), tone('dim', ': see Health')]];
}

function stageDialog(overlay: Extract<Overlay, { kind: 'stage' }>, scene: Scene): Dialog {
  const { stage, preview, choice, typed, busy } = overlay;
  const current = scene.snapshot.stage.current;
  const title = stageTitle(stage, current);
  if (preview === null) return { title, width: WIDTH, body: [[tone('dim', 'Reading the flags file…')], []] };

  const forward = STAGES.indexOf(stage) > STAGES.indexOf(current);
  const warnings = warningLines(preview.warnings);
  const ask: Line[] =
    stage === 'legacy_disabled'
      ? [
          ['Legacy will not be run at all, not even as a shadow.'],
          ['To go on type ', tone('strong', 'legacy_disabled'), ':  ', tone('accent', `${typed}▏`)],
        ]
      : [buttons(choice, forward ? (warnings.length > 0 ? 'Advance all the same' : 'Advance') : 'Write it')];
  const changed = preview.diff.some((line) => line.kind !== 'same');
  const verb = changed ? 'This writes' : 'Nothing changes in';
  const { tight, room } = space(scene, 1 + 1 + warnings.length + ask.length);
  const gap: Line[] = tight ? [] : [[]];
  return {
    title,
    width: WIDTH,
    body: [
      [`${verb} ${shortPath(foreign(preview.path), INNER - verb.length - 2)}:`],
      ...gap,
      ...diffLines(preview, room),
      ...gap,
      ['Gates  ', ...gateCounts(scene, false)],
      ...warnings,
      ...gap,
      ...(busy ? [[tone('dim', 'Writing…')] as Line] : ask),
      ...gap,
    ],
  };
}

/** Lines left for the diff beside `fixed` others; on a small screen without the empty lines between. */
function space(scene: Scene, fixed: number): { tight: boolean; room: number } {
  const rows = dialogRows(scene.size);
  const tight = rows < fixed + 4 + 6;
  return { tight, room: Math.max(1, rows - fixed - (tight ? 0 : 4)) };
}

function rollbackDialog(overlay: Extract<Overlay, { kind: 'rollback' }>, scene: Scene): Dialog {
  const { stage, rows } = scene.snapshot;
  const seen = rows.filter((row) => row.legacy !== null || row.legacyPending).length;
  const who =
    rows.length === 0
      ? 'whatever agents there are'
      : seen < rows.length
        ? `${seen} of ${rows.length} agents`
        : rows.length === 1
          ? 'the agent'
          : `all ${rows.length} agents`;
  const from = `${stage.current} ${formatPercent(stage.percentage)}`;
  const body: Line[] = [
    [tone('strong', from), '  →  ', tone('strong', 'disabled 0 %')],
    [`From the next cycle on legacy serves ${who}.`],
    [],
    overlay.busy
      ? [tone('dim', 'Writing…')]
      : [tone('accent', 'y'), '  roll back now        ', tone('accent', 'n'), '  cancel'],
    [],
  ];
  return { title: 'ROLL BACK', width: WIDTH, body };
}

function rolledBackDialog(overlay: Extract<Overlay, { kind: 'rolled_back' }>, scene: Scene): Dialog {
  const { rollback } = scene.snapshot;
  const proof = rollback !== null && rollback.at !== overlay.before ? rollback : null;
  const { writtenMs, readBackMs } = proof ?? overlay.written;
  const stage = overlay.written.after.rollout_stage;
  const served = proof?.served ?? null;
  const notes = overlay.written.notes ?? [];
  const step = (text: string, value: string, rest = ''): Line => [
    tone('ok', '✓ '),
    cell(text, 21),
    cell(value, 7),
    tone('dim', rest),
  ];
  const last: Line =
    served === null
      ? [tone('dim', '… '), 'waiting for the first cycle that legacy serves']
      : [
          tone('ok', '✓ '),
          `legacy served cycle ${formatCount(served.tick)} after ${(served.afterMs / 1000).toFixed(1)} s, ${served.agents} of ${served.of} agents`,
        ];
  return {
    title: `ROLLED BACK${proof === null ? '' : `  ${formatClock(proof.at)}`}`,
    width: WIDTH,
    body: [
      step('flags written', formatDuration(writtenMs)),
      step('read back', formatDuration(readBackMs), `rollout_stage ${stage}`),
      last,
      ...notes.map((note): Line => [tone('warn', '! '), foreign(note)]),
      [],
      [
        tone('dim', 'reason  '),
        `${foreign(proof?.who ?? 'operator')}: “${foreign(proof?.why ?? overlay.why)}”`,
      ],
      [
        tone('dim', 'again   '),
        tone('accent', 's'),
        ' after looking at what happened (',
        tone('accent', '5'),
        ' Events)',
      ],
      [],
    ],
  };
}

function problemsDialog(scene: Scene): Dialog {
  const width = Math.min(84, scene.size.columns - 4);
  if (scene.problems.length === 0)
    return { title: 'Wrong now', width: WIDTH, body: [[tone('ok', '✓ '), 'Nothing is wrong.'], []] };
  const body = scene.problems.flatMap((problem): Line[] => [
    ...wrap(problem.text, width - 6).map(
      (text, i): Line => [tone(problem.tone, `${i === 0 ? '! ' : '  '}${text}`)],
    ),
    ...(problem.detail === ''
      ? []
      : wrap(problem.detail, width - 6).map((text): Line => [tone('dim', `  ${text}`)])),
    ...(problem.mend === '' ? [] : wrap(problem.mend, width - 6).map((text): Line => [`  ${text}`])),
    [],
  ]);
  const room = dialogRows(scene.size);
  const foot: Line | undefined = body.length > room ? [tone('dim', '…')] : undefined;
  return { title: 'Wrong now', width, body: body.slice(0, room), foot };
}

function errorDialog(overlay: Extract<Overlay, { kind: 'error' }>): Dialog {
  return {
    title: overlay.title,
    width: WIDTH,
    body: [
      ...paragraph(overlay.message, INNER - 2).map(
        (line, i): Line => [tone('bad', i === 0 ? '! ' : '  '), ...line],
      ),
      ...(overlay.mend === '' ? [] : [[] as Line, ...paragraph(overlay.mend)]),
      [],
      [tone('accent', 'Esc'), tone('dim', ' close')],
    ],
  };
}

/** What lies over the screen now, if it is a dialog. */
export function dialogOf(scene: Scene): Dialog | null {
  const { overlay } = scene.state;
  switch (overlay?.kind) {
    case 'stage':
      return stageDialog(overlay, scene);
    case 'rollback':
      return rollbackDialog(overlay, scene);
    case 'rolled_back':
      return rolledBackDialog(overlay, scene);
    case 'problems':
      return problemsDialog(scene);
    case 'error':
      return errorDialog(overlay);
    case 'ignore':
      return ignoreDialog(overlay, scene);
    case 'label':
      return labelDialog(overlay, scene);
    case 'explain':
      return explainDialog(overlay, scene);
    default:
      return null;
  }
}
