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
  '\u007f': 'backspace',
  '\b': 'backspace',
};

/**
 * Names what was pressed. Keys typed quickly arrive as one string (`jj`): each character is a key of its own.
 * What is held down with Meta, Super or Hyper has no meaning here and names nothing.
 */
export function keyNames(input: string, key: Key): string[] {
  if (key.eventType === 'release' || key.meta || key.super || key.hyper) return [];
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
  for (const [flag, name] of NAMED) if (key[flag]) return key.ctrl ? [`ctrl-${name}`] : [name];
  if (key.ctrl) return input === '' ? [] : [`ctrl-${input}`];
  return [...input].flatMap((char) => CONTROL[char] ?? (char < ' ' ? [] : [char]));
}
