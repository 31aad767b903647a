import { type Line, tone, wrap } from '../cells.ts';
import { keyOf } from '../key-words.ts';
import { dialogRows } from '../layout/areas.ts';
import type { Overlay } from '../overlay.ts';
import type { Problem } from '../problems.ts';
import { actDialog } from './act-dialogs.ts';
import { type Dialog, INNER, paragraph, WIDTH } from './dialog-parts.ts';
import { explainDialog, ignoreDialog, labelDialog } from './judging-dialogs.ts';
import { paletteDialog } from './palette.ts';
import { rollbackDialog, rolledBackDialog } from './rollback-dialogs.ts';
import type { Scene } from './scene.ts';
import { stageDialog } from './stage-dialog.ts';

const sign = ({ tone }: Problem): string => (tone === 'dim' ? '· ' : '! ');

function problemsDialog(scene: Scene): Dialog {
  const width = Math.min(84, scene.size.columns - 4);
  if (scene.problems.length === 0)
    return { title: 'Wrong now', width: WIDTH, body: [[tone('ok', '✓ '), 'Nothing is wrong.'], []] };
  const body = scene.problems.flatMap((problem): Line[] => [
    ...wrap(problem.text, width - 6).map(
      (text, i): Line => [tone(problem.tone, `${i === 0 ? sign(problem) : '  '}${text}`)],
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

function errorDialog(overlay: Extract<Overlay, { kind: 'error' }>, { bindings }: Scene): Dialog {
  return {
    title: overlay.title,
    width: WIDTH,
    body: [
      ...paragraph(overlay.message, INNER - 2).map(
        (line, i): Line => [tone('bad', i === 0 ? '! ' : '  '), ...line],
      ),
      ...(overlay.mend === '' ? [] : [[] as Line, ...paragraph(overlay.mend)]),
      [],
      [tone('accent', keyOf(bindings, 'cancel', 'message')), tone('dim', ' close')],
    ],
  };
}

/** What lies over the screen now, if it is a dialog. */
export function dialogOf(scene: Scene): Dialog | null {
  const { overlay } = scene.state;
  switch (overlay?.kind) {
    case 'stage':
      return stageDialog(overlay, scene);
    case 'act':
      return actDialog(overlay, scene);
    case 'rollback':
      return rollbackDialog(overlay, scene);
    case 'rolled_back':
      return rolledBackDialog(overlay, scene);
    case 'problems':
      return problemsDialog(scene);
    case 'error':
      return errorDialog(overlay, scene);
    case 'ignore':
      return ignoreDialog(overlay, scene);
    case 'label':
      return labelDialog(overlay, scene);
    case 'palette':
      return paletteDialog(overlay, scene);
    case 'explain':
      return explainDialog(overlay, scene);
    default:
      return null;
  }
}
