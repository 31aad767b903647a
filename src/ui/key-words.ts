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

/** The name of a key as an operator reads it on the keyboard. */
export function keyWord(key: string): string {
  if (key.startsWith('ctrl-')) return `Ctrl-${keyWord(key.slice(5)).toUpperCase()}`;
  return WORDS[key] ?? key;
}

/** Several keys in few cells: `↑↓`, `1–5`, `PgUp PgDn`. */
function joined(keys: readonly string[]): string {
  const words = keys.map(keyWord);
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

/** The bindings with the words for their keys. */
export function worded(bindings: readonly Bound[]): Binding[] {
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
    return { ...binding, shown: joined(first), also: others.map(keyWord).join(' ') };
  });
}

/** The key of a command as it is named in a sentence; empty: it has none. */
export function keyOf(bindings: readonly Binding[], command: CommandId, context?: KeyContext): string {
  const bound = bindings.find(
    (b) =>
      b.command === command && b.keys.length > 0 && (context === undefined || b.contexts.includes(context)),
  );
  return bound === undefined ? '' : keyWord(bound.keys[0] as string);
}

/** `T retries`: a sentence that begins with the key of a command; empty where it has none. */
export function keySays(bindings: readonly Binding[], command: CommandId, words: string): string {
  const key = keyOf(bindings, command);
  return key === '' ? '' : `${key} ${words}`;
}
