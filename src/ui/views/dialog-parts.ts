import type { StagePreview } from '../../core/client.ts';
import { stripControls } from '../../core/text.ts';
import type { CommandId } from '../binding.ts';
import { clip, foreign, type Line, lineWidth, steady, textWidth, tone, wrap } from '../cells.ts';
import { type Field, type Form, onCancel, onGo } from '../form.ts';
import { keyOf } from '../key-words.ts';
import { dialogRows } from '../layout/areas.ts';
import type { Scene } from './scene.ts';

/** A dialog before it has a place. */
export interface Dialog {
  title: string;
  width: number;
  body: Line[];
  foot?: Line;
}

export const WIDTH = 62;
export const INNER = WIDTH - 4;

/** A text broken into lines. */
export const paragraph = (text: string, width = INNER): Line[] =>
  wrap(foreign(text), width).map((part) => [part]);

/** The end of a path, which is what tells files apart. */
export function shortPath(path: string, width: number): string {
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
  return cutTo(lines, rows, 6);
}

/** The first of these lines, and how many more there are where all of them have no room. */
export function cutTo(lines: readonly Line[], room: number, indent = 2): Line[] {
  if (lines.length <= room) return [...lines];
  const shown = lines.slice(0, Math.max(0, room - 1));
  const rest = lines.length - shown.length;
  return [...shown, [tone('dim', `${' '.repeat(indent)}… ${rest} ${rest === 1 ? 'line' : 'lines'} more`)]];
}

/** Lines left for the diff beside `fixed` others; on a small screen without the empty lines between. */
export function space(scene: Scene, fixed: number): { tight: boolean; room: number } {
  const rows = dialogRows(scene.size);
  const tight = rows < fixed + 4 + 6;
  return { tight, room: Math.max(1, rows - fixed - (tight ? 0 : 4)) };
}

/** The end of a text with the cursor: while it is typed its end is what matters. */
function fieldText({ text }: Field, focused: boolean, width: number): string {
  const cursor = focused ? '▏' : '';
  const shown = steady(stripControls(text));
  const room = width - textWidth(cursor);
  if (textWidth(shown) <= room) return shown + cursor;
  let tail = [...shown];
  while (textWidth(tail.join('')) > room - 1) tail = tail.slice(1);
  return `…${tail.join('')}${cursor}`;
}

/** A field of a form behind what it asks for; below it where there is little room behind. */
export function fieldLines(form: Form, index: number, label: Line): Line[] {
  const field = form.fields[index] as Field;
  const focused = form.at === index;
  const colour = focused ? 'accent' : 'plain';
  const behind = INNER - lineWidth(label) - 2;
  if (behind >= 20 && textWidth(field.text) < behind)
    return [[...label, '  ', tone(colour, fieldText(field, focused, behind))]];
  return [label, ['  ', tone(colour, fieldText(field, focused, INNER - 2))]];
}

/** `y  roll back now        n  cancel`. */
export function yesNo({ bindings }: Scene, command: CommandId, words: string): Line {
  const [yes] = bindings.filter((b) => b.command === command);
  const no = keyOf(bindings, 'cancel', yes?.contexts[0]);
  return [tone('accent', keyOf(bindings, command)), `  ${words}        `, tone('accent', no), '  cancel'];
}

/** The two buttons; the one that Enter would press stands in brackets. `key`: does the same at once. */
export function buttons(form: Form, go: string, key = ''): Line {
  const chosen = (text: string, on: boolean): Line[number] =>
    on ? tone('accent', `[ ${text} ]`) : tone('plain', `  ${text}  `);
  // While something is typed, Enter goes on; what it would leave undone is still Cancel.
  const cancel = onCancel(form) || form.at < form.fields.length;
  return [
    '       ',
    chosen('Cancel', cancel),
    '    ',
    chosen(go, onGo(form)),
    tone('dim', key && `  ${key}`),
  ];
}

/** What is missing, or that it is being written; else what the dialog ends with. */
export function lastLines(overlay: { busy: boolean; form: Form }, otherwise: Line[]): Line[] {
  if (overlay.busy) return [[tone('dim', 'Writing…')]];
  return overlay.form.hint === '' ? otherwise : [[tone('warn', `! ${overlay.form.hint}`)], ...otherwise];
}
