import type { Binding, Bound, CommandId, KeyContext } from './binding.ts';

const WORDS: Record<string, string> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: '⏎',
  escape: 'Esc',
  tab: 'Tab',
  'shift-tab': 'Shift-Tab',
  backspace: 'Backspace',
  ' ': 'Space',
};

/** Where there are no arrows: a sign in their place would be taken for a key. */
const ASCII_WORDS: Record<string, string> = {
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  enter: 'Enter',
};

/** The name of a key as an operator reads it on the keyboard. */
export function keyWord(key: string, ascii = false): string {
  if (key.startsWith('ctrl-')) return `Ctrl-${keyWord(key.slice(5), ascii).toUpperCase()}`;
  return (ascii ? ASCII_WORDS[key] : undefined) ?? WORDS[key] ?? key;
}

/** Several keys in few cells: `↑↓`, `1–5`, `PgUp PgDn`. */
function joined(keys: readonly string[], ascii: boolean): string {
  const words = keys.map((key) => keyWord(key, ascii));
  if (words.every((word) => /^[↑↓←→]$/u.test(word))) return words.join('');
  const digits = keys.map(Number);
  const inRow = keys.length > 2 && digits.every((digit, i) => digit === (digits[0] as number) + i);
  return inRow ? `${words[0]}–${words.at(-1)}` : words.join(' ');
}

/** Arrows that belong together are shown together. */
const OPPOSITE: Record<string, string> = { up: 'down', left: 'right' };

function shares(one: Bound, other: Bound): boolean {
  return one.contexts.some((context) => other.contexts.includes(context));
}

/** The bindings with the words for their keys. `ascii`: in words that a locale without arrows can show. */
export function worded(bindings: readonly Bound[], ascii = false): Binding[] {
  return bindings.map((binding) => {
    const { keys, together } = binding;
    const partners = (together?.with ?? []).flatMap(
      (command) => bindings.find((other) => other.command === command && shares(binding, other)) ?? [],
    );
    const all = [keys, ...partners.map((partner) => partner.keys)];
    const first = all.flatMap((some) => some.slice(0, 1));
    if (together === undefined && keys.length > 1 && OPPOSITE[keys[0] as string] === keys[1])
      first.push(keys[1] as string);
    const others = all.flat().filter((key) => !first.includes(key));
    const word = keys.slice(0, 1).map((key) => keyWord(key, ascii));
    const also = others.map((key) => keyWord(key, ascii)).join(' ');
    return { ...binding, shown: joined(first, ascii), also, word: word.join('') };
  });
}

/** The key of a command as it is named in a sentence; empty: it has none. */
export function keyOf(bindings: readonly Binding[], command: CommandId, context?: KeyContext): string {
  const bound = bindings.find(
    (b) =>
      b.command === command && b.keys.length > 0 && (context === undefined || b.contexts.includes(context)),
  );
  return bound?.word ?? '';
}

/** `T retries`: a sentence that begins with the key of a command; empty where it has none. */
export function keySays(bindings: readonly Binding[], command: CommandId, words: string): string {
  const key = keyOf(bindings, command);
  return key === '' ? '' : `${key} ${words}`;
}
