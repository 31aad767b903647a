import type { Binding, CommandId } from '../binding.ts';
import { cell, clip, type Line, textWidth, tone } from '../cells.ts';
import { fuzzyMatch } from '../fuzzy.ts';
import { activeBindings, offeredBindings } from '../keyboard.ts';
import { dialogRows, type Size } from '../layout/areas.ts';
import { listWindow } from '../layout/window.ts';
import type { Overlay } from '../overlay.ts';
import { viewOf } from '../store.ts';
import type { Dialog } from './dialog-parts.ts';
import type { Scene } from './scene.ts';

type Palette = Extract<Overlay, { kind: 'palette' }>;

/** A command that may be run now. */
interface Entry {
  command: CommandId;
  /** Its key in the present view; empty: none. */
  shown: string;
  words: string;
  /** Places in `words` of the letters that were typed. */
  at: readonly number[];
  /** How near it stands to the top. */
  score: number;
}

const WIDEST = 78;
const KEY = 11;
/** The line that is typed, and an empty one. */
const HEAD = 2;
const RECENT = 100;

/** What only moves stands last: nobody looks for it here. */
const rank = (command: CommandId): number =>
  /^(move|palette|focus\.(\d|next|previous))/u.test(command) ? 2 : 0;

/** Every command that does something in the present view, or the same from everywhere; each once. */
function commandsOf(scene: Scene): Entry[] {
  const { state, readOnly, bindings, snapshot } = scene;
  const at = { bindings, context: viewOf(state), state, rollout: snapshot.rollout, readOnly };
  const here = activeBindings(at);
  const elsewhere = bindings.filter((b) => b.everywhere === true && !(readOnly && b.writes));
  const offered = new Set(offeredBindings(at).map((b) => b.command));
  const entries = new Map<CommandId, Entry>();
  for (const [i, binding] of [...here, ...elsewhere].entries()) {
    const { command, word } = binding;
    if (command === 'palette' || entries.has(command)) continue;
    const group = rank(command) + (offered.has(command) ? 0 : 1);
    // Only its own key: a command stands here by itself, without those it is shown together with.
    const shown = i < here.length ? word : '';
    entries.set(command, { command, shown, words: wordsOf(binding), at: [], score: -group });
  }
  return [...entries.values()];
}

/** Its word in the footer and what it does; once where that is the same. One that is said together with others has a word of theirs. */
function wordsOf({ label = '', help = '', together }: Binding): string {
  if (help === '') return label;
  const said = help.startsWith(label) || help === `the ${label}` || together !== undefined;
  return said ? help : `${label}: ${help}`;
}

/** What is listed for what was typed, the best first; before anything is typed the most recent ones. */
export function paletteEntries(scene: Scene, query: string): Entry[] {
  const { recent } = scene.state;
  const found = commandsOf(scene).flatMap((entry): Entry[] => {
    const age = recent.indexOf(entry.command);
    const lately = age < 0 ? 0 : 1 - age / RECENT;
    if (query.trim() === '') return [{ ...entry, score: age < 0 ? entry.score : RECENT + lately }];
    const match = fuzzyMatch(query, entry.words);
    if (match !== null) return [{ ...entry, at: match.at, score: entry.score + match.score + lately }];
    // Who knows how a command is called in the settings finds it by that too, below all others.
    const named = fuzzyMatch(query, entry.command);
    return named === null ? [] : [{ ...entry, score: named.score - RECENT }];
  });
  return found.sort((a, b) => b.score - a.score);
}

/** Commands in view at once. */
export function palettePage(size: Size): number {
  return dialogRows(size) - HEAD;
}

function wordsLine({ words, at }: Entry, width: number, chosen: boolean): Line {
  const shown = clip(words, width);
  const marks = new Set(at);
  const line: Line[number][] = [];
  for (let from = 0, i = 1; i <= shown.length; i++) {
    if (i < shown.length && marks.has(i) === marks.has(from)) continue;
    const marked = marks.has(from);
    line.push(tone(marked ? 'title' : chosen ? 'strong' : 'plain', shown.slice(from, i)));
    from = i;
  }
  return [...line, ' '.repeat(Math.max(0, width - textWidth(shown)))];
}

/** What is typed, and the commands that fit. */
export function paletteDialog(overlay: Palette, scene: Scene): Dialog {
  const width = Math.min(WIDEST, scene.size.columns - 4);
  const entries = paletteEntries(scene, overlay.query);
  const page = palettePage(scene.size);
  const choice = Math.min(overlay.choice, entries.length - 1);
  const { top, end } = listWindow(0, choice, page, entries.length);
  const room = width - 4 - 2 - KEY - 1;
  const lines = entries
    .slice(top, end)
    .map(
      (entry, i): Line => [
        tone('accent', top + i === choice ? '▸ ' : '  '),
        ...wordsLine(entry, room, top + i === choice),
        ' ',
        tone('accent', cell(entry.shown, KEY, 'right')),
      ],
    );
  const none: Line = [tone('dim', '  no command has these letters')];
  const typedEnd = [...overlay.query].slice(-(width - 12)).join('');
  const below = entries.length - end;
  return {
    title: 'Commands',
    width,
    body: [
      [tone('accent', `:${typedEnd}▏`)],
      [],
      ...(entries.length === 0 ? [none] : lines),
      // The frame stays where it is while the list becomes shorter.
      ...Array.from({ length: Math.max(0, page - Math.max(1, lines.length)) }, (): Line => []),
    ],
    foot: below > 0 ? [tone('dim', `${below} more ↓`)] : undefined,
  };
}
