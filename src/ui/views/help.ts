import { cell, type Line, tone } from '../cells.ts';
import { STATE_SIGNS } from '../glyphs.ts';
import { BINDINGS } from '../keymap.ts';
import { dialogRows, type Size } from '../layout/areas.ts';
import type { Dialog } from './dialog-parts.ts';
import type { Scene } from './scene.ts';

const WIDTH = 66;

/** Every key that works, as the registry says, and what the signs mean. */
export function helpLines(readOnly: boolean): Line[] {
  const keys = BINDINGS.filter((b) => b.help !== undefined && !(readOnly && b.writes)).map(
    (b): Line => [tone('accent', cell(b.shown, 11)), b.help as string],
  );
  const signs = Object.values(STATE_SIGNS);
  const half = Math.ceil(signs.length / 2);
  const row = (part: typeof signs): Line =>
    part.flatMap((s): Line => [tone(s.tone, s.glyph), ` ${cell(s.word, 9)}`]);
  return [
    ...keys,
    [],
    row(signs.slice(0, half)),
    row(signs.slice(half)),
    [],
    [
      tone('warn', '≠'),
      ' differs   ',
      tone('warn', '+'),
      ' seen by modular alone   ',
      tone('bad', '−'),
      ' by legacy alone',
    ],
    [tone('dim', '27s'), ' behind what legacy says: it looked that long ago'],
    [tone('dim', 'dim: timing, modular more precise, or judged right')],
  ];
}

/** Lines of the help in view at once. */
export function helpPage(size: Size): number {
  return dialogRows(size);
}

export function helpDialog(scene: Scene): Dialog {
  const all = helpLines(scene.readOnly);
  const page = helpPage(scene.size);
  const scroll = scene.state.overlay?.kind === 'help' ? scene.state.overlay.scroll : 0;
  const top = Math.max(0, Math.min(scroll, all.length - page));
  const below = all.length - top - page;
  const foot: Line | undefined = below > 0 ? [tone('dim', `${below} more ↓`)] : undefined;
  return { title: 'Keys', width: WIDTH, body: all.slice(top, top + page), foot };
}
