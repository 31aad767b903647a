import type { Binding, CommandId } from '../binding.ts';
import { foreign, type Line, lineWidth, textWidth, tone } from '../cells.ts';
import { keyOf } from '../key-words.ts';
import { offeredBindings } from '../keyboard.ts';
import { filterHits } from '../selectors.ts';
import { contextOf } from '../store.ts';
import type { Scene } from './scene.ts';

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
  const width = scene.size.columns - 1;
  const { state, readOnly, bindings: all } = scene;
  const { rollout } = scene.snapshot;
  const bindings = offeredBindings({ bindings: all, context: contextOf(state), state, rollout, readOnly });
  const needed = bindings.findLastIndex((binding) => binding.known !== undefined) + 1;
  const tries = [0, 1, 2].map((spare) => fitting(bindings, width, spare));
  return (tries.find((t) => t.shown >= needed) ?? (tries[2] as (typeof tries)[number])).line;
}

/** The line above the footer: the filter while it is typed, where the keys go, a short notice, or nothing. */
export function noticeLine(scene: Scene): Line {
  const { state } = scene;
  if (state.typing) {
    const { text, found, of } = filterHits(scene);
    const line: Line = [' filter ', tone('accent', `/${text}▏`), tone('dim', `  ${found} of ${of}`)];
    return lineWidth(line) < scene.size.columns ? line : [' ', tone('accent', `…${text.slice(-20)}▏`)];
  }
  if (state.live?.typing === true)
    return [' ', tone('warn', `every other key goes to ${foreign(state.live.target)}`)];
  if (state.notice !== '') return [' ', tone('warn', state.notice)];
  return state.welcome ? welcomeLine(scene) : [];
}

/** Five keys to begin with. */
function welcomeLine({ bindings, readOnly }: Scene): Line {
  const lessons: [CommandId, string][] = [
    ['open', 'open'],
    ['differences.open', 'differences'],
    ['focus.stage', 'stage'],
    readOnly ? ['palette', 'commands'] : ['rollback.ask', 'rolls back'],
    ['help', 'all keys'],
  ];
  return [
    tone('strong', ' Welcome'),
    ...lessons.flatMap(([command, words]): Line => {
      const key = keyOf(bindings, command, 'dashboard');
      return key === '' ? [] : ['  ', tone('accent', key), ` ${words}`];
    }),
  ];
}
