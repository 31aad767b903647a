import { type Line, lineWidth, textWidth, tone } from '../cells.ts';
import { activeBindings } from '../keymap.ts';
import { contextOf } from '../store.ts';
import type { Scene } from './scene.ts';

/** The keys of what is on top, one line; what does not fit is dropped from the right. */
export function footer(scene: Scene): Line {
  const width = scene.size.columns - 1;
  const line: Line[number][] = [];
  let used = 0;
  for (const binding of activeBindings(contextOf(scene.state), scene.state, scene.readOnly)) {
    if (binding.label === undefined) continue;
    const gap = line.length === 0 ? 1 : 2;
    const needed = gap + textWidth(binding.shown) + 1 + textWidth(binding.label);
    if (used + needed > width) break;
    const bright = binding.command === 'rollback.ask';
    line.push(
      ' '.repeat(gap),
      tone('accent', binding.shown),
      ' ',
      tone(bright ? 'rollback' : 'dim', binding.label),
    );
    used += needed;
  }
  if (scene.readOnly && used + 11 <= width) line.push(tone('warn', '  read-only'));
  return line;
}

/** The line above the footer: the filter while it is typed, a short notice, or nothing. */
export function noticeLine(scene: Scene): Line {
  const { state } = scene;
  if (state.typing) {
    const found = scene.lists.rows.length;
    const line: Line = [
      ' filter ',
      tone('accent', `/${state.filter}▏`),
      tone('dim', `  ${found} of ${scene.snapshot.rows.length}`),
    ];
    return lineWidth(line) < scene.size.columns
      ? line
      : [' ', tone('accent', `…${state.filter.slice(-20)}▏`)];
  }
  return state.notice === '' ? [] : [' ', tone('warn', state.notice)];
}
