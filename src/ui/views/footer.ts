import type { Binding } from '../binding.ts';
import { type Line, lineWidth, textWidth, tone } from '../cells.ts';
import { offeredBindings } from '../keyboard.ts';
import { contextOf } from '../store.ts';
import type { Scene } from './scene.ts';

const READ_ONLY = '  read-only';

/** The bindings that fit into `width`, with the labels of those known better than `spare` left out. */
function fitting(bindings: readonly Binding[], width: number, spare: number): { line: Line; shown: number } {
  const line: Line[number][] = [];
  let used = 0;
  let shown = 0;
  for (const binding of bindings) {
    const label = (binding.known ?? 9) <= spare ? '' : ` ${binding.label}`;
    const gap = ' '.repeat(shown === 0 ? 1 : 2);
    const needed = gap.length + textWidth(binding.shown) + textWidth(label);
    if (used + needed > width) break;
    const colour = binding.command === 'rollback.ask' ? 'rollback' : 'dim';
    line.push(gap, tone('accent', binding.shown), tone(colour, label));
    used += needed;
    shown++;
  }
  return { line, shown };
}

/**
 * The keys of what is on top, one line; what does not fit is dropped from the right. Before a key that everybody
 * should see is dropped, the labels of those that everybody knows are.
 */
export function footer(scene: Scene): Line {
  const width = scene.size.columns - 1 - (scene.readOnly ? READ_ONLY.length : 0);
  const { state, readOnly, bindings: all } = scene;
  const { rollout } = scene.snapshot;
  const bindings = offeredBindings({ bindings: all, context: contextOf(state), state, rollout, readOnly });
  const needed = bindings.findLastIndex((binding) => binding.known !== undefined) + 1;
  const tries = [0, 1, 2].map((spare) => fitting(bindings, width, spare));
  const best = tries.find((t) => t.shown >= needed) ?? (tries[2] as (typeof tries)[number]);
  return scene.readOnly ? [...best.line, tone('warn', READ_ONLY)] : best.line;
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
