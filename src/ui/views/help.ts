import type { Binding } from '../binding.ts';
import { cell, type Line, textWidth, tone, wrap } from '../cells.ts';
import { STATE_SIGNS } from '../glyphs.ts';
import { activeBindings } from '../keyboard.ts';
import { dialogRows, type Size } from '../layout/areas.ts';
import { viewOf } from '../store.ts';
import type { Dialog } from './dialog-parts.ts';
import type { Scene } from './scene.ts';

const WIDTH = 66;
const KEY = 11;
const TITLES = {
  dashboard: 'Keys of the dashboard',
  agent: 'Keys of an agent',
  differences: 'Keys of the differences',
  live: 'Keys of the live pane',
};

/** A line of help: the keys, and what they do. Those that are said together with others have none of their own. */
export function helpEntries(bindings: readonly Binding[]): { shown: string; words: string }[] {
  const covered = new Set(bindings.flatMap((b) => b.together?.with ?? []));
  return bindings
    .filter((b) => b.shown !== '' && !covered.has(b.command))
    .map(({ shown, also, together, help, label }) => ({
      shown,
      words: `${together?.help ?? help ?? label ?? ''}${also === '' ? '' : ` (also ${also})`}`,
    }))
    .filter(({ words }) => words !== '');
}

/** Every key that works in the view below, as the registry says, and what the signs mean. */
export function helpLines(scene: Scene): Line[] {
  const { bindings, state, snapshot, readOnly } = scene;
  const context = viewOf(state);
  const alive = activeBindings({ bindings, context, state, rollout: snapshot.rollout, readOnly });
  const keys = helpEntries(alive).flatMap(({ shown, words }) => {
    const long = textWidth(shown) >= KEY;
    const lines = wrap(words, WIDTH - 4 - KEY).map(
      (part, i): Line => [tone('accent', cell(i === 0 && !long ? shown : '', KEY)), part],
    );
    return long ? [[tone('accent', shown)] as Line, ...lines] : lines;
  });
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
    [tone('dim', '≈'), ' differs by timing, modular more precise, or judged right'],
    [tone('dim', '27s'), ' behind what legacy says: it looked that long ago'],
  ];
}

/** Lines of the help in view at once. */
export function helpPage(size: Size): number {
  return dialogRows(size);
}

export function helpDialog(scene: Scene): Dialog {
  const all = helpLines(scene);
  const page = helpPage(scene.size);
  const scroll = scene.state.overlay?.kind === 'help' ? scene.state.overlay.scroll : 0;
  const top = Math.max(0, Math.min(scroll, all.length - page));
  const below = all.length - top - page;
  const foot: Line | undefined = below > 0 ? [tone('dim', `${below} more ↓`)] : undefined;
  return { title: TITLES[viewOf(scene.state)], width: WIDTH, body: all.slice(top, top + page), foot };
}
