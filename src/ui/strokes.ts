import type { Key } from 'ink';
import type { Stroke } from '../core/live.ts';

/** Keys as tmux names them. What reaches Ink without a name (F1 and its like) reaches nobody. */
const NAMED: readonly (readonly [keyof Key, string])[] = [
  ['upArrow', 'Up'],
  ['downArrow', 'Down'],
  ['leftArrow', 'Left'],
  ['rightArrow', 'Right'],
  ['pageUp', 'PageUp'],
  ['pageDown', 'PageDown'],
  ['home', 'Home'],
  ['end', 'End'],
  ['return', 'Enter'],
  ['escape', 'Escape'],
  ['backspace', 'BSpace'],
  ['delete', 'DC'],
];
const CONTROL: Record<string, string> = {
  '\r': 'Enter',
  '\n': 'C-j',
  '\t': 'Tab',
  '\u001b': 'Escape',
  '\u007f': 'BSpace',
  '\u0000': 'C-Space',
};

/** What was pressed, for a pane: nothing of it is taken for a key of the cockpit. */
export function strokesOf(input: string, key: Key): Stroke[] {
  if (key.eventType === 'release' || key.super || key.hyper) return [];
  const held = `${key.ctrl ? 'C-' : ''}${key.meta ? 'M-' : ''}`;
  if (key.tab) return [{ key: key.shift ? 'BTab' : `${held}Tab` }];
  for (const [flag, name] of NAMED)
    if (key[flag]) {
      // Escape twice: one with Meta.
      if (name === 'Escape') return Array.from({ length: key.meta ? 2 : 1 }, () => ({ key: name }));
      return [{ key: `${held}${key.shift ? 'S-' : ''}${name}` }];
    }
  return [...input].map((char): Stroke => {
    if (char === ' ' && held !== '') return { key: `${held}Space` };
    if (key.ctrl) return /^[a-z@[\\\]^_]$/.test(char) ? { key: held + char } : { text: char };
    const control = CONTROL[char];
    if (control !== undefined) return { key: held + control };
    if (char < ' ') return { key: `C-${String.fromCharCode(char.charCodeAt(0) + 96)}` };
    return key.meta && /^[!-~]$/.test(char) ? { key: `M-${char}` } : { text: char };
  });
}
