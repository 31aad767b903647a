import type { Key } from 'ink';

const NAMED: readonly (readonly [keyof Key, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
];

const CONTROL: Record<string, string> = {
  '\u0003': 'ctrl-c',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u001b': 'escape',
  '\u001d': 'ctrl-]',
  '\u007f': 'backspace',
  '\b': 'backspace',
};

/**
 * Names what was pressed. Keys typed quickly arrive as one string (`jj`): each character is a key of its own.
 * Esc and a key right after it arrive as that key with Meta, which has no meaning of its own here: a rollback must not be
 * lost because the link was slow. What is held down with Super or Hyper names nothing.
 */
export function keyNames(input: string, key: Key): string[] {
  if (key.eventType === 'release' || key.super || key.hyper) return [];
  if (key.meta) return ['escape', ...keyNames(input, { ...key, meta: false })];
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
  for (const [flag, name] of NAMED) if (key[flag]) return key.ctrl ? [`ctrl-${name}`] : [name];
  if (key.ctrl) return input === '' ? [] : [`ctrl-${input}`];
  return [...input].flatMap((char) => CONTROL[char] ?? (char < ' ' ? [] : [char]));
}
