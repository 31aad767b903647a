import { ACTION_NAMES, deedText, doerText } from '../../core/action-words.ts';
import type { ActionRun } from '../../core/actions.ts';
import { clip, ends, foreign, type Line, textWidth, tone } from '../cells.ts';
import type { Scene } from './scene.ts';
import { roughAge } from './words.ts';

/** The action whose line is shown: a recovery before what is only typed, then the one that began first. */
function first(running: readonly ActionRun[]): ActionRun | undefined {
  return running.find(({ kind }) => kind === 'recover_pm') ?? running[0];
}

/** What is being done, from its longest form to its shortest. */
function forms(run: ActionRun): string[] {
  const { kind, session, target, tries, step } = run;
  const which = tries === null ? '' : `try ${tries.now} of ${tries.most}`;
  const about = kind === 'recover_pm' ? `PM of ${session}` : `${ACTION_NAMES[kind]} ${target}`;
  return [
    `${deedText(run)} (${doerText(run)}): ${step}`,
    `${deedText(run)}${which === '' ? '' : ` (${which})`}: ${step}`,
    `${about}${which === '' ? '' : `, ${which}`}: ${step}`,
  ].map(foreign);
}

/** What is being done to an agent now, in `width` cells, with its age at the right; null: nothing is. */
export function actingLine({ snapshot, now }: Pick<Scene, 'snapshot' | 'now'>, width: number): Line | null {
  const { running } = snapshot.actions;
  const run = first(running);
  if (run === undefined) return null;
  const more = running.length > 1 ? `+${running.length - 1} more  ` : '';
  const right: Line = [tone('dim', more + roughAge(now - run.since))];
  const room = width - textWidth(more + roughAge(now - run.since)) - 3;
  const texts = forms(run);
  const text = texts.find((one) => textWidth(one) <= room) ?? (texts.at(-1) as string);
  return ends([tone('accent', '↻ '), clip(text, room)], right, width);
}
